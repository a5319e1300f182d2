package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.groundswell.statistics.DieboldMariano.NotTestable;
import org.groundswell.statistics.DieboldMariano.Tested;
import org.junit.jupiter.api.Test;

class DieboldMarianoTest {
  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void test_seriesOfR_areThoseOfDmTest() {
    List<String[]> expected = ReferenceCsv.lines("reference-dm.csv");
    assertThat(expected).hasSize(28);
    int negative = 0;
    for (String[] line : expected) {
      // given
      double[] differences = differencesOfR(line[0]);
      LongRunVariance variance =
          line[2].equals("acf") ? LongRunVariance.TRUNCATED : LongRunVariance.BARTLETT;

      // when
      Tested test =
          (Tested) DieboldMariano.test(differences, Integer.parseInt(line[1]) - 1, variance);

      // then
      if (line[3].equals("TRUE")) {
        // R answers with horizon 1 where the variance is negative; cosines keep the correlation
        negative++;
        assertThat(test.variance()).isEqualTo(LongRunVariance.COSINES);
        continue;
      }
      double statistic = Double.parseDouble(line[4]);
      double p = Double.parseDouble(line[5]);
      assertThat(test.variance()).isEqualTo(variance);
      assertThat(test.statistic())
          .as(String.join(" ", line))
          .isCloseTo(statistic, within(1e-12 * Math.abs(statistic)));
      assertThat(test.pValue()).as(String.join(" ", line)).isCloseTo(p, within(1e-11));
    }
    assertThat(negative).isEqualTo(1);
  }

  private static double[] differencesOfR(String series) {
    return ReferenceCsv.lines("reference-errors.csv").stream()
        .filter(line -> line[0].equals(series))
        .map(line -> ReferenceCsv.row(line, 1))
        .mapToDouble(errors -> Math.abs(errors[0]) - Math.abs(errors[1]))
        .toArray();
  }

  @Test
  void test_oneRowADay_isTheRegularSeries() {
    double[] differences = differencesOfR("overlap");
    long[] days = LongStream.range(0, differences.length).map(k -> k * DAY).toArray();
    TimeBlocks blocks = TimeBlocks.of(days, Duration.ofDays(1));

    for (LongRunVariance variance : LongRunVariance.values()) {
      assertThat(DieboldMariano.test(blocks, differences, Duration.ofDays(4), variance))
          .isEqualTo(DieboldMariano.test(differences, 3, variance));
    }
  }

  @Test
  void test_rowsInAnyOrder_giveTheMeanOfRowsAndTheSameTest() {
    // given 300 rows on 40 days, more of them on some days than on others
    SplittableRandom random = new SplittableRandom(3);
    double[] differences = random.doubles(300).map(u -> u - 0.4).toArray();
    long[] millis = random.doubles(300).mapToLong(u -> (long) (u * u * 40 * DAY)).toArray();
    int[] reversed = IntStream.range(0, 300).map(k -> 299 - k).toArray();

    // when
    Tested forward = test(millis, differences);
    Tested backward =
        test(
            IntStream.of(reversed).mapToLong(k -> millis[k]).toArray(),
            IntStream.of(reversed).mapToDouble(k -> differences[k]).toArray());

    // then
    assertThat(forward.meanDifference())
        .isCloseTo(Arrays.stream(differences).average().orElseThrow(), within(1e-15));
    assertThat(forward.statistic()).isPositive();
    assertThat(backward.pValue()).isCloseTo(forward.pValue(), within(1e-12));
  }

  private static Tested test(long[] millis, double[] differences) {
    TimeBlocks blocks = TimeBlocks.of(millis, Duration.ofDays(1));
    return (Tested)
        DieboldMariano.test(blocks, differences, Duration.ofDays(1), LongRunVariance.COSINES);
  }

  @Test
  void test_daysWithManyRowsOfTheSameDifference_areNoEvidenceAgainstIt() {
    // given the difference is the same everywhere, but for noise; one day has 50 times the rows
    SplittableRandom random = new SplittableRandom(5);
    double[] differences = new double[40 + 2000];
    long[] millis = new long[differences.length];
    for (int row = 0; row < differences.length; row++) {
      differences[row] = 1 + 0.1 * random.nextDouble();
      millis[row] = row < 2000 ? 17 * DAY + row : (row - 2000) * DAY;
    }

    // then sums alone would vary by 2000 from day to day
    assertThat(test(millis, differences).statistic()).isGreaterThan(20);
  }

  @Test
  void test_emptyDays_addNoDegreesOfFreedom() {
    long[] millis = LongStream.range(0, 20).map(k -> k * 30 * DAY).toArray();
    double[] differences = IntStream.range(0, 20).mapToDouble(k -> Math.sin(k * k)).toArray();
    TimeBlocks blocks = TimeBlocks.of(millis, Duration.ofDays(1));

    Tested test =
        (Tested)
            DieboldMariano.test(blocks, differences, Duration.ofDays(7), LongRunVariance.TRUNCATED);

    assertThat(test.lags()).isZero();
    assertThat(test.degreesOfFreedom()).isEqualTo(19);
    assertThat(test.statistic())
        .isCloseTo(
            ((Tested) DieboldMariano.test(differences, 0, LongRunVariance.TRUNCATED)).statistic(),
            within(1e-12));
  }

  @Test
  void test_tooFewBlocks_isNotTestableAndSaysHowManyAreNeeded() {
    DieboldMariano test =
        DieboldMariano.test(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0, LongRunVariance.COSINES);

    assertThat(test).isInstanceOf(NotTestable.class);
    assertThat(((NotTestable) test).reason()).contains("9 blocks", "10 are needed");
    assertThat(test.pValue()).isEqualTo(1);
    assertThat(test.meanDifference()).isEqualTo(5);
    assertThat(DieboldMariano.test(new double[39], 9, LongRunVariance.TRUNCATED))
        .asString()
        .contains("40 are needed");
  }

  @Test
  void test_differencesThatDoNotVary_areNotTestable() {
    double[] same = new double[30];
    Arrays.fill(same, 0.1);

    assertThat(DieboldMariano.test(same, 2, LongRunVariance.TRUNCATED))
        .isInstanceOfSatisfying(
            NotTestable.class, not -> assertThat(not.reason()).contains("same amount"));
    assertThat(DieboldMariano.test(new double[30], 0, LongRunVariance.COSINES))
        .isInstanceOfSatisfying(
            NotTestable.class, not -> assertThat(not.reason()).contains("are the same"));
  }

  @Test
  void test_notANumber_isRefused() {
    double[] differences = new double[20];
    differences[7] = Double.NaN;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DieboldMariano.test(differences, 0, LongRunVariance.COSINES))
        .withMessageContaining("difference 7 is NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DieboldMariano.test(new double[20], -1, LongRunVariance.COSINES))
        .withMessageContaining("-1");
  }

  @Property(tries = 200)
  void test_modelsSwapped_turnsTheSignAndKeepsTheP(
      @ForAll @IntRange(min = 10, max = 80) int n,
      @ForAll @IntRange(max = 4) int lags,
      @ForAll LongRunVariance variance,
      @ForAll long seed) {
    double[] differences = new SplittableRandom(seed).doubles(n, -1, 1).toArray();
    double[] swapped = Arrays.stream(differences).map(d -> -d).toArray();

    DieboldMariano one = DieboldMariano.test(differences, lags, variance);
    DieboldMariano other = DieboldMariano.test(swapped, lags, variance);

    assertThat(other.meanDifference()).isEqualTo(-one.meanDifference());
    assertThat(other.pValue()).isEqualTo(one.pValue()).isBetween(0.0, 1.0);
  }
}
