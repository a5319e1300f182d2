package org.groundswell.models.mlp;

import java.util.List;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Makes multilayer perceptrons on DL4J, which see the query row and three pools of the history: its
 * mean, its newest row, its recency-weighted mean.
 */
public final class MlpFactory implements ModelFactory<MlpConfig> {
  static final String NAME = "mlp";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<MlpConfig> configuration() {
    return MlpConfig.class;
  }

  @Override
  public MlpConfig defaults() {
    return new MlpConfig(List.of(64, 32), Activation.RELU, 0.5, 0, 8);
  }

  @Override
  public boolean gradientTrained() {
    return true;
  }

  @Override
  public Model create(MlpConfig configuration, ModelSpec spec) {
    return MlpModel.create(configuration, spec, DataType.FLOAT);
  }
}
