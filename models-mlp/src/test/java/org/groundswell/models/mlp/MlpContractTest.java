package org.groundswell.models.mlp;

import java.util.List;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.contract.GradientModelContract;
import org.groundswell.models.contract.Toy;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class MlpContractTest extends GradientModelContract<MlpConfig> {
  MlpContractTest() {
    super(
        new MlpFactory(),
        new MlpConfig(List.of(7, 5), Activation.RELU, 0.2, 0.3, 3),
        Toy.PRODUCT,
        new MlpConfig(List.of(32, 16), Activation.RELU, 0, 8));
  }

  @Override
  protected GradientModel inDouble(MlpConfig config, ModelSpec spec) {
    return MlpModel.create(config, spec, DataType.DOUBLE);
  }
}
