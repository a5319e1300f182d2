package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class AcceleratedLstmTest {
  private static final Offset<Float> CLOSE = Offset.offset(2e-6f);

  @ParameterizedTest
  @CsvSource({
    // batch, features, units, time, layers, masked, order
    "64, 7, 50, 17, 2, true, f",
    "64, 7, 50, 17, 2, false, c",
    "5, 3, 4, 6, 1, true, c",
    "1, 3, 4, 6, 2, true, f",
    "3, 1, 1, 1, 2, false, f",
    "2, 1, 5, 2, 3, true, c",
    "9, 20, 3, 12, 1, false, f"
  })
  void gradient_ofAcceleratedNetwork_isThatOfDl4j(
      int batch, int features, int units, int time, int layers, boolean masked, char order) {
    // given
    MultiLayerNetwork expected = network(features, units, layers, true, Activation.TANH);
    MultiLayerNetwork actual = expected.clone();
    Accelerated.lstm(actual, true);
    assertThat(actual.getLayer(layers - 1)).isInstanceOf(FastLastStep.class);
    INDArray input = uniform(order, batch, features, time);
    INDArray mask = masked ? prefixes(batch, time) : null;
    INDArray errors = uniform('c', batch, 2);

    // when, twice: buffers are used again
    for (int step = 0; step < 2; step++) {
      Result dl4j = step(expected, input, mask, errors);
      assertThat(fast(actual, input)).isTrue();
      Result fast = step(actual, input, mask, errors);

      // then
      assertThat(fast.output).containsExactly(dl4j.output, CLOSE);
      assertThat(fast.gradient).containsExactly(dl4j.gradient, scaled(dl4j.gradient));
      assertThat(fast.inputGradient).containsExactly(dl4j.inputGradient, CLOSE);
      assertThat(fast.gradient).isNotEqualTo(new float[fast.gradient.length]);
    }
  }

  @Test
  void gradient_ofSequencesOfOutputs_isThatOfDl4j() {
    MultiLayerNetwork expected = network(3, 6, 2, false, Activation.TANH);
    MultiLayerNetwork actual = expected.clone();
    Accelerated.lstm(actual, true);
    assertThat(actual.getLayer(1)).isInstanceOf(FastLstm.class);
    INDArray input = uniform('c', 4, 3, 5);
    for (char order : new char[] {'c', 'f'}) {
      INDArray errors = uniform(order, 4, 6, 5);
      Result dl4j = step(expected, input, null, errors);
      Result fast = step(actual, input, null, errors);
      assertThat(fast.output).containsExactly(dl4j.output, CLOSE);
      assertThat(fast.gradient).containsExactly(dl4j.gradient, scaled(dl4j.gradient));
      assertThat(fast.inputGradient).containsExactly(dl4j.inputGradient, CLOSE);
    }
  }

  @Test
  void gradient_afterOtherBatchSizes_isThatOfAFreshNetwork() {
    MultiLayerNetwork used = network(3, 6, 2, true, Activation.TANH);
    MultiLayerNetwork fresh = used.clone();
    Accelerated.lstm(used, false);
    Accelerated.lstm(fresh, false);
    step(used, uniform('f', 9, 3, 7), null, uniform('c', 9, 2));
    step(used, uniform('f', 2, 3, 4), null, uniform('c', 2, 2));
    INDArray input = uniform('f', 5, 3, 6);
    INDArray errors = uniform('c', 5, 2);
    assertThat(step(used, input, null, errors).gradient)
        .isEqualTo(step(fresh, input, null, errors).gradient);
  }

  @Test
  void gradient_twiceAfterOneRun_isTheSame() {
    MultiLayerNetwork network = network(3, 6, 2, true, Activation.TANH);
    Accelerated.lstm(network, true);
    INDArray errors = uniform('c', 4, 2);
    network.setInput(uniform('f', 4, 3, 5));
    network.feedForward(true, false);
    float[] first = gradient(network, errors);
    assertThat(gradient(network, errors)).isEqualTo(first);
  }

  private static float[] gradient(MultiLayerNetwork network, INDArray errors) {
    return network.backpropGradient(errors, null).getFirst().gradient().toFloatVector();
  }

  @Test
  void gradient_maskWithAGap_isThatOfDl4j() {
    MultiLayerNetwork expected = network(3, 6, 2, true, Activation.TANH);
    MultiLayerNetwork actual = expected.clone();
    Accelerated.lstm(actual, true);
    INDArray input = uniform('c', 3, 3, 4);
    INDArray mask = Nd4j.createFromArray(new float[][] {{1, 0, 1, 0}, {1, 1, 1, 1}, {1, 1, 0, 0}});
    INDArray errors = uniform('c', 3, 2);
    Result dl4j = step(expected, input, mask, errors);
    Result fast = step(actual, input, mask, errors);
    assertThat(fast.output).containsExactly(dl4j.output, CLOSE);
    assertThat(fast.gradient).containsExactly(dl4j.gradient, scaled(dl4j.gradient));
  }

  @Test
  void gradient_otherActivation_isDl4jsOwn() {
    MultiLayerNetwork expected = network(3, 6, 2, true, Activation.SOFTSIGN);
    MultiLayerNetwork actual = expected.clone();
    Accelerated.lstm(actual, true);
    INDArray input = uniform('c', 3, 3, 4);
    INDArray errors = uniform('c', 3, 2);
    assertThat(fast(actual, input)).isFalse();
    assertThat(step(actual, input, null, errors).gradient)
        .isEqualTo(step(expected, input, null, errors).gradient);
  }

  @Test
  void rnnTimeStep_ofAcceleratedNetwork_isThatOfDl4j() {
    MultiLayerNetwork expected = network(3, 6, 2, false, Activation.TANH);
    MultiLayerNetwork actual = expected.clone();
    Accelerated.lstm(actual, true);
    INDArray input = uniform('c', 3, 3, 4);
    for (int step = 0; step < 2; step++) {
      assertThat(actual.rnnTimeStep(input)).isEqualTo(expected.rnnTimeStep(input));
    }
  }

  @Test
  void lstm_switchedOff_changesNothing() {
    MultiLayerNetwork network = network(3, 6, 1, true, Activation.TANH);
    Layer layer = network.getLayer(0);
    System.setProperty(Accelerated.PROPERTY, "off");
    try {
      Accelerated.lstm(network, true);
    } finally {
      System.clearProperty(Accelerated.PROPERTY);
    }
    assertThat(network.getLayer(0)).isSameAs(layer);
  }

  /** Whether the last LSTM layer would work on such an input itself. */
  private static boolean fast(MultiLayerNetwork network, INDArray input) {
    FastLstm last = null;
    for (Layer layer : network.getLayers()) {
      last =
          layer instanceof FastLastStep step
              ? (FastLstm) step.getUnderlying()
              : layer instanceof FastLstm lstm ? lstm : last;
    }
    last.setInput(input, LayerWorkspaceMgr.noWorkspaces());
    return last.fastWithoutMask();
  }

  private record Result(float[] output, float[] gradient, float[] inputGradient) {}

  private static Result step(
      MultiLayerNetwork network, INDArray input, INDArray mask, INDArray errors) {
    network.setInput(input);
    network.setLayerMaskArrays(mask, null);
    INDArray output = network.feedForward(true, false).get(network.getnLayers());
    float[] inference = values(network.output(input, false, mask, null));
    assertThat(inference).containsExactly(values(output), CLOSE);
    network.setInput(input);
    network.setLayerMaskArrays(mask, null);
    network.feedForward(true, false);
    var back = network.backpropGradient(errors, null);
    Result result =
        new Result(
            values(output),
            back.getFirst().gradient().toFloatVector(),
            back.getSecond() == null ? new float[0] : values(back.getSecond()));
    network.clearLayerMaskArrays();
    return result;
  }

  private static float[] values(INDArray array) {
    return array.dup('c').ravel().toFloatVector();
  }

  private static Offset<Float> scaled(float[] expected) {
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    return Offset.offset(2e-6f * largest);
  }

  private static MultiLayerNetwork network(
      int features, int units, int layers, boolean last, Activation activation) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(DataType.FLOAT)
            .weightInit(WeightInit.XAVIER)
            .updater(new NoOp())
            .list();
    for (int layer = 0; layer < layers; layer++) {
      LSTM lstm =
          new LSTM.Builder()
              .nIn(layer == 0 ? features : units)
              .nOut(units)
              .activation(activation)
              .build();
      list.layer(last && layer == layers - 1 ? new LastTimeStep(lstm) : lstm);
    }
    if (last) {
      list.layer(
          new DenseLayer.Builder().nIn(units).nOut(2).activation(Activation.IDENTITY).build());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static INDArray uniform(char order, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape, order);
    Random random = new Random(3);
    for (long k = 0; k < array.length(); k++) {
      array.putScalar(k, 2 * random.nextFloat() - 1);
    }
    return array;
  }

  /** Sequence b has b + 1 steps, at most all. */
  private static INDArray prefixes(int batch, int time) {
    INDArray mask = Nd4j.create(DataType.FLOAT, batch, time);
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t <= Math.min(b, time - 1); t++) {
        mask.putScalar(b, t, 1);
      }
    }
    return mask;
  }
}
