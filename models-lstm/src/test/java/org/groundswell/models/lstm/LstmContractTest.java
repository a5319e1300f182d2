package org.groundswell.models.lstm;

import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.contract.GradientModelContract;
import org.groundswell.models.contract.Toy;
import org.junit.jupiter.api.AfterEach;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Models in float run on the faster layers of {@code Accelerated}, those in double on DL4J's own:
 * it is the latter whose gradients are compared with finite differences here, and {@code
 * AcceleratedLstmTest} that ties the faster layers' to them.
 */
class LstmContractTest extends GradientModelContract<LstmConfig> {
  LstmContractTest() {
    super(new LstmFactory(), new LstmConfig(2, 3, 3, 0.2), Toy.ECHO, new LstmConfig(2, 8, 0, 0));
  }

  @Override
  protected GradientModel inDouble(LstmConfig config, ModelSpec spec) {
    // LastTimeStep makes arrays of ND4J's default type
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    return LstmModel.create(config, spec, DataType.DOUBLE);
  }

  @AfterEach
  void backToFloat() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }
}
