package org.groundswell.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.models.lstm.LstmConfig;
import org.groundswell.models.lstm.LstmFactory;
import org.groundswell.models.transformer.TransformerConfig;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.models.transformer.TransformerModel;
import org.groundswell.window.Batch;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** The nets of the step benchmark; {@code torch_steps.py} has the same by the same names. */
enum Net {
  MLP(1046, 3, 1),
  /** Reads the first feature, the target in z, of encodings that have its two indicators beside. */
  LSTM1(3, 1, 50),
  LSTM1046(1046, 1, 50),
  TF16(1046, 3, 16),
  TF50(1046, 3, 50),
  TF16_LAST(1046, 3, 16),
  TF50_LAST(1046, 3, 50),
  TF16_DROPOUT(1046, 3, 16),
  TF50_DROPOUT(1046, 3, 50);

  private static final int UNITS = 50;

  /** Width of an encoding. */
  final int features;

  final int targets;

  /** Positions of a window, the query row among them. */
  final int time;

  Net(int features, int targets, int time) {
    this.features = features;
    this.targets = targets;
    this.time = time;
  }

  /** The net of a name such as {@code tf50-dropout}. */
  static Net named(String name) {
    return Arrays.stream(values())
        .filter(net -> net.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no net '%s'; there are %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Net::label)
                                .collect(Collectors.joining(", ")))));
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it is measured on full windows only: PyTorch's LSTM has no mask. */
  boolean fullWindowsOnly() {
    return this == LSTM1 || this == LSTM1046;
  }

  double dropout() {
    return name().endsWith("_DROPOUT") ? 0.1 : 0;
  }

  GradientModel create(ModelSpec spec, double dropout) {
    return switch (this) {
      case MLP ->
          // with windows of one row, the distinct encodings are the batch
          dl4j(
              spec,
              mlp(spec),
              batch -> NetworkInput.flat(batch.distinct(), batch.features(), batch.encodings()));
      case LSTM1 -> dl4j(spec, lstm(spec), Net::firstFeature);
      case LSTM1046 ->
          (GradientModel) new LstmFactory().create(new LstmConfig(2, UNITS, 0, 0, 0), spec);
      default ->
          new TransformerModel(
              new TransformerConfig(
                  64,
                  4,
                  2,
                  256,
                  dropout,
                  Position.SINUSOIDAL,
                  name().endsWith("_LAST") ? Pooling.LAST : Pooling.MEAN,
                  Activation.RELU),
              spec);
    };
  }

  private static Dl4jModel dl4j(
      ModelSpec spec, MultiLayerConfiguration definition, Function<Batch, NetworkInput> inputs) {
    return new Dl4jModel("benchmark", Map.of(), spec, 0, definition, inputs);
  }

  private static NeuralNetConfiguration.ListBuilder layers() {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.FLOAT)
        .weightInit(WeightInit.ZERO)
        .updater(new NoOp())
        .list();
  }

  private static MultiLayerConfiguration mlp(ModelSpec spec) {
    NeuralNetConfiguration.ListBuilder layers = layers();
    int width = spec.features();
    for (int hidden : List.of(256, 128)) {
      layers.layer(dense(width, hidden, org.nd4j.linalg.activations.Activation.RELU));
      width = hidden;
    }
    return layers
        .layer(dense(width, spec.outputs(), org.nd4j.linalg.activations.Activation.IDENTITY))
        .build();
  }

  private static MultiLayerConfiguration lstm(ModelSpec spec) {
    return layers()
        .layer(lstmLayer(1))
        .layer(new LastTimeStep(lstmLayer(UNITS)))
        .layer(dense(UNITS, spec.outputs(), org.nd4j.linalg.activations.Activation.IDENTITY))
        .build();
  }

  private static LSTM lstmLayer(int inputs) {
    return new LSTM.Builder()
        .nIn(inputs)
        .nOut(UNITS)
        .activation(org.nd4j.linalg.activations.Activation.TANH)
        .gateActivationFunction(org.nd4j.linalg.activations.Activation.SIGMOID)
        .forgetGateBiasInit(1)
        .build();
  }

  private static DenseLayer dense(
      int inputs, int outputs, org.nd4j.linalg.activations.Activation activation) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation).build();
  }

  /** The first feature of full windows as sequences. */
  private static NetworkInput firstFeature(Batch batch) {
    float[] rows = new float[batch.distinct()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = batch.encodings()[row * batch.features()];
    }
    int[] lengths = new int[batch.size()];
    Arrays.fill(lengths, batch.time());
    return new NetworkInput(rows, rows.length, 1, batch.index(), lengths);
  }
}
