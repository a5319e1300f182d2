package org.groundswell.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerModelTest {
  private static final int ROWS = 120;
  private static final int[] TRAINING = IntStream.range(0, 90).toArray();
  private static final int[] LATER = IntStream.range(90, ROWS).toArray();
  private static final TransformerConfig CONFIG =
      new TransformerConfig(16, 2, 1, 16, 0.1, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU);

  /** Likes that follow a known column and the likes before; two authors. */
  private static final ScaledFrame DATA = data();

  private static ScaledFrame data() {
    Schema schema = new Schema(List.of(Column.numeric("x", "given")), List.of("likes"));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    double last = 0;
    for (int row = 0; row < ROWS; row++) {
      float x = (row * 7 % 11 - 5) / 5f;
      last = 10 * Math.exp(x) + 0.3 * last;
      builder.add(
          "r" + row,
          row % 3 == 0 ? "a" : "b",
          Instant.EPOCH.plus(Duration.ofDays(row)),
          0,
          new float[] {x},
          new double[] {last});
    }
    Frame frame = builder.build();
    TargetTransform.Config target = TargetTransform.Config.logRobust(TargetTransform.Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(frame, 6, true),
        Anchors.of(frame, target.link()),
        ScaledFrame.InputScaling.robust(),
        target,
        TRAINING);
  }

  private static ModelSpec spec(long seed) {
    TrainingConfig training =
        new TrainingConfig(4, 16, 3e-3, TrainingConfig.Schedule.CONSTANT, 5, 1e-4, 1, 4, 0);
    return ModelSpec.of(DATA, new Loss.Quantile(List.of(0.1, 0.5, 0.9)), training, seed);
  }

  private static Fit fit(TransformerModel model) {
    return model.fit(DATA, TRAINING, new Stopping.OnValidation(LATER), FitListener.NONE);
  }

  @Test
  void fit_onLikesThatFollowTheirInputs_lowersTheLoss() {
    try (TransformerModel model = new TransformerModel(CONFIG, spec(7))) {
      Fit fit = fit(model);
      assertThat(fit.epochs().get(fit.epochs().size() - 1).validationLoss())
          .isLessThan(0.8 * fit.epochs().get(0).validationLoss());
    }
  }

  @Test
  void load_ofASavedModel_forecastsTheSameBits(@TempDir Path folder) throws IOException {
    try (TransformerModel model = new TransformerModel(CONFIG, spec(7));
        TransformerModel other = new TransformerModel(CONFIG, spec(99))) {
      fit(model);
      model.save(folder);
      other.load(folder);
      assertThat(other.forecast(DATA, LATER)).containsExactly(model.forecast(DATA, LATER));
      // what was loaded can be trained on
      assertThat(
              other.gradient(DATA.trainingBatch(TRAINING), 3, new float[model.parameters().length]))
          .isFinite();
    }
  }

  @Test
  void load_ofAModelWithOtherHeads_isRefusedThoughShapesAgree(@TempDir Path folder)
      throws IOException {
    TransformerConfig fourHeads =
        new TransformerConfig(
            16, 4, 1, 16, 0.1, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU);
    try (TransformerModel model = new TransformerModel(CONFIG, spec(7));
        TransformerModel other = new TransformerModel(fourHeads, spec(7))) {
      model.save(folder);
      assertThatThrownBy(() -> other.load(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("configuration.heads '2'");
    }
  }

  @Test
  void load_ofDamagedWeights_leavesTheModelAsItWas(@TempDir Path folder) throws IOException {
    try (TransformerModel model = new TransformerModel(CONFIG, spec(7))) {
      model.save(folder);
      float[] before = model.parameters();
      Files.write(folder.resolve("weights.bin"), new byte[4 * before.length]);
      assertThatThrownBy(() -> model.load(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
      assertThat(model.parameters()).containsExactly(before);
    }
  }

  @Test
  void config_whoseWidthHeadsDoNotDivide_namesOneThatTheyDo() {
    assertThatThrownBy(
            () ->
                new TransformerConfig(
                    30, 4, 1, 16, 0, Position.NONE, Pooling.LAST, Activation.RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dModel 30 is not divisible by 4 heads. Maybe take dModel 32.");
  }

  @Test
  void config_withDropoutOfOne_isRefused() {
    assertThatThrownBy(
            () ->
                new TransformerConfig(
                    32, 4, 1, 16, 1, Position.NONE, Pooling.LAST, Activation.RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dropout 1.0 must be in [0, 1)");
  }
}
