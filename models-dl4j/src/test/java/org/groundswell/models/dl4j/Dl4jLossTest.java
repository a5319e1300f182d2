package org.groundswell.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.groundswell.loss.Dl4jLoss;
import org.groundswell.loss.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;

/** Groundswell's losses in DL4J's own output layers and training. */
class Dl4jLossTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-10);
  private static final IActivation IDENTITY = Activation.IDENTITY.getActivationFunction();
  private static final int BATCH = 6;
  private static final int TARGETS = 2;

  static List<Loss> losses() {
    return List.of(
        new Loss.MeanAbsolute(),
        new Loss.MeanSquared(),
        new Loss.Huber(0.7),
        new Loss.Quantile(List.of(0.1, 0.5, 0.9)));
  }

  private static INDArray random(long seed, long... shape) {
    int length = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Nd4j.create(new Random(seed).doubles(length, -2, 2).toArray(), shape, DataType.DOUBLE);
  }

  /** Labels of which one is missing for the first target, and two for the second. */
  private static INDArray labels() {
    INDArray labels = random(1, BATCH, TARGETS);
    labels.putScalar(0, 1, Double.NaN);
    labels.putScalar(3, 0, Double.NaN);
    labels.putScalar(4, 1, Double.NaN);
    return labels;
  }

  private static INDArray mask() {
    return Nd4j.create(
        new Random(2).doubles(BATCH * TARGETS, 0.1, 2).toArray(),
        new long[] {BATCH, TARGETS},
        DataType.DOUBLE);
  }

  private static double[] values(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  /** The weights that make of Loss the mean over targets of the weighted mean over cells. */
  private static double[] weights(INDArray labels, INDArray mask) {
    double[] weights = values(mask);
    double[] sums = new double[TARGETS];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = Double.isNaN(values(labels)[k]) ? 0 : weights[k];
      sums[k % TARGETS] += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sums[k % TARGETS] * TARGETS;
    }
    return weights;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void scoreAndGradient_labelsMissing_areThoseOfTheLossAndOfSameDiff(Loss loss) {
    // given
    int width = TARGETS * loss.levels().size();
    INDArray output = random(3, BATCH, width);
    INDArray labels = labels();
    double[] weights = weights(labels, mask());
    INDArray present = labels.dup();
    for (int k = 0; k < BATCH * TARGETS; k++) {
      if (weights[k] == 0) {
        present.putScalar(k / TARGETS, k % TARGETS, 9);
      }
    }
    double expected = loss.value(values(output), values(present), weights);
    double[] expectedGradient = loss.gradient(values(output), values(present), weights);

    // when
    Dl4jLoss of = Dl4jLoss.of(loss, TARGETS);
    double score = of.computeScore(labels, output, IDENTITY, mask(), false);
    INDArray scores = of.computeScoreArray(labels, output, IDENTITY, mask());
    INDArray gradient = of.computeGradient(labels, output, IDENTITY, mask());
    SameDiff graph = SameDiff.create();
    SDVariable forecast = graph.var("forecast", output.dup());
    SDVariable target = graph.placeHolder("target", DataType.DOUBLE, -1, TARGETS);
    SDVariable weight = graph.placeHolder("weight", DataType.DOUBLE, -1, TARGETS);
    loss.express(graph, forecast, target, weight, TARGETS).rename("loss");
    graph.setLossVariables("loss");
    Map<String, INDArray> inputs =
        Map.of(
            "target",
            present,
            "weight",
            Nd4j.create(weights, new long[] {BATCH, TARGETS}, DataType.DOUBLE));

    // then
    assertThat(score).isCloseTo(BATCH * expected, TIGHT);
    assertThat(scores.shape()).containsExactly(BATCH, 1);
    assertThat(scores.sumNumber().doubleValue()).isCloseTo(BATCH * expected, TIGHT);
    assertThat(values(gradient.div(BATCH))).containsExactly(expectedGradient, TIGHT);
    assertThat(of.computeScore(labels, output, IDENTITY, mask(), true)).isCloseTo(expected, TIGHT);
    assertThat(of.computeGradientAndScore(labels, output, IDENTITY, mask(), true).getFirst())
        .isCloseTo(expected, TIGHT);
    assertThat(graph.output(inputs, "loss").get("loss").getDouble(0))
        .isCloseTo(score / BATCH, TIGHT);
    assertThat(values(graph.calculateGradients(inputs, "forecast").get("forecast")))
        .containsExactly(values(gradient.div(BATCH)), TIGHT);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void score_labelsMissing_isTheMeanOverTargetsOfTheMeanOverObservedCells(Loss loss) {
    int levels = loss.levels().size();
    INDArray output = random(3, BATCH, (long) TARGETS * levels);
    INDArray labels = labels();
    double expected = 0;
    for (int t = 0; t < TARGETS; t++) {
      double sum = 0;
      int observed = 0;
      for (int b = 0; b < BATCH; b++) {
        double label = labels.getDouble(b, t);
        for (int level = 0; !Double.isNaN(label) && level < levels; level++) {
          sum += loss.ofError(label - output.getDouble(b, t * levels + level), level) / levels;
        }
        observed += Double.isNaN(label) ? 0 : 1;
      }
      expected += sum / observed / TARGETS;
    }

    assertThat(Dl4jLoss.of(loss, TARGETS).computeScore(labels, output, IDENTITY, null, true))
        .isCloseTo(expected, TIGHT);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void score_labelsRepeatedOrRowMaskOrNone_isTheSameLoss(Loss loss) {
    int levels = loss.levels().size();
    INDArray output = random(3, BATCH, (long) TARGETS * levels);
    INDArray labels = labels();
    INDArray rows = Nd4j.create(new double[] {1, 0, 2, 1, 1, 0.5}, new long[] {BATCH, 1});
    rows = rows.castTo(DataType.DOUBLE);
    Dl4jLoss of = Dl4jLoss.of(loss, TARGETS);

    assertThat(
            of.computeScore(
                labels.repeat(1, levels), output, IDENTITY, mask().repeat(1, levels), false))
        .isCloseTo(of.computeScore(labels, output, IDENTITY, mask(), false), TIGHT);
    assertThat(of.computeScore(labels, output, IDENTITY, rows, false))
        .isCloseTo(
            of.computeScore(labels, output, IDENTITY, rows.repeat(1, TARGETS), false), TIGHT);
    assertThat(of.computeScore(labels, output, IDENTITY, null, false))
        .isCloseTo(
            of.computeScore(
                labels, output, IDENTITY, Nd4j.ones(DataType.DOUBLE, BATCH, TARGETS), false),
            TIGHT);
  }

  @Test
  void score_noLabelOfATargetOrOfAny_isThatOfTheOthersOrZero() {
    INDArray output = random(3, BATCH, 2);
    INDArray labels = random(1, BATCH, 2);
    Dl4jLoss two = Dl4jLoss.of(new Loss.MeanAbsolute(), 2);
    Dl4jLoss one = Dl4jLoss.of(new Loss.MeanAbsolute(), 1);

    labels.getColumn(1).assign(Double.NaN);
    double first = two.computeScore(labels, output, IDENTITY, null, true);
    labels.assign(Double.NaN);
    double none = two.computeScore(labels, output, IDENTITY, null, true);

    assertThat(first)
        .isCloseTo(
            one.computeScore(
                random(1, BATCH, 2).getColumn(0, true),
                output.getColumn(0, true),
                IDENTITY,
                null,
                true),
            TIGHT);
    assertThat(none).isZero();
    assertThat(values(two.computeGradient(labels, output, IDENTITY, null))).containsOnly(0);
  }

  @Test
  void score_shapesThatDoNotFit_areRefused() {
    Dl4jLoss loss = Dl4jLoss.of(new Loss.Quantile(List.of(0.1, 0.5, 0.9)), TARGETS);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> loss.computeScore(labels(), random(1, BATCH, 4), IDENTITY, null, false))
        .withMessage("output [6, 4] of quantile over 2 targets at 3 levels must be [batch, 6]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                loss.computeScore(random(1, BATCH, 1), random(1, BATCH, 6), IDENTITY, null, false))
        .withMessageContaining("labels [6, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> loss.computeScore(labels(), random(1, BATCH, 6), IDENTITY, random(1, 5, 2), true))
        .withMessageContaining("mask [5, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dl4jLoss.of(new Loss.MeanSquared(), 0))
        .withMessageContaining("0 targets");
  }

  private static MultiLayerConfiguration network(Loss loss, Activation last) {
    return new NeuralNetConfiguration.Builder()
        .dataType(DataType.DOUBLE)
        .seed(5)
        .updater(new NoOp())
        .list()
        .layer(new DenseLayer.Builder().nIn(3).nOut(4).activation(Activation.TANH).build())
        .layer(
            new OutputLayer.Builder(Dl4jLoss.of(loss, TARGETS))
                .nIn(4)
                .nOut(TARGETS * loss.levels().size())
                .activation(last)
                .build())
        .build();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void computeGradientAndScore_ofANetwork_isTheFiniteDifferenceOfItsScore(Loss loss) {
    for (Activation last : List.of(Activation.IDENTITY, Activation.SOFTPLUS, Activation.TANH)) {
      INDArray ofOutputs = Nd4j.ones(DataType.DOUBLE, BATCH, (long) TARGETS * loss.levels().size());
      ofOutputs.putScalar(2, 0, 0);
      INDArray ofRows = Nd4j.ones(DataType.DOUBLE, BATCH, 1);
      ofRows.putScalar(5, 0, 0);
      for (INDArray mask : new INDArray[] {null, ofRows, ofOutputs}) {
        checkGradient(network(loss, last), new DataSet(random(4, BATCH, 3), labels(), null, mask));
      }
    }
  }

  @Test
  void computeGradientAndScore_ofARecurrentNetwork_isTheFiniteDifferenceOfItsScore() {
    Loss loss = new Loss.Huber(0.7);
    MultiLayerConfiguration definition =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .seed(5)
            .updater(new NoOp())
            .list()
            .layer(new LSTM.Builder().nIn(3).nOut(4).activation(Activation.TANH).build())
            .layer(
                new RnnOutputLayer.Builder(Dl4jLoss.of(loss, TARGETS))
                    .nIn(4)
                    .nOut(TARGETS)
                    .activation(Activation.IDENTITY)
                    .build())
            .build();
    INDArray labels = random(6, BATCH, TARGETS, 5);
    labels.putScalar(new int[] {1, 1, 2}, Double.NaN);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, BATCH, 5);
    mask.putScalar(2, 4, 0);
    checkGradient(definition, new DataSet(random(7, BATCH, 3, 5), labels, mask, mask));
  }

  private static void checkGradient(MultiLayerConfiguration definition, DataSet data) {
    MultiLayerNetwork network = new MultiLayerNetwork(definition);
    network.init();
    network.setInput(data.getFeatures());
    network.setLabels(data.getLabels());
    network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
    network.computeGradientAndScore();
    double[] gradient = network.gradient().gradient().toDoubleVector();
    double[] parameters = network.params().toDoubleVector();
    double largest = 0;
    for (int k = 0; k < parameters.length; k++) {
      double step = 1e-6;
      double above = score(network, data, parameters, k, step);
      double below = score(network, data, parameters, k, -step);
      // DL4J's gradient is the sum over rows, its score their mean
      double expected = (above - below) / (2 * step) * BATCH;
      assertThat(gradient[k]).isCloseTo(expected, Offset.offset(1e-7));
      largest = Math.max(largest, Math.abs(gradient[k]));
    }
    assertThat(largest).isGreaterThan(0.01);
    network.close();
  }

  private static double score(
      MultiLayerNetwork network, DataSet data, double[] parameters, int at, double step) {
    double[] moved = parameters.clone();
    moved[at] += step;
    network.setParams(Nd4j.createFromArray(moved));
    return network.score(data, true);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void fit_byDl4jItself_learnsAToyInSpiteOfMissingLabels(Loss loss) {
    // given two targets that are lines, a third of the labels missing
    Random random = new Random(8);
    int rows = 256;
    double[] x = random.doubles(rows * 2L, -1, 1).toArray();
    double[] y = new double[rows * 2];
    for (int row = 0; row < rows; row++) {
      y[2 * row] = row % 3 == 0 ? Double.NaN : 1 + x[2 * row] - 0.5 * x[2 * row + 1];
      y[2 * row + 1] = row % 3 == 1 ? Double.NaN : 0.3 * x[2 * row] + x[2 * row + 1];
    }
    INDArray features = Nd4j.create(x, new long[] {rows, 2}, DataType.DOUBLE);
    INDArray labels = Nd4j.create(y, new long[] {rows, 2}, DataType.DOUBLE);
    MultiLayerConfiguration definition =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .seed(5)
            .updater(new Adam(0.05))
            .list()
            .layer(
                new OutputLayer.Builder(Dl4jLoss.of(loss, 2))
                    .nIn(2)
                    .nOut(2 * loss.levels().size())
                    .activation(Activation.IDENTITY)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(definition);
    network.init();
    DataSet data = new DataSet(features, labels);
    double before = network.score(data);

    // when
    for (int epoch = 0; epoch < 150; epoch++) {
      network.fit(data);
    }

    // then
    assertThat(network.score(data)).isLessThan(0.1 * before);
    network.close();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void configuration_clonedOrThroughJsonOrSerialised_keepsTheLoss(Loss loss) throws Exception {
    MultiLayerConfiguration definition = network(loss, Activation.IDENTITY);

    assertThat(lossOf(definition.clone())).isEqualTo(Dl4jLoss.of(loss, TARGETS));
    assertThat(lossOf(MultiLayerConfiguration.fromJson(definition.toJson())))
        .isEqualTo(Dl4jLoss.of(loss, TARGETS))
        .hasSameHashCodeAs(Dl4jLoss.of(loss, TARGETS))
        .isNotEqualTo(Dl4jLoss.of(loss, 3))
        .isNotEqualTo(Dl4jLoss.of(new Loss.Huber(0.71), TARGETS));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Dl4jLoss.of(loss, TARGETS));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(Dl4jLoss.of(loss, TARGETS));
    }
  }

  private static Object lossOf(MultiLayerConfiguration definition) {
    return ((OutputLayer) definition.getConf(1).getLayer()).getLossFn();
  }
}
