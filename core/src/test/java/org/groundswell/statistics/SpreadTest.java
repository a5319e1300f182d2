package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shares of spread and the inequality of errors. */
class SpreadTest {
  @Test
  void of_scoresOfR_hasTheVariancesOfAovAndLme() {
    List<String[]> expected = ReferenceCsv.lines("reference-spread.csv");
    assertThat(expected).hasSize(3);
    for (String[] line : expected) {
      double[] values = ReferenceCsv.row(line, 1);

      SpreadShares shares = SpreadShares.of(scores(line[0])).orElseThrow();

      assertThat(shares.foldVariance()).as(line[0]).isCloseTo(values[0], within(1e-12));
      assertThat(shares.seedVariance()).as(line[0]).isCloseTo(values[1], within(1e-12));
      if (!Double.isNaN(values[2])) {
        // the iterations of lme stop a little short
        assertThat(shares.foldVariance()).as(line[0]).isCloseTo(values[2], within(1e-5));
        assertThat(shares.seedVariance()).as(line[0]).isCloseTo(values[3], within(1e-5));
      }
    }
  }

  private static double[][] scores(String name) {
    return ReferenceCsv.lines("reference-scores.csv").stream()
        .filter(line -> line[0].equals(name))
        .collect(Collectors.groupingBy(line -> Integer.valueOf(line[1])))
        .values()
        .stream()
        .map(fold -> fold.stream().mapToDouble(line -> Double.parseDouble(line[2])).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void of_foldsAlike_isClippedAndAllOfSeeds() {
    SpreadShares shares =
        SpreadShares.of(new double[][] {{1, 2, 3}, {3, 1, 2}, {2, 3, 1}}).orElseThrow();

    assertThat(shares).isEqualTo(new SpreadShares(0, 1, 0, true));
    assertThat(shares.seedShare()).isEqualTo(1);
  }

  @Test
  void of_modelWithoutChance_isAllOfFolds() {
    SpreadShares shares = SpreadShares.of(new double[][] {{1, 1, 1}, {3, 3, 3}}).orElseThrow();

    assertThat(shares).isEqualTo(new SpreadShares(2, 0, 1, false));
  }

  @Test
  void of_nothingToTellApart_isEmpty() {
    assertThat(SpreadShares.of(new double[][] {{1, 2, 3}})).isEmpty();
    assertThat(SpreadShares.of(new double[][] {{1}, {2}})).isEmpty();
    assertThat(SpreadShares.of(new double[][] {{1, 1}, {1, 1}})).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpreadShares.of(new double[][] {{1, 2}, {}}));
  }

  @Test
  void gini_ofValues_isHalfTheRelativeMeanDifference() {
    List<String[]> expected = ReferenceCsv.lines("reference-gini.csv");
    assertThat(expected).hasSize(3);
    for (String[] line : expected) {
      double[] values = Stream.of(line[0].split(" ")).mapToDouble(Double::parseDouble).toArray();

      assertThat(Gini.of(values)).isCloseTo(Double.parseDouble(line[1]), within(1e-14));
    }
  }

  @Test
  void gini_withoutErrors_isZero() {
    assertThat(Gini.of(new double[5])).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> Gini.of(new double[] {1, -1}));
    assertThatIllegalArgumentException().isThrownBy(() -> Gini.of(new double[0]));
    assertThat(Gini.of(Arrays.copyOf(new double[] {7}, 1000))).isCloseTo(0.999, within(1e-12));
  }

  @Test
  void interval_ofGini_isThatOfLeavingOutEachAuthor() {
    double[] values = {0.3, 2.5, 0.9, 0.9, 1.4, 0, 3.1, 0.7, 1.1, 0.2, 0.6};
    int n = values.length;
    double[] without = new double[n];
    for (int k = 0; k < n; k++) {
      int left = k;
      without[k] =
          Gini.of(
              IntStream.range(0, n).filter(i -> i != left).mapToDouble(i -> values[i]).toArray());
    }
    double mean = Arrays.stream(without).average().orElseThrow();
    double squares = Arrays.stream(without).map(v -> (v - mean) * (v - mean)).sum();

    Interval interval = Gini.interval(values, 0.95).orElseThrow();

    assertThat(interval.estimate()).isEqualTo(Gini.of(values));
    assertThat(interval.standardError()).isCloseTo(Math.sqrt(squares * (n - 1) / n), within(1e-12));
    double corrected = Gini.of(values) * n / (n - 1);
    // 2.228139 is the quantile of Student's t with 10 degrees of freedom
    double reach = 2.228139 * interval.standardError() / (corrected * (1 - corrected));
    double odds = corrected / (1 - corrected);
    assertThat(interval.low()).isCloseTo(1 / (1 + Math.exp(reach) / odds), within(1e-6));
    assertThat(interval.high()).isCloseTo(1 / (1 + Math.exp(-reach) / odds), within(1e-6));
    assertThat(interval.authors()).isEqualTo(n);
  }

  @Test
  void interval_ofGiniOfFewOrEqualValues_isEmpty() {
    assertThat(Gini.interval(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.95)).isEmpty();
    assertThat(Gini.interval(new double[12], 0.95)).isEmpty();
    assertThat(Gini.interval(Arrays.copyOf(new double[] {7}, 12), 0.95)).isEmpty();
    double[] equal = new double[12];
    Arrays.fill(equal, 0.4);
    assertThat(Gini.interval(equal, 0.95)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Gini.interval(equal, 1));
  }
}
