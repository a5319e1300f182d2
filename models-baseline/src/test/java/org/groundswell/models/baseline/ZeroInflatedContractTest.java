package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class ZeroInflatedContractTest extends ModelContract<ZeroInflatedConfig> {
  ZeroInflatedContractTest() {
    super(new ZeroInflatedFactory(), ZeroInflatedConfig.defaults());
  }
}
