package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class TrainingMedianContractTest extends ModelContract<NoSettings> {
  TrainingMedianContractTest() {
    super(new TrainingMedianFactory(), new NoSettings());
  }
}
