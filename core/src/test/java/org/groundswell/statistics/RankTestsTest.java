package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holm, Friedman and the critical difference. */
class RankTestsTest {
  private static final Ranks RANKS = Ranks.of(ReferenceCsv.numbers("reference-losses.csv"));

  @Test
  void adjusted_tiesAndEnds_areThoseOfStatsmodels() {
    double[][] lines = ReferenceCsv.numbers("reference-holm.csv");

    double[] adjusted = Holm.adjusted(column(lines, 0));

    assertThat(adjusted).containsExactly(column(lines, 1), within(1e-14));
  }

  private static double[] column(double[][] lines, int column) {
    return Arrays.stream(lines).mapToDouble(line -> line[column]).toArray();
  }

  @Test
  void adjusted_notAProbability_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Holm.adjusted(new double[] {0.5, Double.NaN}))
        .withMessageContaining("p value 1 is NaN");
    assertThat(Holm.adjusted(new double[0])).isEmpty();
  }

  @Test
  void test_lossesWithTies_areThoseOfSciPy() {
    Map<String, Double> expected =
        ReferenceCsv.lines("reference-friedman.csv").stream()
            .collect(Collectors.toMap(line -> line[0], line -> Double.valueOf(line[1])));

    Friedman.Tested test = (Friedman.Tested) Friedman.test(RANKS);

    assertThat(test.chiSquared()).isCloseTo(expected.get("chi-squared"), within(1e-12));
    assertThat(test.chiSquaredP()).isCloseTo(expected.get("chi-squared-p"), within(1e-12));
    assertThat(test.f()).isCloseTo(expected.get("f"), within(1e-12));
    assertThat(test.pValue()).isCloseTo(expected.get("f-p"), within(1e-12));
    for (int model = 0; model < 5; model++) {
      assertThat(RANKS.average()[model]).isCloseTo(expected.get("rank-" + model), within(1e-12));
    }
  }

  @Test
  void test_allDataSetsAlike_isCertainWithoutNaN() {
    double[][] alike = {{1, 2, 3}, {4, 5, 6}, {0, 1, 9}};

    Friedman.Tested test = (Friedman.Tested) Friedman.test(Ranks.of(alike));

    assertThat(test.chiSquared()).isCloseTo(6, within(1e-12));
    assertThat(test.f()).isInfinite();
    assertThat(test.pValue()).isZero();
  }

  @Test
  void test_tiesAloneOrTooFew_areNotTestable() {
    assertThat(Friedman.test(Ranks.of(new double[][] {{1, 1, 1}, {0.0, -0.0, 0}})))
        .asString()
        .contains("tied");
    assertThat(Friedman.test(Ranks.of(new double[][] {{1, 2, 3}}))).asString().contains("too few");
    assertThat(Friedman.test(Ranks.of(new double[][] {{1, 2}, {1, 2}})))
        .isInstanceOf(Friedman.NotTestable.class);
  }

  @Test
  void of_raggedOrNotANumber_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranks.of(new double[][] {{1, 2}, {1, 2, 3}}))
        .withMessageContaining("data set 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ranks.of(new double[][] {{1, Double.NaN}}))
        .withMessageContaining("NaN");
  }

  @Test
  void quantile_ofTheStudentizedRange_isThatOfSciPy() {
    for (double[] line : ReferenceCsv.numbers("reference-range.csv")) {
      assertThat(StudentizedRange.quantile(line[1], (int) line[0]))
          .isCloseTo(line[2], within(1e-9));
    }
  }

  @Test
  void pValues_pairs_areThoseOfScikitPosthocs() {
    double[][] expected = ReferenceCsv.numbers("reference-nemenyi.csv");

    double[][] p = CriticalDifference.pValues(RANKS);

    for (int model = 0; model < 5; model++) {
      assertThat(p[model]).containsExactly(expected[model], within(1e-9));
    }
  }

  @Test
  void of_fiveModels_hasTheDifferenceOfDemsarAndTheBarsOfThePValues() {
    CriticalDifference diagram = CriticalDifference.of(RANKS, 0.05);

    // Demšar 2006, table 5a: q is 2.728 for five models; 2.728 √(5 · 6 / (6 · 10))
    assertThat(diagram.difference()).isCloseTo(2.728 * Math.sqrt(0.5), within(5e-4));
    // average ranks 1.4, 3.05, 2.85, 3.5, 4.2
    assertThat(diagram.groups()).containsExactly(List.of(0, 2, 1), List.of(2, 1, 3, 4));
  }

  @Test
  void of_modelsFarApart_haveNoBar() {
    double[][] losses = new double[60][];
    Arrays.fill(losses, new double[] {3, 1, 2});

    assertThat(CriticalDifference.of(Ranks.of(losses), 0.05).groups()).isEmpty();
  }
}
