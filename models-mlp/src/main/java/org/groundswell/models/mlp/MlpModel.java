package org.groundswell.models.mlp;

import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.models.dl4j.HiddenDropout;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The multilayer perceptron: {@link PooledHistory}, hidden layers, a linear output {@code [batch,
 * target × level]}.
 */
final class MlpModel {
  private MlpModel() {}

  /**
   * A fresh model.
   *
   * @param type of the network's numbers
   */
  static Dl4jModel create(MlpConfig config, ModelSpec spec, DataType type) {
    PooledHistory pooled =
        new PooledHistory(spec.features(), spec.history(), spec.queryRow(), config.halfLife());
    return new Dl4jModel(
        MlpFactory.NAME,
        Map.of(
            "hidden", config.hidden().toString(),
            "activation", config.activation().name(),
            "halfLife", Double.toString(config.halfLife())),
        spec,
        config.dropout(),
        layers(config, pooled.width(), spec.outputs(), type),
        pooled::of);
  }

  private static MultiLayerConfiguration layers(
      MlpConfig config, int inputs, int outputs, DataType type) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .list();
    int width = inputs;
    // the network's own input has its own dropout
    double dropout = 0;
    for (int hidden : config.hidden()) {
      layers.layer(dense(width, hidden, config.activation(), dropout));
      width = hidden;
      dropout = config.hiddenDropout();
    }
    return layers.layer(dense(width, outputs, Activation.IDENTITY, dropout)).build();
  }

  private static DenseLayer dense(int inputs, int outputs, Activation activation, double dropout) {
    DenseLayer.Builder layer =
        new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation);
    HiddenDropout.of(dropout).ifPresent(layer::dropOut);
    return layer.build();
  }
}
