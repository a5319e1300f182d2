package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockBootstrapTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final BlockBootstrap BOOTSTRAP = BlockBootstrap.withSeed(1);

  @Test
  void politisWhite_seriesOfArch_areItsCircularLengths() {
    double[][] values = ReferenceCsv.numbers("reference-runs.csv");
    double[][] expected = ReferenceCsv.numbers("reference-run-length.csv");
    assertThat(expected).hasNumberOfRows(5);
    for (double[] line : expected) {
      double[] series =
          Arrays.stream(values).filter(v -> v[0] == line[0]).mapToDouble(v -> v[1]).toArray();

      assertThat(RunLength.politisWhite(series)).isCloseTo(line[1], within(1e-9));
    }
  }

  /** Rows a day, of one author each, with losses uniform in [0, 1) and [0, 1.2). */
  private static BlockSums independent(int days, int rowsADay, int authors, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = days * rowsADay;
    long[] millis =
        IntStream.range(0, rows).mapToLong(k -> k / rowsADay * DAY.toMillis()).toArray();
    int[] author = random.ints(rows, 0, authors).toArray();
    PairedLosses losses =
        new PairedLosses(random.doubles(rows).toArray(), random.doubles(rows, 0, 1.2).toArray());
    return BlockSums.of(
        TimeBlocks.of(millis, DAY), author, losses.first(), losses.second(), losses.wins());
  }

  @Test
  void interval_independentRows_hasTheStandardErrorsOfTextbooks() {
    // given 8,000 rows: neither time nor authors matter, and chance must not be counted twice
    BlockSums sums = independent(4000, 2, 200, 3);

    // when
    Interval mean = BOOTSTRAP.interval(sums, DAY, Statistic.mean(0)).orElseThrow();
    Interval difference = BOOTSTRAP.interval(sums, DAY, Statistic.difference(0, 1)).orElseThrow();
    Interval skill = BOOTSTRAP.interval(sums, DAY, Statistic.skill(0, 1)).orElseThrow();

    // then
    double deviation = Math.sqrt(1 / 12.0 / 8000);
    assertThat(mean.standardError()).isCloseTo(deviation, within(0.15 * deviation));
    assertThat(mean.high() - mean.low())
        .isCloseTo(2 * 1.96 * deviation, within(0.15 * 2 * 1.96 * deviation));
    assertThat(mean.estimate()).isBetween(mean.low(), mean.high());
    assertThat(difference.standardError())
        .isCloseTo(deviation * Math.sqrt(2.44), within(0.15 * deviation * Math.sqrt(2.44)));
    // delta method: the means are 0.5 and 0.6, so the error is (0.5/0.6) √(1/12 (1/0.25 +
    // 1.44/0.36) / 8000)
    double ofSkill = 0.5 / 0.6 * Math.sqrt(1 / 12.0 * 8 / 8000);
    assertThat(skill.standardError()).isCloseTo(ofSkill, within(0.15 * ofSkill));
    assertThat(skill.contains(1 - 0.5 / 0.6)).isTrue();
    assertThat(skill.authors()).isEqualTo(200);
  }

  @Test
  void interval_authorsThatDiffer_isAsWideAsAuthorsMakeIt() {
    // given 50 authors on 200 days whose levels are 0 and 1 by turns
    BlockSums sums = sums(200, 50, (day, author) -> author % 2);

    Interval interval = BOOTSTRAP.interval(sums, DAY, Statistic.mean(0)).orElseThrow();

    // then √(0.25 / 49)
    assertThat(interval.standardError()).isCloseTo(0.0714, within(0.007));
    assertThat(interval.estimate()).isEqualTo(0.5);
  }

  @Test
  void interval_daysThatDiffer_isAsWideAsDaysMakeIt() {
    double[] level = new SplittableRandom(2).doubles(2000).toArray();
    BlockSums sums = sums(2000, 20, (day, author) -> level[day]);

    Interval interval = BOOTSTRAP.interval(sums, DAY, Statistic.mean(0)).orElseThrow();

    assertThat(interval.standardError()).isCloseTo(Math.sqrt(1 / 12.0 / 2000), within(0.0015));
  }

  private interface Level {
    double of(int day, int author);
  }

  private static BlockSums sums(int days, int authors, Level level) {
    int[] rows = IntStream.range(0, days * authors).toArray();
    return BlockSums.of(
        TimeBlocks.of(
            IntStream.of(rows).mapToLong(row -> row / authors * DAY.toMillis()).toArray(), DAY),
        IntStream.of(rows).map(row -> row % authors).toArray(),
        IntStream.of(rows).mapToDouble(row -> level.of(row / authors, row % authors)).toArray());
  }

  @Test
  void interval_fewAuthors_holdsThemFixed() {
    Interval interval =
        BOOTSTRAP
            .interval(sums(100, 4, (day, author) -> author), DAY, Statistic.mean(0))
            .orElseThrow();

    assertThat(interval.authors()).isZero();
    assertThat(interval.low()).isEqualTo(1.5, within(1e-12));
    assertThat(interval.high()).isEqualTo(1.5, within(1e-12));
  }

  @Test
  void interval_longLabelDelay_drawsRunsThatAreLonger() {
    BlockSums sums = independent(100, 3, 1, 5);

    assertThat(
            BOOTSTRAP
                .interval(sums, Duration.ofDays(9), Statistic.mean(0))
                .orElseThrow()
                .runLength())
        .isGreaterThanOrEqualTo(9);
    assertThat(BOOTSTRAP.interval(sums, Duration.ofDays(60), Statistic.mean(0))).isEmpty();
  }

  @Test
  void interval_sameSeed_givesTheSameBits() {
    BlockSums sums = independent(60, 5, 20, 7);

    assertThat(BOOTSTRAP.interval(sums, DAY, Statistic.mean(2)))
        .isEqualTo(BlockBootstrap.withSeed(1).interval(sums, DAY, Statistic.mean(2)))
        .isNotEqualTo(BlockBootstrap.withSeed(2).interval(sums, DAY, Statistic.mean(2)));
  }

  @Test
  void interval_rowsShuffled_isTheSame() {
    // given
    SplittableRandom random = new SplittableRandom(9);
    long[] millis = random.longs(500, 0, 50 * DAY.toMillis()).toArray();
    int[] authors = random.ints(500, 0, 30).toArray();
    double[] loss = random.doubles(500).toArray();
    int[] other = IntStream.range(0, 500).map(k -> k * 37 % 500).toArray();

    // when
    Interval one = interval(millis, authors, loss);
    Interval shuffled =
        interval(
            IntStream.of(other).mapToLong(k -> millis[k]).toArray(),
            IntStream.of(other).map(k -> authors[k]).toArray(),
            IntStream.of(other).mapToDouble(k -> loss[k]).toArray());

    // then
    assertThat(shuffled.low()).isCloseTo(one.low(), within(1e-9));
    assertThat(shuffled.high()).isCloseTo(one.high(), within(1e-9));
  }

  private static Interval interval(long[] millis, int[] authors, double[] loss) {
    return BOOTSTRAP
        .interval(BlockSums.of(TimeBlocks.of(millis, DAY), authors, loss), DAY, Statistic.mean(0))
        .orElseThrow();
  }

  @Test
  void interval_referenceWithoutLoss_isEmpty() {
    BlockSums sums =
        BlockSums.of(
            TimeBlocks.of(IntStream.range(0, 50).mapToLong(k -> k * DAY.toMillis()).toArray(), DAY),
            new int[50],
            new SplittableRandom(1).doubles(50).toArray(),
            new double[50]);

    assertThat(BOOTSTRAP.interval(sums, DAY, Statistic.skill(0, 1))).isEmpty();
  }

  @Test
  void wins_tiesAndLosses_areHalfAndNone() {
    PairedLosses losses = new PairedLosses(new double[] {1, 2, 3}, new double[] {2, 2, 1});

    assertThat(losses.wins()).containsExactly(1, 0.5, 0);
    assertThat(losses.differences()).containsExactly(-1, 0, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PairedLosses(new double[2], new double[3]));
  }

  @Test
  void clippedTo_share_staysAShare() {
    assertThat(new Interval(0.95, 0.88, 1.02, 0.03, 0.95, 1, 0).clippedTo(0, 1))
        .isEqualTo(new Interval(0.95, 0.88, 1, 0.03, 0.95, 1, 0));
  }
}
