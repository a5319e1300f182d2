package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

class SpearmanTest {
  private static final int ROWS = 300;
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void influence_tiedCounts_isWhatLeavingARowOutTakesAway() {
    double[] first = counts(1, 3);
    double[] second = forecasts(first, 2);
    SpearmansCorrelation spearman = new SpearmansCorrelation();
    double whole = spearman.correlation(first, second);

    Spearman.Influence influence = Spearman.Influence.of(first, second);

    assertThat(influence.correlation()).isCloseTo(whole, within(1e-12));
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      double without = spearman.correlation(without(first, row), without(second, row));
      double taken = (ROWS - 1) * (whole - without);
      assertThat(influence.ofRows()[row]).as("row %d", row).isCloseTo(taken, within(0.05));
      sum += influence.ofRows()[row];
    }
    assertThat(sum).isCloseTo(0, within(1e-9));
  }

  @Test
  void interval_severalForecasts_isOfTheirMeanCorrelation() {
    double[] actual = counts(1, 30);
    double[] good = forecasts(actual, 2);
    double[] bad = forecasts(actual, 30);
    SpearmansCorrelation spearman = new SpearmansCorrelation();
    double mean = (spearman.correlation(actual, good) + spearman.correlation(actual, bad)) / 2;

    Interval interval = interval(actual, List.of(good, bad));

    assertThat(interval.estimate()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isLessThan(mean);
    assertThat(interval.high()).isBetween(mean, 1.0);
    assertThat(interval.standardError()).isBetween(0.01, 0.1);
    // the nearer to 1, the less there is to move
    assertThat(interval.high() - mean).isLessThan(mean - interval.low());
  }

  @Test
  void interval_constantOrPerfect_isNone() {
    double[] actual = counts(1, 30);

    assertThat(ofRows(actual, List.of(new double[ROWS]))).isEmpty();
    assertThat(ofRows(actual, List.of(actual))).isEmpty();
    assertThat(ofRows(actual, List.of(forecasts(actual, 2), actual))).isEmpty();
  }

  private static Interval interval(double[] actual, List<double[]> forecasts) {
    return ofRows(actual, forecasts).orElseThrow();
  }

  private static Optional<Interval> ofRows(double[] actual, List<double[]> forecasts) {
    long[] millis = IntStream.range(0, ROWS).mapToLong(row -> row / 3 * DAY.toMillis()).toArray();
    int[] authors = IntStream.range(0, ROWS).map(row -> row % 3).toArray();
    return Spearman.interval(
        BlockBootstrap.withSeed(1), TimeBlocks.of(millis, DAY), authors, DAY, actual, forecasts);
  }

  /** Whole numbers, many of them alike where the scale is small. */
  private static double[] counts(long seed, double scale) {
    Random random = new Random(seed);
    return IntStream.range(0, ROWS)
        .mapToDouble(row -> Math.floor(scale * Math.exp(random.nextGaussian())))
        .toArray();
  }

  private static double[] forecasts(double[] actual, double noise) {
    Random random = new Random(7);
    return IntStream.range(0, ROWS)
        .mapToDouble(row -> Math.max(0, Math.rint(actual[row] + noise * random.nextGaussian())))
        .toArray();
  }

  private static double[] without(double[] values, int row) {
    return IntStream.range(0, values.length)
        .filter(other -> other != row)
        .mapToDouble(other -> values[other])
        .toArray();
  }
}
