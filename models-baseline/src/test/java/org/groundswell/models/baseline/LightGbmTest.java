package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.SyntheticRows.Row;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LightGbmTest {
  private static final Loss MAE = new Loss.MeanAbsolute();
  private static final SyntheticRows ROWS = SyntheticRows.planted(1200, 7);
  private static final int[] TRAINING = range(0, 800);
  private static final int[] VALIDATION = range(810, 1000);
  private static final int[] TEST = range(1010, 1200);
  private static final Stopping ON_VALIDATION = new Stopping.OnValidation(VALIDATION);

  /** The loss on rows: the mean over targets of the mean over observed cells. */
  private static double loss(ScaledFrame data, int[] rows, float[] z, Loss loss) {
    int levels = loss.levels().size();
    double[] sums = new double[2];
    int[] observed = new int[2];
    for (int k = 0; k < rows.length; k++) {
      for (int t = 0; t < 2; t++) {
        if (!Double.isNaN(data.z(rows[k], t))) {
          observed[t]++;
          for (int level = 0; level < levels; level++) {
            double error = data.z(rows[k], t) - z[(k * 2 + t) * levels + level];
            sums[t] += loss.ofError(error, level) / levels;
          }
        }
      }
    }
    return (sums[0] / observed[0] + sums[1] / observed[1]) / 2;
  }

  private static double testLoss(String name) {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    try (Model model = Baselines.create(name, spec(data, MAE))) {
      model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      return loss(data, TEST, model.forecast(data, TEST), MAE);
    }
  }

  @Test
  void forecast_plantedNonlinearFunction_beatsMedianAndRidge() {
    double trees = testLoss("lightgbm");

    assertThat(trees).isLessThan(0.5 * testLoss("author-median"));
    assertThat(trees).isLessThan(0.8 * testLoss("ridge"));
  }

  static Stream<Loss> losses() {
    return Stream.of(MAE, new Loss.MeanSquared(), new Loss.Huber(0.3));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void fit_anyPointLoss_reportsThatLossOfItsForecasts(Loss loss) {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    try (Model model = Baselines.create("lightgbm", spec(data, loss))) {
      Fit fit = model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);

      Fit.Epoch chosen =
          fit.epochs().stream().filter(e -> e.number() == fit.choice()).findFirst().orElseThrow();
      double validation = loss(data, VALIDATION, model.forecast(data, VALIDATION), loss);
      double training = loss(data, TRAINING, model.forecast(data, TRAINING), loss);
      assertThat(chosen.validationLoss()).isCloseTo(validation, within(1e-6));
      assertThat(chosen.trainingLoss()).isCloseTo(training, within(1e-6));
      assertThat(fit.epochs()).allMatch(epoch -> epoch.validationLoss() >= chosen.validationLoss());
    }
  }

  @Test
  void fit_quantileLoss_reportsThePinballLossAndCoversItsShare() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    Loss quantile = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
    try (Model model = Baselines.create("lightgbm", spec(data, quantile))) {
      Fit fit = model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      float[] z = model.forecast(data, VALIDATION);

      double best =
          fit.epochs().stream().mapToDouble(Fit.Epoch::validationLoss).min().orElseThrow();
      // sorted levels are at least as good as the raw ones
      assertThat(loss(data, VALIDATION, z, quantile)).isCloseTo(best, within(0.01));
      int inside = 0;
      int observed = 0;
      for (int k = 0; k < VALIDATION.length; k++) {
        double likes = data.z(VALIDATION[k], 0);
        if (!Double.isNaN(likes)) {
          observed++;
          inside += z[k * 6] <= likes && likes <= z[k * 6 + 2] ? 1 : 0;
        }
      }
      assertThat((double) inside / observed).isBetween(0.65, 0.95);
    }
  }

  @Test
  void fit_validationLossRises_stopsEarlyAndKeepsTheBestRounds() {
    // given trees that soon learn by heart
    LightGbmConfig greedy = new LightGbmConfig(500, 0.5, 31, 2, 1, 1, 0, 20);
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    List<Integer> heard = new ArrayList<>();
    try (Model model = new LightGbm(greedy, spec(data, MAE))) {
      Fit fit =
          model.fit(data, TRAINING, ON_VALIDATION, (epoch, most) -> heard.add(epoch.number()));

      assertThat(fit.reason()).isEqualTo(Fit.StoppingReason.EARLY_STOPPING);
      int last = fit.epochs().get(fit.epochs().size() - 1).number();
      assertThat(fit.choice()).isEqualTo(last - 20.0);
      assertThat(fit.epochs().stream().map(Fit.Epoch::number).toList())
          .isEqualTo(heard)
          .startsWith(10, 20);
    }
  }

  @Test
  void fit_limitReachedOrChosen_saysSo() {
    LightGbmConfig few = new LightGbmConfig(15, 0.05, 8, 20, 1, 1, 0, 50);
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    try (Model model = new LightGbm(few, spec(data, MAE))) {
      Fit limited = model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      Fit chosen = model.fit(data, TRAINING, new Stopping.AtChoice(12), FitListener.NONE);

      assertThat(limited.reason()).isEqualTo(Fit.StoppingReason.LIMIT);
      assertThat(limited.choice()).isEqualTo(15);
      assertThat(limited.epochs()).extracting(Fit.Epoch::number).containsExactly(10, 15);
      assertThat(chosen.reason()).isEqualTo(Fit.StoppingReason.CHOICE);
      assertThat(chosen.choice()).isEqualTo(12);
      assertThat(chosen.epochs()).allMatch(epoch -> Double.isNaN(epoch.validationLoss()));
    }
  }

  @Test
  void fit_categoricalColumn_isSplitAsASetOfCategories() {
    // given a target that one split by a set of codes explains, and one by order does not
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < 1200; k++) {
      int code = (k * 7) % 8;
      rows.add(new Row("nasa", 0, new float[] {code}, new double[] {code % 2}));
    }
    Schema schema = new Schema(List.of(Column.categorical("topic", "g")), List.of("likes"));
    TargetTransform.Config plain = new TargetTransform.Config(false, List.of(), Form.LEVEL);
    ScaledFrame data = new SyntheticRows(schema, rows).scaled(plain, TRAINING);
    LightGbmConfig stump = new LightGbmConfig(1, 1, 2, 20, 1, 1, 0, 1);

    // when
    try (Model model = new LightGbm(stump, spec(data, new Loss.MeanSquared()))) {
      model.fit(data, TRAINING, new Stopping.AtChoice(1), FitListener.NONE);

      // then
      float[] z = model.forecast(data, TEST);
      for (int k = 0; k < TEST.length; k++) {
        assertThat((double) z[k]).isCloseTo(data.z(TEST[k], 0), within(0.1));
      }
    }
  }

  @Test
  void fit_tooFewRowsToSplit_forecastsAConstant() {
    int[] few = range(1, 9);
    ScaledFrame data = ROWS.scaled(Form.LEVEL, few);
    try (Model model = Baselines.create("lightgbm", spec(data, MAE))) {
      Fit fit = model.fit(data, few, ON_VALIDATION, FitListener.NONE);

      float[] z = model.forecast(data, TEST);
      assertThat(fit.choice()).isEqualTo(10);
      assertThat(z[0]).isFinite().isEqualTo(z[2]).isEqualTo(z[100]);
    }
  }

  @Test
  void create_noKnownColumns_isRefused() {
    List<Row> rows = List.of(new Row("nasa", 0, new float[0], new double[] {1}));
    ScaledFrame data =
        new SyntheticRows(new Schema(List.of(), List.of("likes")), rows)
            .scaled(Form.LEVEL, new int[] {0});

    assertThatThrownBy(() -> new LightGbm(LightGbmConfig.defaults(), spec(data, MAE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known columns");
  }

  @Test
  void forecast_closed_isRefused() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, TRAINING);
    Model model = Baselines.create("lightgbm", spec(data, MAE));
    model.fit(data, TRAINING, new Stopping.AtChoice(10), FitListener.NONE);
    model.close();
    model.close();

    assertThatThrownBy(() -> model.forecast(data, TEST))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void config_valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> new LightGbmConfig(0, 0.1, 31, 20, 1, 1, 0, 50))
        .hasMessageContaining("rounds 0");
    assertThatThrownBy(() -> new LightGbmConfig(10, 0, 31, 20, 1, 1, 0, 50))
        .hasMessageContaining("learningRate 0.0");
    assertThatThrownBy(() -> new LightGbmConfig(10, 0.1, 31, 20, 1.5, 1, 0, 50))
        .hasMessageContaining("featureFraction 1.5");
    assertThatThrownBy(() -> new LightGbmConfig(10, 0.1, 31, 20, 1, 1, -1, 50))
        .hasMessageContaining("lambda -1.0");
  }
}
