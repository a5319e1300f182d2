package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class RidgeContractTest extends ModelContract<RidgeConfig> {
  RidgeContractTest() {
    super(new RidgeFactory(), RidgeConfig.defaults());
  }
}
