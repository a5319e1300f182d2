package org.groundswell.models.transformer;

import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.contract.GradientModelContract;
import org.groundswell.models.contract.Toy;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.nd4j.linalg.api.buffer.DataType;

class TransformerContractTest extends GradientModelContract<TransformerConfig> {
  TransformerContractTest() {
    super(
        new TransformerFactory(),
        new TransformerConfig(8, 2, 1, 6, 0.2, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU),
        Toy.ORDER,
        new TransformerConfig(16, 2, 1, 16, 0, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU));
  }

  @Override
  protected GradientModel inDouble(TransformerConfig config, ModelSpec spec) {
    return new TransformerModel(config, spec, DataType.DOUBLE);
  }
}
