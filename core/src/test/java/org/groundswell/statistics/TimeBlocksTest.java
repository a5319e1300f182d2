package org.groundswell.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeBlocksTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void of_instantsAtEdges_fallIntoDaysOfUtc() {
    long day = DAY.toMillis();
    TimeBlocks blocks = TimeBlocks.of(new long[] {3 * day, -1, 0, day - 1, day}, DAY);

    assertThat(blocks.rows()).containsExactly(1, 2, 1, 0, 1);
    assertThat(blocks.of(1)).isZero();
    assertThat(blocks.count()).isEqualTo(5);
    assertThat(blocks.occupied()).isEqualTo(4);
  }

  @Test
  void lags_hourlyCountsKnownAfterAnHour_areNone() {
    long[] hours = LongStream.range(0, 100).map(k -> k * HOUR.toMillis()).toArray();

    assertThat(TimeBlocks.of(hours, HOUR).lags(HOUR)).isZero();
    assertThat(TimeBlocks.of(hours, DAY).lags(HOUR)).isZero();
    assertThat(TimeBlocks.of(hours, HOUR).lags(HOUR.multipliedBy(24))).isEqualTo(23);
    assertThat(TimeBlocks.of(hours, DAY).lags(HOUR.multipliedBy(24))).isEqualTo(1);
  }

  @Test
  void lags_postsAtAnyInstant_areTheDelayInBlocksRoundedUp() {
    long[] millis =
        new SplittableRandom(1)
            .doubles(20_000)
            .mapToLong(u -> (long) (u * 60 * DAY.toMillis()))
            .toArray();
    TimeBlocks blocks = TimeBlocks.of(millis, DAY);

    assertThat(blocks.lags(DAY)).isEqualTo(1);
    assertThat(blocks.lags(Duration.ofHours(25))).isEqualTo(2);
    assertThat(blocks.lags(Duration.ofDays(7))).isEqualTo(7);
    assertThat(blocks.lags(Duration.ZERO)).isZero();
  }

  @Property(tries = 300)
  void lags_anyInstants_areTheFarthestPairThatOverlaps(
      @ForAll @IntRange(min = 1, max = 30) int rows,
      @ForAll @IntRange(max = 50) int delay,
      @ForAll long seed) {
    long[] millis = new SplittableRandom(seed).longs(rows, 0, 300).toArray();
    TimeBlocks blocks = TimeBlocks.of(millis, Duration.ofMillis(10));

    int expected = 0;
    for (int one = 0; one < rows; one++) {
      for (int other = 0; other < rows; other++) {
        if (Math.abs(millis[one] - millis[other]) < delay) {
          expected = Math.max(expected, blocks.of(one) - blocks.of(other));
        }
      }
    }
    assertThat(blocks.lags(Duration.ofMillis(delay))).isEqualTo(expected);
  }

  @Test
  void of_blocksOfNoLength_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeBlocks.of(new long[] {1}, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> TimeBlocks.of(new long[0], DAY));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeBlocks.of(new long[] {0, DAY.toMillis()}, Duration.ofMillis(1)))
        .withMessageContaining("Maybe take days");
  }
}
