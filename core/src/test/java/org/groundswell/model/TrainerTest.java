package org.groundswell.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
  private static final Offset<Double> TIGHT = Offset.offset(1e-6);
  private static final int ROWS = 40;
  private static final int[] TRAINING = IntStream.range(0, 30).toArray();
  private static final int[] VALIDATION = IntStream.range(30, ROWS).toArray();

  /** z = 2x − 1, every seventh row without a target. */
  private static final ScaledFrame DATA = data();

  private static ScaledFrame data() {
    Schema schema = new Schema(List.of(Column.numeric("x", "given")), List.of("likes"));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    for (int row = 0; row < ROWS; row++) {
      float x = (row * 7 % 11 - 5) / 5f;
      double y = row % 7 == 3 ? Double.NaN : 2 * x - 1;
      builder.add(
          "r" + row,
          "a",
          Instant.EPOCH.plus(Duration.ofDays(row)),
          0,
          new float[] {x},
          new double[] {y});
    }
    Frame frame = builder.build();
    TargetTransform.Config plain =
        new TargetTransform.Config(false, List.of(), TargetTransform.Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(frame, 0, true),
        Anchors.of(frame, plain.link()),
        new ScaledFrame.InputScaling(List.of(), List.of(), 10, 0),
        plain,
        TRAINING);
  }

  private static TrainingConfig config(int epochs, int batchSize, double rate, int patience) {
    return new TrainingConfig(
        epochs, batchSize, rate, TrainingConfig.Schedule.CONSTANT, 0, 0, 0, patience, 0);
  }

  @Test
  void fit_onALine_findsItsSlopeAndIntercept() {
    Linear model = new Linear(config(200, 8, 0.05, 50), 3);
    Fit fit = model.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);
    // inputs: x, the two of the target, the query indicator, which is the second bias
    assertThat(model.parameters[0]).isCloseTo(2, Offset.offset(0.01f));
    assertThat(model.parameters[3] + model.parameters[4]).isCloseTo(-1, Offset.offset(0.01f));
    assertThat(fit.epochs().get(fit.epochs().size() - 1).trainingLoss()).isLessThan(1e-3);
  }

  @Test
  void fit_withoutPatience_trainsAllEpochsAndKeepsTheLastParameters() {
    // validation loss rises from the start
    Scripted onValidation = new Scripted(config(7, 64, 0.1, 0), (step, parameters) -> -1);
    Scripted atChoice = new Scripted(config(7, 64, 0.1, 0), (step, parameters) -> -1);

    Fit fit =
        onValidation.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);
    atChoice.fit(DATA, TRAINING, new Stopping.AtChoice(7), FitListener.NONE);

    assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.FIXED);
    assertThat(fit.choice()).isEqualTo(7);
    assertThat(fit.epochs()).hasSize(7);
    assertThat(onValidation.parameters()).isEqualTo(atChoice.parameters());
  }

  @Test
  void fit_withValidationLossThatRisesAgain_restoresTheBestParameters() {
    // one step an epoch; the forecast is the parameter itself, so it passes the best one and goes
    // on
    List<float[]> seen = new ArrayList<>();
    Scripted model = new Scripted(config(100, 64, 0.1, 4), (step, parameters) -> 1);
    FitListener listener = (epoch, epochs) -> seen.add(model.parameters());
    Fit fit = model.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), listener);

    assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.EARLY_STOPPING);
    int best = (int) fit.choice();
    assertThat(fit.epochs()).hasSize(best + 4);
    double lowest =
        fit.epochs().stream().mapToDouble(Fit.Epoch::validationLoss).min().orElseThrow();
    assertThat(fit.epochs().get(best - 1).validationLoss()).isEqualTo(lowest);
    assertThat(model.parameters()).containsExactly(seen.get(best - 1));
    assertThat(model.parameters()).isNotEqualTo(seen.get(seen.size() - 1));
  }

  @Test
  void fit_whoseValidationLossIsNeverANumber_isRefused() {
    Scripted model = new Scripted(config(40, 64, 0.01, 2), (step, parameters) -> 1);
    model.initial = new float[] {Float.NaN, 0};
    assertThatThrownBy(
            () ->
                model.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE))
        .isInstanceOf(FitFailedException.class)
        .hasMessageContaining("never a number");
  }

  @Test
  void fit_whileValidationLossStillFalls_endsAtTheLimitWithItsLastState() {
    Scripted model = new Scripted(config(5, 64, 0.01, 3), (step, parameters) -> 1);
    Fit fit = model.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);
    assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.LIMIT);
    assertThat(fit.choice()).isEqualTo(5);
    assertThat(model.parameters()[0]).isCloseTo(-0.05f, CLOSE);
  }

  @Test
  void fit_atAChoice_runsExactlyThoseEpochs() {
    Scripted model = new Scripted(config(3, 10, 0.1, 1), (step, parameters) -> 1);
    Fit fit = model.fit(DATA, TRAINING, new Stopping.AtChoice(7), FitListener.NONE);
    assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.CHOICE);
    assertThat(fit.choice()).isEqualTo(7);
    assertThat(fit.epochs()).hasSize(7);
    assertThat(fit.epochs()).allSatisfy(e -> assertThat(e.validationLoss()).isNaN());
    assertThat(model.batches).hasSize(7 * 3);
  }

  @Test
  void fit_rowsWithoutATarget_areLeftOut() {
    Scripted model = new Scripted(config(1, 8, 0.1, 1), (step, parameters) -> 1);
    model.fit(DATA, TRAINING, new Stopping.AtChoice(1), FitListener.NONE);
    int[] expected = Arrays.stream(TRAINING).filter(row -> row % 7 != 3).toArray();
    assertThat(model.batches.stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .containsExactly(expected);
  }

  @Test
  void fit_ofRowsNoneOfWhichHasATarget_isRefused() {
    Scripted model = new Scripted(config(1, 8, 0.1, 1), (step, parameters) -> 1);
    assertThatThrownBy(
            () -> model.fit(DATA, new int[] {3, 10}, new Stopping.AtChoice(1), FitListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none of 2 training rows has a target");
  }

  @Test
  void step_ofAdamW_isTheOneWorkedOutByHand() {
    double[] gradients = {3, -0.5, 0.25};
    Scripted model = new Scripted(config(3, 64, 0.1, 1), (step, parameters) -> gradients[step]);
    model.fit(DATA, TRAINING, new Stopping.AtChoice(3), FitListener.NONE);

    double p = 0;
    // step 1: m = 0.3, v = 0.009; corrected 3 and 9
    p -= 0.1 * 3 / (3 + 1e-8);
    // step 2: m = 0.27 − 0.05 = 0.22, v = 0.008991 + 0.00025 = 0.009241
    p -= 0.1 * (0.22 / 0.19) / Math.sqrt(0.009241 / 0.001999);
    // step 3: m = 0.198 + 0.025 = 0.223, v = 0.009231759 + 0.0000625 = 0.009294259
    p -= 0.1 * (0.223 / 0.271) / Math.sqrt(0.009294259 / 0.002997001);
    assertThat((double) model.parameters()[0]).isCloseTo(p, TIGHT);
  }

  @Test
  void step_withWeightDecay_shrinksDecayedParametersOnly() {
    TrainingConfig config =
        new TrainingConfig(1, 64, 0.1, TrainingConfig.Schedule.CONSTANT, 0, 0.5, 0, 1, 0);
    Scripted model = new Scripted(config, (step, parameters) -> 0);
    model.initial = new float[] {1, 1};
    model.fit(DATA, TRAINING, new Stopping.AtChoice(1), FitListener.NONE);
    // rate × decay × 1 = 0.05; the first is a weight, the second a bias
    assertThat(model.parameters()).containsExactly(new float[] {0.95f, 1}, CLOSE);
  }

  @Test
  void step_withClipping_scalesLongGradientsOnly() {
    TrainingConfig config =
        new TrainingConfig(2, 64, 0.1, TrainingConfig.Schedule.CONSTANT, 0, 0, 2, 1, 0);
    double[] gradients = {100, 1};
    Scripted model = new Scripted(config, (step, parameters) -> gradients[step]);
    model.fit(DATA, TRAINING, new Stopping.AtChoice(2), FitListener.NONE);
    // as if the first had been 2: m = 0.18 + 0.1, v = 0.003996 + 0.001
    double p = -0.1 - 0.1 * (0.28 / 0.19) / Math.sqrt(0.004996 / 0.001999);
    assertThat((double) model.parameters()[0]).isCloseTo(p, TIGHT);
  }

  @Test
  void learningRate_inTheWarmUp_risesInAStraightLine() {
    TrainingConfig config =
        new TrainingConfig(6, 64, 0.1, TrainingConfig.Schedule.CONSTANT, 4, 0, 0, 1, 0);
    Scripted model = new Scripted(config, (step, parameters) -> 1);
    Fit fit = model.fit(DATA, TRAINING, new Stopping.AtChoice(6), FitListener.NONE);
    assertThat(fit.epochs().stream().mapToDouble(Fit.Epoch::learningRate).toArray())
        .containsExactly(new double[] {0.025, 0.05, 0.075, 0.1, 0.1, 0.1}, TIGHT);
    // of a constant gradient each step is the learning rate
    assertThat(model.parameters()[0]).isCloseTo(-0.45f, CLOSE);
  }

  @Test
  void fit_withALossThatIsNotANumber_stopsAndNamesTheWayOut() {
    Scripted model =
        new Scripted(config(5, 10, 0.1, 1), (step, parameters) -> step == 4 ? Double.NaN : 1);
    assertThatThrownBy(() -> model.fit(DATA, TRAINING, new Stopping.AtChoice(5), FitListener.NONE))
        .isInstanceOf(FitFailedException.class)
        .hasMessageContaining("loss NaN")
        .hasMessageContaining("epoch 2")
        .hasMessageContaining("training.learningRate");
    assertThat(model.parameters()[0]).isFinite();
  }

  @Test
  void fit_withTheSameSeed_givesTheSameBitsAndWithAnotherOthers() {
    assertThat(fitted(3)).containsExactly(fitted(3));
    assertThat(fitted(4)).isNotEqualTo(fitted(3));
  }

  private static float[] fitted(long seed) {
    Linear model = new Linear(config(5, 8, 0.05, 5), seed);
    model.fit(DATA, TRAINING, new Stopping.OnValidation(VALIDATION), FitListener.NONE);
    return model.parameters();
  }

  /** Parameters, and what of a model the tests need not vary. */
  private abstract static class Tiny implements GradientModel {
    final List<int[]> batches = new ArrayList<>();
    private final ModelSpec spec;
    float[] initial;
    float[] parameters;

    Tiny(TrainingConfig training, Loss loss, long seed, int parameters) {
      this.spec = ModelSpec.of(DATA, loss, training, seed);
      this.initial = new float[parameters];
      this.parameters = initial.clone();
    }

    @Override
    public ModelSpec spec() {
      return spec;
    }

    @Override
    public float[] initialParameters() {
      return initial.clone();
    }

    @Override
    public float[] parameters() {
      return parameters.clone();
    }

    @Override
    public void setParameters(float[] values) {
      parameters = values.clone();
    }

    @Override
    public boolean[] decayed() {
      boolean[] decayed = new boolean[parameters.length];
      Arrays.fill(decayed, 0, parameters.length - 1, true);
      return decayed;
    }

    @Override
    public void save(Path folder) {}

    @Override
    public void load(Path folder) {}

    @Override
    public void close() {}
  }

  /** A weight for each input and a bias, under squared error. */
  private static final class Linear extends Tiny {
    Linear(TrainingConfig training, long seed) {
      super(training, new Loss.MeanSquared(), seed, DATA.features() + 1);
    }

    @Override
    public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
      float[] forecast = forward(batch);
      Arrays.fill(gradient, 0);
      double loss = 0;
      int inputs = batch.features();
      for (int b = 0; b < batch.size(); b++) {
        double error = batch.targets()[b] - forecast[b];
        loss += batch.weights()[b] * error * error;
        double slope = -2 * error * batch.weights()[b];
        for (int f = 0; f < inputs; f++) {
          gradient[f] += (float) (slope * batch.encodings()[batch.index()[b] * inputs + f]);
        }
        gradient[inputs] += (float) slope;
      }
      return loss;
    }

    @Override
    public float[] forward(Batch batch) {
      int inputs = batch.features();
      float[] forecast = new float[batch.size()];
      for (int b = 0; b < batch.size(); b++) {
        forecast[b] = parameters[inputs];
        for (int f = 0; f < inputs; f++) {
          forecast[b] += parameters[f] * batch.encodings()[batch.index()[b] * inputs + f];
        }
      }
      return forecast;
    }
  }

  /**
   * The gradient of the first parameter by step, from 0; its loss is 1, or as far from a number.
   */
  @FunctionalInterface
  private interface Script {
    double gradient(int step, float[] parameters);
  }

  /** A weight whose gradient is scripted and which is the forecast less 0.5; a bias left alone. */
  private static final class Scripted extends Tiny {
    private final Script script;

    Scripted(TrainingConfig training, Script script) {
      super(training, new Loss.MeanAbsolute(), 3, 2);
      this.script = script;
    }

    @Override
    public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
      double slope = script.gradient(batches.size(), parameters);
      batches.add(batch.rows());
      gradient[0] = (float) slope;
      gradient[1] = 0;
      return Double.isNaN(slope) ? Double.NaN : 1;
    }

    @Override
    public float[] forward(Batch batch) {
      float[] forecast = new float[batch.size()];
      Arrays.fill(forecast, parameters[0] - 0.5f);
      return forecast;
    }
  }
}
