package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class LightGbmContractTest extends ModelContract<LightGbmConfig> {
  LightGbmContractTest() {
    super(new LightGbmFactory(), Baselines.SMALL);
  }
}
