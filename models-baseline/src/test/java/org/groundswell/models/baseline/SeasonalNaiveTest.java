package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.time.Duration;
import java.util.List;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.SyntheticRows.Row;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeasonalNaiveTest {
  private static final double NONE = Double.NaN;

  /** Row k is at hour k and known at hour k + 3. */
  private static final SyntheticRows ROWS =
      new SyntheticRows(
          new Schema(List.of(), List.of("mentions")),
          List.of(
              row("tea", 10), // 0
              row("tea", NONE), // 1
              row("rain", 500), // 2
              row("tea", 30), // 3
              row("tea", 40), // 4
              row("tea", 50), // 5: hour 0 is 5 h before
              row("tea", 60), // 6: hour 1 has no value; newest visible: 30
              row("tea", 70), // 7: hour 2 is of another series; newest visible: 40
              row("tea", 80), // 8: hour 3
              row("comet", 90))); // 9: has nothing

  private static Row row(String series, double mentions) {
    return new Row(series, 0, new float[0], new double[] {mentions});
  }

  private static double[] forecasts(Duration period, Form form) {
    ScaledFrame data = ROWS.scaled(TargetTransform.Config.logRobust(form), range(0, 6));
    SeasonalNaiveConfig config = new SeasonalNaiveConfig(period);
    try (Model model =
        new SeasonalNaiveFactory().create(config, spec(data, new Loss.MeanAbsolute()))) {
      model.fit(data, range(0, 6), new Stopping.AtChoice(0), FitListener.NONE);
      float[] z = model.forecast(data, range(0, 10));
      double[] forecasts = new double[10];
      for (int row = 0; row < 10; row++) {
        forecasts[row] = data.target().invertUnclipped(row, 0, z[row]);
      }
      return forecasts;
    }
  }

  @ParameterizedTest
  @EnumSource
  void forecast_valueAtExactlyOnePeriodBefore_isThatValue(Form form) {
    double[] forecasts = forecasts(Duration.ofHours(5), form);

    assertThat(forecasts[5]).isCloseTo(10, withPercentage(1e-3));
    assertThat(forecasts[8]).isCloseTo(30, withPercentage(1e-3));
  }

  @ParameterizedTest
  @EnumSource
  void forecast_noValueThere_isTheNewestVisibleOne(Form form) {
    double[] forecasts = forecasts(Duration.ofHours(5), form);

    assertThat(forecasts[6]).isCloseTo(30, withPercentage(1e-3));
    assertThat(forecasts[7]).isCloseTo(40, withPercentage(1e-3));
  }

  @ParameterizedTest
  @EnumSource
  void forecast_noHistory_isTheTrainingMedian(Form form) {
    // of 10, 30, 40, 50, 500
    assertThat(forecasts(Duration.ofHours(5), form)[9]).isCloseTo(40, withPercentage(1e-3));
  }

  @Test
  void forecast_periodShorterThanTheLabelDelay_seesNoValueThere() {
    // two hours before row 8 stands row 6, known at hour 9; the newest visible is row 5
    assertThat(forecasts(Duration.ofHours(2), Form.LEVEL)[8]).isCloseTo(50, withPercentage(1e-3));
  }

  @Test
  void config_periodOfNothing_throws() {
    assertThatThrownBy(() -> new SeasonalNaiveConfig(Duration.ZERO))
        .hasMessageContaining("period PT0S must be positive");
  }
}
