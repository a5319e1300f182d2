package org.groundswell.models.lstm;

import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.models.dl4j.HiddenDropout;
import org.groundswell.window.Batch;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The stacked LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 * {@link Sequences}, LSTM layers, the last one's output at the last row, a ReLU layer if there is
 * to be one, a linear output {@code [batch, target × level]}. Forget gates start open, with bias 1
 * (Jozefowicz et al. 2015).
 */
final class LstmModel {
  private static final double OPEN = 1;

  private LstmModel() {}

  /**
   * A fresh model.
   *
   * @param type of the network's numbers
   */
  static Dl4jModel create(LstmConfig config, ModelSpec spec, DataType type) {
    return create(config, spec, type, Sequences::of);
  }

  static Dl4jModel create(
      LstmConfig config, ModelSpec spec, DataType type, Function<Batch, NetworkInput> inputs) {
    return new Dl4jModel(
        LstmFactory.NAME,
        Map.of(),
        spec,
        config.dropout(),
        layers(config, spec.features(), spec.outputs(), type),
        inputs);
  }

  private static MultiLayerConfiguration layers(
      LstmConfig config, int inputs, int outputs, DataType type) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .list();
    int width = inputs;
    for (int layer = 1; layer <= config.layers(); layer++) {
      LSTM.Builder builder =
          new LSTM.Builder()
              .nIn(width)
              .nOut(config.units())
              .activation(Activation.TANH)
              .gateActivationFunction(Activation.SIGMOID)
              .forgetGateBiasInit(OPEN);
      // the network's own input has its own dropout
      HiddenDropout.of(layer == 1 ? 0 : config.hiddenDropout()).ifPresent(builder::dropOut);
      LSTM lstm = builder.build();
      layers.layer(layer < config.layers() ? lstm : new LastTimeStep(lstm));
      width = config.units();
    }
    if (config.dense() > 0) {
      layers.layer(dense(config, width, config.dense(), Activation.RELU));
      width = config.dense();
    }
    return layers.layer(dense(config, width, outputs, Activation.IDENTITY)).build();
  }

  private static DenseLayer dense(
      LstmConfig config, int inputs, int outputs, Activation activation) {
    DenseLayer.Builder layer =
        new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation);
    HiddenDropout.of(config.hiddenDropout()).ifPresent(layer::dropOut);
    return layer.build();
  }
}
