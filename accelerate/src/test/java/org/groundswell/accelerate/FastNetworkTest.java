package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class FastNetworkTest {
  private static final float CLOSE = 3e-6f;
  private static final SplittableRandom RANDOM = new SplittableRandom(3);

  /** Drops nothing, but doubles every third value. */
  private static final Masks DOUBLING =
      (into, length) -> {
        for (int k = 0; k < length; k++) {
          into[k] = k % 3 == 0 ? 2 : 1;
        }
      };

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID"})
  void gradient_ofDenseLayers_isThatOfDl4j(Activation activation) {
    MultiLayerNetwork network =
        network(dense(7, 20, activation), dense(20, 9, activation), dense(9, 3, activation));
    try (FastNetwork fast = Accelerated.network(network).orElseThrow()) {
      // other sizes between: buffers are used again
      for (int batch : new int[] {5, 64, 1, 5}) {
        check(network, fast, NetworkInput.flat(batch, uniform(batch * 7)), Masks.NONE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // layers, features, units, batch, time, distinct; more than 32 features are shared rows
    "1, 1, 50, 64, 20, 70",
    "2, 3, 4, 5, 6, 9",
    "2, 40, 50, 64, 17, 100",
    "3, 40, 5, 3, 4, 1",
    "2, 33, 4, 2, 1, 0",
    "1, 2, 4, 2, 3, 0"
  })
  void gradient_ofRaggedSequences_isThatOfDl4j(
      int layers, int features, int units, int batch, int time, int distinct) {
    Layer[] list = new Layer[layers + 2];
    for (int k = 0; k < layers; k++) {
      LSTM lstm = lstm(k == 0 ? features : units, units, Activation.TANH);
      list[k] = k == layers - 1 ? new LastTimeStep(lstm) : lstm;
    }
    list[layers] = dense(units, 6, Activation.RELU);
    list[layers + 1] = dense(6, 2, Activation.IDENTITY);
    MultiLayerNetwork network = network(list);
    try (FastNetwork fast = Accelerated.network(network).orElseThrow()) {
      check(network, fast, sequences(batch, time, distinct, features), Masks.NONE);
      check(network, fast, sequences(batch + 3, time + 2, distinct + 4, features), Masks.NONE);
      check(network, fast, sequences(batch, time, distinct, features), DOUBLING);
    }
  }

  @Test
  void train_maskedRows_isThatOfTheRowsMultiplied() {
    MultiLayerNetwork network = network(dense(5, 4, Activation.TANH));
    float[] rows = uniform(35);
    float[] multiplied = rows.clone();
    for (int k = 0; k < 35; k += 3) {
      multiplied[k] *= 2;
    }
    try (FastNetwork fast = Accelerated.network(network).orElseThrow()) {
      assertThat(fast.train(NetworkInput.flat(7, rows), DOUBLING))
          .isEqualTo(fast.output(NetworkInput.flat(7, multiplied)))
          .isNotEqualTo(fast.output(NetworkInput.flat(7, rows)));
    }
  }

  @Test
  void setParameters_ofFlatValues_setsTheNetworksOwn() {
    MultiLayerNetwork network = network(dense(2, 1, Activation.IDENTITY));
    try (FastNetwork fast = Accelerated.network(network).orElseThrow()) {
      fast.setParameters(new float[] {1, 2, 3});

      assertThat(fast.parameters()).isEqualTo(3);
      assertThat(network.params().toFloatVector()).containsExactly(1, 2, 3);
      assertThat(fast.output(NetworkInput.flat(1, new float[] {10, 100}))).containsExactly(213);
    }
  }

  @Test
  void network_withAnythingNotKnown_isEmpty() {
    LSTM softsign = lstm(3, 4, Activation.SOFTSIGN);
    Layer dropping =
        new DenseLayer.Builder().nIn(3).nOut(2).activation(Activation.RELU).dropOut(0.5).build();
    for (MultiLayerNetwork network :
        List.of(
            network(dense(3, 2, Activation.ELU)),
            network(new LastTimeStep(softsign)),
            // gives sequences
            network(lstm(3, 4, Activation.TANH)),
            network(dropping),
            network(new DenseLayer.Builder().nIn(3).nOut(2).hasBias(false).build()),
            inDouble())) {
      assertThat(Accelerated.network(network)).isEmpty();
    }
  }

  private static MultiLayerNetwork inDouble() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(dense(3, 2, Activation.RELU))
                .build());
    network.init();
    return network;
  }

  @Test
  void network_switchedOff_isEmpty() {
    MultiLayerNetwork network = network(dense(3, 2, Activation.RELU));
    System.setProperty(Accelerated.PROPERTY, "off");
    try {
      assertThat(Accelerated.network(network)).isEmpty();
    } finally {
      System.clearProperty(Accelerated.PROPERTY);
    }
  }

  @Test
  void output_inputThatDoesNotFit_isRefused() {
    try (FastNetwork fast =
        Accelerated.network(network(dense(3, 2, Activation.RELU))).orElseThrow()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fast.output(NetworkInput.flat(2, new float[8])))
          .withMessageContaining("4 features");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fast.output(sequences(2, 3, 4, 3)))
          .withMessageContaining("sequences");
    }
    int[] none = {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkInput(new float[5], 2, 3, none, none));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkInput(new float[6], 2, 3, new int[] {2}, new int[] {1}))
        .withMessageContaining("no row 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkInput(new float[6], 2, 3, new int[] {1}, new int[] {2}))
        .withMessageContaining("2 steps");
  }

  private static void check(
      MultiLayerNetwork network, FastNetwork fast, NetworkInput input, Masks masks) {
    INDArray features = features(input, masks);
    INDArray mask = mask(input);
    float[] output = fast.train(input, masks);
    float[] errors = uniform(output.length);
    float[] gradient = new float[fast.parameters()];
    fast.gradient(errors, gradient);

    network.setInput(features);
    network.setLayerMaskArrays(mask, null);
    INDArray expected = network.feedForward(true, false).get(network.getnLayers());
    INDArray back =
        network
            .backpropGradient(Nd4j.create(errors, expected.shape(), DataType.FLOAT), null)
            .getFirst()
            .gradient();
    float[] expectedGradient = back.toFloatVector();
    network.clearLayerMaskArrays();

    assertThat(difference(output, values(expected))).isLessThan(CLOSE);
    assertThat(difference(gradient, expectedGradient)).isLessThan(CLOSE);
    assertThat(gradient[gradient.length - 1]).isNotZero();
    if (masks == Masks.NONE) {
      assertThat(difference(fast.output(input), output)).isLessThan(CLOSE);
    }
  }

  /** The largest, by the largest value if that is above 1. */
  private static float difference(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    float scale = 1;
    for (int k = 0; k < expected.length; k++) {
      largest = Math.max(largest, Math.abs(actual[k] - expected[k]));
      scale = Math.max(scale, Math.abs(expected[k]));
    }
    return largest / scale;
  }

  private static INDArray features(NetworkInput input, Masks masks) {
    float[] factors = new float[input.distinct() * input.features()];
    masks.next(factors, factors.length);
    if (!input.hasTime()) {
      return Nd4j.create(input.rows(), new long[] {input.size(), input.features()}, DataType.FLOAT);
    }
    INDArray features = Nd4j.zeros(DataType.FLOAT, input.size(), input.features(), input.time());
    for (int b = 0; b < input.size(); b++) {
      for (int t = 0; t < input.time(); t++) {
        for (int f = 0; f < input.features(); f++) {
          int at = input.row(b, t) * input.features() + f;
          float value = input.row(b, t) < 0 ? 0 : input.rows()[at] * factors[at];
          features.putScalar(new int[] {b, f, t}, value);
        }
      }
    }
    return features;
  }

  private static INDArray mask(NetworkInput input) {
    if (!input.hasTime()) {
      return null;
    }
    INDArray mask = Nd4j.zeros(DataType.FLOAT, input.size(), input.time());
    for (int b = 0; b < input.size(); b++) {
      for (int t = 0; t < input.lengths()[b]; t++) {
        mask.putScalar(b, t, 1);
      }
    }
    return mask;
  }

  /** The first sequence has a step, the next one two, and so on up to all; some are of no row. */
  private static NetworkInput sequences(int batch, int time, int distinct, int features) {
    int[] index = new int[batch * time];
    Arrays.setAll(index, k -> RANDOM.nextInt(-1, distinct));
    int[] lengths = new int[batch];
    Arrays.setAll(lengths, b -> Math.min(b + 1, time));
    return new NetworkInput(uniform(distinct * features + 5), distinct, features, index, lengths);
  }

  private static float[] uniform(int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (float) RANDOM.nextDouble(-1, 1);
    }
    return values;
  }

  private static float[] values(INDArray array) {
    return array.dup('c').ravel().toFloatVector();
  }

  private static MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.XAVIER)
            .biasInit(0.1)
            .updater(new NoOp())
            .list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int inputs, int outputs, Activation activation) {
    return new DenseLayer.Builder().nIn(inputs).nOut(outputs).activation(activation).build();
  }

  private static LSTM lstm(int inputs, int units, Activation activation) {
    return new LSTM.Builder()
        .nIn(inputs)
        .nOut(units)
        .activation(activation)
        .gateActivationFunction(Activation.SIGMOID)
        .build();
  }
}
