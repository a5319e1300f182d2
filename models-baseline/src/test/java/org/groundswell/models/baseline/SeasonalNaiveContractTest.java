package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class SeasonalNaiveContractTest extends ModelContract<SeasonalNaiveConfig> {
  SeasonalNaiveContractTest() {
    super(new SeasonalNaiveFactory(), SeasonalNaiveConfig.defaults());
  }
}
