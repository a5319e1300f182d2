package org.groundswell.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.groundswell.statistics.Interval;
import org.junit.jupiter.api.Test;

class MetricIntervalsTest {
  private static final int ROWS = 600;
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void of_forecastsWithQuantiles_everyMetricHasAnIntervalAroundItsMeanOverSeeds() {
    List<Scored> seeds = List.of(scored(0.4, 1), scored(0.6, 2));
    List<Map<Metric, Double>> values = seeds.stream().map(Evaluation::metrics).toList();

    Map<Metric, Interval> intervals = new MetricIntervals(seeds.get(0), DAY).of(seeds);

    assertThat(intervals).containsOnlyKeys(Metric.values());
    intervals.forEach(
        (metric, interval) -> {
          double mean = (values.get(0).get(metric) + values.get(1).get(metric)) / 2;
          assertThat(interval.estimate()).as("%s", metric).isCloseTo(mean, within(1e-9));
          assertThat(interval.low()).as("%s", metric).isLessThan(mean);
          assertThat(interval.high()).as("%s", metric).isGreaterThan(mean);
        });
    assertThat(intervals.get(Metric.COVERAGE).high()).isLessThanOrEqualTo(1);
    assertThat(intervals.get(Metric.LOG1P_MAE).low()).isNotNegative();
  }

  @Test
  void of_pointForecasts_hasNothingOfQuantiles() {
    Scored points = points(scored(0.4, 1));

    assertThat(new MetricIntervals(points, DAY).of(List.of(points)))
        .containsKey(Metric.MASE)
        .doesNotContainKeys(Metric.LOG1P_PINBALL, Metric.COVERAGE);
  }

  @Test
  void of_fewDays_isEmpty() {
    Scored all = scored(0.4, 1);
    Scored few =
        new Scored(
            all.group(),
            new long[ROWS],
            all.actual(),
            all.forecast(),
            all.quantiles(),
            all.levels(),
            all.naiveError());

    assertThat(new MetricIntervals(few, DAY).of(List.of(few))).isEmpty();
  }

  @Test
  void of_outcomesOnFewDays_hasNoIntervalOfWhatADrawWithoutThemLacks() {
    Scored sparse = points(scored(0.4, 1));
    for (int row = 0; row < ROWS; row++) {
      sparse.actual()[row] = row == 100 || row == 400 ? 7.3 : 0.1;
    }

    assertThat(new MetricIntervals(sparse, DAY).of(List.of(sparse)))
        .containsKeys(Metric.LOG1P_MAE, Metric.RMSE)
        .doesNotContainKeys(Metric.R2, Metric.LOG1P_R2);
  }

  @Test
  void skill_rootOfSquares_isThatOfBothRoots() {
    List<Scored> own = List.of(scored(0.4, 1), scored(0.5, 2));
    List<Scored> reference = List.of(scored(0.9, 3));
    double root = (value(own.get(0)) + value(own.get(1))) / 2;

    MetricIntervals intervals = new MetricIntervals(own.get(0), DAY);
    Interval skill = intervals.skill(Metric.LOG1P_RMSE, own, reference).orElseThrow();

    assertThat(skill.estimate()).isCloseTo(1 - root / value(reference.get(0)), within(1e-9));
    assertThat(skill.low()).isBetween(0.2, skill.estimate());
    assertThat(skill.high()).isBetween(skill.estimate(), 0.8);
    assertThat(intervals.skill(Metric.SPEARMAN, own, reference)).isEmpty();
  }

  @Test
  void of_otherRows_saysHowMany() {
    Scored all = scored(0.4, 1);
    MetricIntervals intervals = new MetricIntervals(all, DAY);
    Scored one =
        new Scored(
            new int[1],
            new long[1],
            new double[1],
            new double[1],
            new double[0][],
            new double[0],
            new double[] {1});

    assertThatThrownBy(() -> intervals.of(Metric.MAE, List.of(one)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 rows where 600 are due");
  }

  private static double value(Scored scored) {
    return Evaluation.metrics(scored).get(Metric.LOG1P_RMSE);
  }

  private static Scored points(Scored scored) {
    return new Scored(
        scored.group(),
        scored.millis(),
        scored.actual(),
        scored.forecast(),
        new double[0][],
        new double[0],
        scored.naiveError());
  }

  /** Two posts a day of 6 authors, missed by so much in log space. */
  private static Scored scored(double miss, long seed) {
    Random outcomes = new Random(11);
    Random misses = new Random(seed);
    Scored scored =
        new Scored(
            new int[ROWS],
            new long[ROWS],
            new double[ROWS],
            new double[ROWS],
            new double[ROWS][],
            new double[] {0.1, 0.5, 0.9},
            new double[ROWS]);
    for (int row = 0; row < ROWS; row++) {
      double level = 4 + outcomes.nextGaussian();
      double forecast = Math.expm1(Math.max(0, level + miss * misses.nextGaussian()));
      scored.group()[row] = outcomes.nextInt(6);
      scored.millis()[row] = row / 2 * DAY.toMillis();
      scored.actual()[row] = Math.rint(Math.expm1(Math.max(0, level)));
      scored.forecast()[row] = forecast;
      scored.quantiles()[row] = new double[] {0.5 * forecast, forecast, 2 * forecast};
      scored.naiveError()[row] = 20 + scored.group()[row];
    }
    return scored;
  }
}
