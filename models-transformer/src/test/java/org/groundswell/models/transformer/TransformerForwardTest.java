package org.groundswell.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.groundswell.models.transformer.Samples.list;
import static org.groundswell.models.transformer.Samples.toDouble;

import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.groundswell.loss.Loss;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class TransformerForwardTest {

  static Stream<TransformerConfig> configurations() {
    return Arrays.stream(Position.values())
        .flatMap(
            position ->
                Arrays.stream(Pooling.values())
                    .flatMap(
                        pooling ->
                            Arrays.stream(Activation.values())
                                .map(act -> Samples.config(position, pooling, act))));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void forward_inDoubleAndFloat_agreesWithTheReference(TransformerConfig config) {
    Batch batch = Samples.batch(7, Samples.TIME);
    try (TransformerModel model = new TransformerModel(config, Samples.spec(), DataType.DOUBLE);
        TransformerModel inFloat = new TransformerModel(config, Samples.spec())) {
      Samples.scramble(model);
      inFloat.setParameters(model.parameters());
      double[] expected =
          new ReferenceEncoder(config, model.shapes(), model.parameters()).forward(batch);
      assertThat(model.forwardInDouble(batch)).containsExactly(expected, Offset.offset(1e-10));
      assertThat(toDouble(inFloat.forward(batch))).containsExactly(expected, Offset.offset(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void forward_withOtherContentInPaddedPositions_givesTheSameBits(Pooling pooling) {
    TransformerConfig config = Samples.config(Position.SINUSOIDAL, pooling, Activation.RELU);
    Batch batch = Samples.batch(6, Samples.TIME);
    float[] other = batch.encodings().clone();
    for (int k = 0; k < batch.index().length; k++) {
      if (batch.index()[k] == Windows.PADDING) {
        Arrays.fill(other, k * Samples.FEATURES, (k + 1) * Samples.FEATURES, 1e6f);
      }
    }
    try (TransformerModel model = new TransformerModel(config, Samples.spec())) {
      assertThat(model.forward(Samples.withEncodings(batch, other)))
          .containsExactly(model.forward(batch));
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void forward_ofAPaddedWindow_isThatOfTheShorterWindowWithoutPadding(Pooling pooling) {
    TransformerConfig config = Samples.config(Position.SINUSOIDAL, pooling, Activation.RELU);
    int padding = 3;
    Batch shorter = Samples.batch(4, Samples.TIME, 0);
    int longTime = Samples.TIME + padding;
    int[] index = new int[4 * longTime];
    Arrays.fill(index, Windows.PADDING);
    for (int b = 0; b < 4; b++) {
      System.arraycopy(
          shorter.index(), b * Samples.TIME, index, b * longTime + padding, Samples.TIME);
    }
    Batch padded = Samples.withIndex(shorter, longTime, index);
    Loss loss = new Loss.MeanSquared();
    try (TransformerModel brief =
            new TransformerModel(config, Samples.spec(Samples.TIME, loss), DataType.DOUBLE);
        TransformerModel model =
            new TransformerModel(config, Samples.spec(longTime, loss), DataType.DOUBLE)) {
      assertThat(model.forwardInDouble(padded))
          .containsExactly(brief.forwardInDouble(shorter), Offset.offset(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void forward_ofPermutedHistory_changesOnlyWhereThereArePositions(TransformerConfig config) {
    Batch batch = Samples.batch(4, Samples.TIME, 0);
    int[] index = batch.index().clone();
    for (int b = 0; b < 4; b++) {
      int first = index[b * Samples.TIME];
      index[b * Samples.TIME] = index[b * Samples.TIME + 2];
      index[b * Samples.TIME + 2] = first;
    }
    try (TransformerModel model = new TransformerModel(config, Samples.spec(), DataType.DOUBLE)) {
      Samples.scramble(model);
      double[] before = model.forwardInDouble(batch);
      double[] after = model.forwardInDouble(Samples.withIndex(batch, Samples.TIME, index));
      if (config.position() == Position.NONE) {
        assertThat(after).containsExactly(before, Offset.offset(1e-6));
      } else {
        for (int k = 0; k < before.length; k++) {
          assertThat(Math.abs(after[k] - before[k])).isGreaterThan(1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void forwardAndGradient_ofWindowsOfPaddingOnly_areFinite(TransformerConfig config) {
    int[] index = new int[3 * Samples.TIME];
    Arrays.fill(index, Windows.PADDING);
    Batch empty = Samples.withIndex(Samples.batch(3, Samples.TIME), Samples.TIME, index);
    TransformerConfig dropping = Samples.withDropout(config, 0.5);
    try (TransformerModel model = new TransformerModel(dropping, Samples.spec())) {
      float[] gradient = new float[model.parameters().length];
      double loss = model.gradient(empty, 5, gradient);
      assertThat(loss).isFinite();
      assertThat(list(gradient)).allSatisfy(g -> assertThat(g).isFinite().isBetween(-1e3, 1e3));
      assertThat(list(model.forward(empty))).allSatisfy(z -> assertThat(z).isFinite());
    }
  }

  @Test
  void forward_ofARow_dependsOnNoOtherRow() {
    TransformerConfig config = TransformerConfig.defaults();
    Batch batch = Samples.batch(6, Samples.TIME);
    int[] second = Arrays.copyOfRange(batch.index(), Samples.TIME, 2 * Samples.TIME);
    Batch alone =
        new Batch(
            new int[1],
            Samples.TIME,
            Samples.FEATURES,
            batch.encodings(),
            second,
            new float[0],
            new float[0]);
    try (TransformerModel model = new TransformerModel(config, Samples.spec())) {
      assertThat(model.forward(alone))
          .containsExactly(
              Arrays.copyOfRange(model.forward(batch), Samples.TARGETS, 2 * Samples.TARGETS),
              Offset.offset(1e-6f));
    }
  }

  @Test
  void forward_ofAnotherWindowLength_namesBoth() {
    try (TransformerModel model =
        new TransformerModel(TransformerConfig.defaults(), Samples.spec())) {
      assertThatThrownBy(() -> model.forward(Samples.batch(2, 4)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("4 positions × 3 features")
          .hasMessageContaining("5 × 3");
    }
  }
}
