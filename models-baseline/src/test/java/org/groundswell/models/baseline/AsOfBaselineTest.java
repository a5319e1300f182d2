package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.SyntheticRows.Row;
import org.groundswell.scale.Scaler;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsOfBaselineTest {
  private static final double NONE = Double.NaN;

  /** Row k is at hour k and known at hour k + 3. */
  private static final SyntheticRows ROWS =
      new SyntheticRows(
          new Schema(List.of(Column.flag("reply", "surface")), List.of("likes", "shares")),
          List.of(
              row("nasa", 0, 10, 1), // 0
              row("nasa", 0, 30, NONE), // 1
              row("nasa", 1, 2, 5), // 2
              row("nasa", 0, NONE, 7), // 3
              row("esa", 0, 500, 100), // 4
              row("nasa", 0, 20, 3), // 5 sees 0, 1, 2
              row("nasa", 1, 4, 9), // 6 sees 0, 1, 2, 3
              row("esa", 1, 600, 200), // 7 sees 4
              row("jaxa", 0, 70, 8))); // 8 sees nothing

  private static Row row(String group, int reply, double likes, double shares) {
    return new Row(group, reply, new float[] {reply}, new double[] {likes, shares});
  }

  /** Forecasts of all rows in original units, {@code [row][target]}. */
  private static double[][] forecasts(String name, TargetTransform.Config config) {
    ScaledFrame data = ROWS.scaled(config, range(0, 5));
    try (Model model = Baselines.create(name, spec(data, new Loss.MeanAbsolute()))) {
      model.fit(data, range(0, 5), new Stopping.AtChoice(0), FitListener.NONE);
      float[] z = model.forecast(data, range(0, 9));
      double[][] forecasts = new double[9][2];
      for (int row = 0; row < 9; row++) {
        for (int t = 0; t < 2; t++) {
          forecasts[row][t] = data.target().invertUnclipped(row, t, z[row * 2 + t]);
        }
      }
      return forecasts;
    }
  }

  private static void assertForecast(double[] forecast, double likes, double shares) {
    assertThat(forecast[0]).isCloseTo(likes, withPercentage(1e-3));
    assertThat(forecast[1]).isCloseTo(shares, withPercentage(1e-3));
  }

  @ParameterizedTest
  @EnumSource
  void lastValue_historyWithGaps_isNewestVisibleValueOfTheGroup(Form form) {
    double[][] forecasts = forecasts("last-value", TargetTransform.Config.logRobust(form));

    assertForecast(forecasts[5], 2, 5);
    assertForecast(forecasts[6], 2, 7); // row 3 lacks likes
    assertForecast(forecasts[7], 500, 100);
  }

  @ParameterizedTest
  @EnumSource
  void lastValue_noHistory_isTrainingMedian(Form form) {
    double[][] forecasts = forecasts("last-value", TargetTransform.Config.logRobust(form));

    // training likes 2, 10, 30, 500 and shares 1, 5, 7, 100; medians are taken in log1p
    double likes = Math.expm1((Math.log1p(10) + Math.log1p(30)) / 2);
    double shares = Math.expm1((Math.log1p(5) + Math.log1p(7)) / 2);
    assertForecast(forecasts[8], likes, shares);
    assertForecast(forecasts[0], likes, shares);
    assertForecast(forecasts[2], likes, shares); // the group has rows, but none is known yet
  }

  @Test
  void lastValue_targetNoLongerCollected_costsLinearTime() {
    // given an author of whom the first post alone has likes
    List<Row> rows = new ArrayList<>(List.of(row("nasa", 0, 10, 1)));
    for (int k = 1; k < 300_000; k++) {
      rows.add(row("nasa", 0, NONE, k));
    }
    ScaledFrame data =
        new SyntheticRows(ROWS.schema(), rows)
            .scaled(new TargetTransform.Config(true, List.of(), Form.LEVEL), range(0, 9));
    Model model = Baselines.create("last-value", spec(data, new Loss.MeanAbsolute()));

    // looking back from each row takes a minute
    float[] z =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> model.forecast(data, range(3, 300_000)));

    for (int k = 3; k < 300_000; k++) {
      if (z[2 * (k - 3)] != (float) Math.log1p(10)
          || z[2 * (k - 3) + 1] != (float) Math.log1p(Math.max(1, k - 3))) {
        fail("row %d is forecast as %s, %s", k, z[2 * (k - 3)], z[2 * (k - 3) + 1]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void authorMedian_history_isMedianOfTheSameReplyFlag(Form form) {
    double[][] forecasts = forecasts("author-median", TargetTransform.Config.logRobust(form));

    assertForecast(forecasts[5], Math.expm1((Math.log1p(10) + Math.log1p(30)) / 2), 1);
    assertForecast(forecasts[6], 2, 5);
    assertForecast(forecasts[7], 500, 100); // no reply yet: the group's
  }

  @ParameterizedTest
  @EnumSource
  void authorMedian_noHistory_isTrainingMedian(Form form) {
    double[][] forecasts = forecasts("author-median", TargetTransform.Config.logRobust(form));

    double likes = Math.expm1((Math.log1p(10) + Math.log1p(30)) / 2);
    double shares = Math.expm1((Math.log1p(5) + Math.log1p(7)) / 2);
    assertForecast(forecasts[8], likes, shares);
  }

  @ParameterizedTest
  @EnumSource
  void trainingMedian_anyRow_isTheMedianOfTrainingRows(Form form) {
    double[][] forecasts = forecasts("training-median", TargetTransform.Config.logRobust(form));

    double likes = Math.expm1((Math.log1p(10) + Math.log1p(30)) / 2);
    double shares = Math.expm1((Math.log1p(5) + Math.log1p(7)) / 2);
    for (double[] forecast : forecasts) {
      assertForecast(forecast, likes, shares);
    }
  }

  @Test
  void forecast_levelFormWithoutScalers_isTheLinkedValueItself() {
    TargetTransform.Config plain = new TargetTransform.Config(true, List.of(), Form.LEVEL);
    ScaledFrame data = ROWS.scaled(plain, range(0, 5));
    Loss loss = new Loss.MeanAbsolute();

    float[] last = Baselines.create("last-value", spec(data, loss)).forecast(data, range(5, 6));
    float[] median =
        Baselines.create("author-median", spec(data, loss)).forecast(data, range(6, 7));

    assertThat(last).containsExactly((float) Math.log1p(2), (float) Math.log1p(5));
    assertThat(median).containsExactly((float) Math.log1p(2), (float) Math.log1p(5));
  }

  @Test
  void authorMedian_deviationForm_isExactlyNoDeviation() {
    // given a scaling that leaves 0 where it is
    TargetTransform.Config plain =
        new TargetTransform.Config(true, List.of(Scaler.LOG1P), Form.DEVIATION);
    ScaledFrame data = ROWS.scaled(plain, range(0, 5));

    // when
    float[] z =
        Baselines.create("author-median", spec(data, new Loss.MeanAbsolute()))
            .forecast(data, range(0, 9));

    // then also where the training median stands in
    assertThat(z).containsOnly(0f);
  }

  @Test
  void forecast_identityLink_isInOriginalUnits() {
    TargetTransform.Config identity =
        new TargetTransform.Config(false, List.of(Scaler.STANDARD), Form.DEVIATION);

    assertForecast(forecasts("last-value", identity)[5], 2, 5);
    assertForecast(forecasts("author-median", identity)[5], 20, 1);
    assertForecast(forecasts("last-value", identity)[8], 20, 6);
  }

  @Test
  void forecast_quantileLoss_givesEveryLevelTheSamePoint() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, range(0, 5));
    Loss quantile = new Loss.Quantile(List.of(0.1, 0.5, 0.9));

    float[] z = Baselines.create("last-value", spec(data, quantile)).forecast(data, range(5, 6));

    assertThat(z).hasSize(6);
    assertThat(z[0]).isEqualTo(z[1]).isEqualTo(z[2]);
    assertThat(z[3]).isEqualTo(z[4]).isEqualTo(z[5]).isNotEqualTo(z[0]);
  }

  @Test
  void fit_anything_isClosedForm() {
    ScaledFrame data = ROWS.scaled(Form.LEVEL, range(0, 5));
    Model model = Baselines.create("author-median", spec(data, new Loss.MeanAbsolute()));

    Fit fit =
        model.fit(data, range(0, 5), new Stopping.OnValidation(range(5, 7)), FitListener.NONE);

    assertThat(fit).isEqualTo(Fit.closedForm());
  }
}
