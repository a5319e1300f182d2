package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.NormalEquations.Line;
import org.groundswell.models.baseline.SyntheticRows.Row;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroInflatedTest {
  private static final Loss MAE = new Loss.MeanAbsolute();
  private static final int[] TRAINING = range(0, 3000);
  private static final int[] VALIDATION = range(3005, 4000);
  private static final int[] TEST = range(4005, 5000);
  private static final Stopping ON_VALIDATION = new Stopping.OnValidation(VALIDATION);

  /** Comments are zero with log-odds 0.2 + 2a and otherwise exp(2 + b + noise). */
  private static SyntheticRows hurdle(int noiseColumns) {
    List<Column> columns =
        new ArrayList<>(List.of(Column.numeric("a", "g"), Column.numeric("b", "g")));
    IntStream.range(0, noiseColumns).forEach(k -> columns.add(Column.numeric("noise" + k, "g")));
    SplittableRandom random = new SplittableRandom(8);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < 5000; k++) {
      float a = (float) random.nextGaussian();
      float b = (float) random.nextGaussian();
      double zero = 1 / (1 + Math.exp(-0.2 - 2 * a));
      double log = 2 + b + 0.5 * random.nextGaussian();
      double comments = random.nextDouble() < zero ? 0 : 1 + Math.rint(Math.exp(log));
      float[] known = new float[2 + noiseColumns];
      for (int c = 0; c < known.length; c++) {
        known[c] = c == 0 ? a : c == 1 ? b : (float) random.nextGaussian();
      }
      rows.add(new Row("nasa", 0, known, new double[] {comments}));
    }
    return new SyntheticRows(new Schema(columns, List.of("comments")), rows);
  }

  /** Rows of one column and target. */
  private static ScaledFrame rows(double... outcomes) {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < outcomes.length; k++) {
      rows.add(new Row("nasa", 0, new float[] {k % 3}, new double[] {outcomes[k]}));
    }
    Schema schema = new Schema(List.of(Column.numeric("x", "g")), List.of("comments"));
    return new SyntheticRows(schema, rows).scaled(Form.LEVEL, range(0, outcomes.length));
  }

  private static double[] forecasts(String name, ScaledFrame data, Loss loss, int[] rows) {
    try (Model model = Baselines.create(name, spec(data, loss))) {
      model.fit(data, TRAINING, ON_VALIDATION, FitListener.NONE);
      float[] z = model.forecast(data, rows);
      int levels = loss.levels().size();
      double[] counts = new double[z.length];
      for (int k = 0; k < z.length; k++) {
        counts[k] = data.target().invert(rows[k / levels], 0, z[k]);
      }
      return counts;
    }
  }

  private static double logError(double[] forecasts, ScaledFrame data, int[] rows) {
    double sum = 0;
    for (int k = 0; k < rows.length; k++) {
      double actual = data.frame().observed(rows[k], 0);
      sum += Math.abs(Math.log1p(forecasts[k]) - Math.log1p(actual));
    }
    return sum / rows.length;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 10, 1000})
  void logisticRegression_atItsMinimum_hasNoGradient(double penalty) {
    ScaledFrame data = hurdle(0).scaled(Form.LEVEL, TRAINING);
    boolean[] zeros = new boolean[TRAINING.length];
    for (int k = 0; k < zeros.length; k++) {
      zeros[k] = data.frame().observed(TRAINING[k], 0) == 0;
    }

    Line line = LogisticRegression.fit(data, 2, TRAINING, zeros, penalty);

    // the minimum is unique, so that its condition says all
    double[] gradient = {0, penalty * line.weights()[0], penalty * line.weights()[1]};
    float[] encoding = new float[data.features()];
    for (int k = 0; k < zeros.length; k++) {
      data.writeQuery(TRAINING[k], encoding, 0);
      double error = LogisticRegression.chance(line.at(encoding)) - (zeros[k] ? 1 : 0);
      gradient[0] += error;
      gradient[1] += error * encoding[0];
      gradient[2] += error * encoding[1];
    }
    assertThat(gradient).containsExactly(new double[3], within(1e-3));
    assertThat(line.weights()[0]).isGreaterThan(0.3);
  }

  @Test
  void forecast_plantedHurdle_beatsRidgeAndAuthorMedianByFar() {
    ScaledFrame data = hurdle(0).scaled(Form.LEVEL, TRAINING);

    double[] own = forecasts("zero-inflated", data, MAE, TEST);

    double error = logError(own, data, TEST);
    assertThat(error).isLessThan(0.9 * logError(forecasts("ridge", data, MAE, TEST), data, TEST));
    assertThat(error)
        .isLessThan(0.8 * logError(forecasts("author-median", data, MAE, TEST), data, TEST));
    // where zeros are likelier than not the forecast is zero itself, and never below one otherwise
    assertThat(DoubleStream.of(own).boxed())
        .anyMatch(count -> count < 1e-6)
        .noneMatch(count -> count > 1e-6 && count < 0.9);
  }

  @Test
  void forecast_quantilesOfAPlantedHurdle_coverTheirShares() {
    ScaledFrame data = hurdle(0).scaled(Form.LEVEL, TRAINING);
    List<Double> levels = List.of(0.3, 0.5, 0.7, 0.9);

    double[] quantiles = forecasts("zero-inflated", data, new Loss.Quantile(levels), TEST);

    for (int level = 0; level < levels.size(); level++) {
      // a zero lies below its quantile only where that is beyond it: shares are those of the rest
      int atMost = 0;
      int counted = 0;
      for (int k = 0; k < TEST.length; k++) {
        double quantile = quantiles[k * levels.size() + level];
        if (quantile > 1) {
          counted++;
          atMost += data.frame().observed(TEST[k], 0) <= quantile ? 1 : 0;
        }
      }
      assertThat(counted).isGreaterThan(150);
      assertThat((double) atMost / counted).isCloseTo(levels.get(level), within(0.06));
    }
  }

  @Test
  void forecast_targetThatWasAlwaysZero_isZero() {
    ScaledFrame data = rows(0, 0, 0, 0, 0, 0);

    assertThat(fittedTo(data, 1)).containsOnly((float) data.target().apply(0, 0, 0));
  }

  @Test
  void forecast_targetThatWasNeverZero_isTheMedianOfTheLine() {
    ScaledFrame data = rows(10, 10, 10, 10, 10, 10);

    for (float z : fittedTo(data, 1)) {
      assertThat(data.target().invert(0, 0, z)).isCloseTo(10, within(1e-4));
    }
  }

  private static float[] fittedTo(ScaledFrame data, double penalty) {
    int[] rows = range(0, data.frame().rows());
    ZeroInflated model = new ZeroInflated(ZeroInflatedConfig.defaults(), spec(data, MAE));
    model.fit(data, rows, new Stopping.AtChoice(penalty), FitListener.NONE);
    return model.forecast(data, rows);
  }

  @Test
  void fit_onValidation_choosesThePenaltyWithTheSmallestError() {
    ScaledFrame data = hurdle(25).scaled(Form.LEVEL, range(0, 40));
    int[] few = range(0, 40);
    ZeroInflated model = new ZeroInflated(ZeroInflatedConfig.defaults(), spec(data, MAE));

    Fit fit = model.fit(data, few, ON_VALIDATION, FitListener.NONE);

    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : ZeroInflatedConfig.defaults().penalties()) {
      model.fit(data, few, new Stopping.AtChoice(penalty), FitListener.NONE);
      float[] z = model.forecast(data, VALIDATION);
      double sum = 0;
      for (int k = 0; k < z.length; k++) {
        sum += Math.abs(z[k] - data.z(VALIDATION[k], 0));
      }
      if (sum < least) {
        least = sum;
        best = penalty;
      }
    }
    assertThat(fit.choice()).isEqualTo(best).isGreaterThan(0.01);
  }

  @Test
  void forecast_notFitted_isRefused() {
    ScaledFrame data = rows(0, 1, 2);
    ZeroInflated model = new ZeroInflated(ZeroInflatedConfig.defaults(), spec(data, MAE));

    assertThatThrownBy(() -> model.forecast(data, new int[] {0}))
        .isInstanceOf(IllegalStateException.class);
  }
}
