package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class LastValueContractTest extends ModelContract<NoSettings> {
  LastValueContractTest() {
    super(new LastValueFactory(), new NoSettings());
  }
}
