package org.groundswell.models.baseline;

import org.groundswell.models.contract.ModelContract;

class AuthorMedianContractTest extends ModelContract<NoSettings> {
  AuthorMedianContractTest() {
    super(new AuthorMedianFactory(), new NoSettings());
  }
}
