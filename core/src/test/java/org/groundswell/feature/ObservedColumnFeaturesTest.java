package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.junit.jupiter.api.Test;

class ObservedColumnFeaturesTest {
  private static final Duration DELAY = Duration.ofHours(3);

  private final ObservedColumnFeatures features =
      new ObservedColumnFeatures(RandomFrame.OBSERVING.observed());

  @Test
  void columns_ofEachKind_areOfTheSameKindMayBeMissingAndGoWithHistory() {
    assertThat(features.columns())
        .containsExactly(
            Column.flag("pinned_last", "history").orMissing(),
            Column.numeric("rain_last", "history").orMissing(),
            Column.count("views_last", "history").orMissing(),
            Column.categorical("mix_last", "history").orMissing());
  }

  @Property(tries = 50)
  void compute_anyFrame_isTheNewestVisibleValueThatIsThere(@ForAll long seed) {
    // given
    Frame frame = frame(seed);

    // when
    Frame wider = frame.withKnown(features.columns(), features.compute(frame));

    // then
    for (int row = 0; row < frame.rows(); row++) {
      for (int c = 0; c < 4; c++) {
        float newest = Float.NaN;
        for (int visible : RandomFrame.visibleRows(frame, row)) {
          float value = frame.extra(visible, c);
          newest = Float.isNaN(value) ? newest : value;
        }
        assertThat(wider.known(row, 4 + c)).isEqualTo(Float.valueOf(newest));
      }
    }
  }

  @Property(tries = 50)
  void compute_extrasUnknownAtTheRowChanged_isTheSameToTheBit(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 69) int row) {
    assertThat(changedByUnknownExtras(seed, row, features::compute)).isFalse();
  }

  @Test
  void compute_leaksPlanted_areFoundOut() {
    // own value; newest value at an earlier instant, matured or not
    Function<Frame, float[]> own = frame -> values(frame, row -> row);
    Function<Frame, float[]> notMatured =
        frame ->
            values(
                frame,
                row ->
                    IntStream.range(0, row)
                        .filter(other -> frame.millis(other) < frame.millis(row))
                        .max()
                        .orElse(0));

    for (Function<Frame, float[]> leak : List.of(own, notMatured)) {
      assertThat(IntStream.range(0, 70).anyMatch(row -> changedByUnknownExtras(1, row, leak)))
          .isTrue();
    }
  }

  private static float[] values(Frame frame, IntUnaryOperator rowRead) {
    float[] values = new float[frame.rows() * 4];
    for (int k = 0; k < values.length; k++) {
      values[k] = frame.extra(rowRead.applyAsInt(k / 4), k % 4);
    }
    return values;
  }

  private static boolean changedByUnknownExtras(
      long seed, int row, Function<Frame, float[]> features) {
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 70);
    Random random = new Random(seed);
    List<float[]> extras = rows.stream().map(any -> RandomFrame.extras(random)).toList();
    Frame frame = RandomFrame.of(rows, extras, DELAY);
    List<float[]> changed =
        IntStream.range(0, 70)
            .mapToObj(
                k ->
                    rows.get(k).instant().plus(DELAY).isAfter(frame.instant(row))
                        ? RandomFrame.extras(random)
                        : extras.get(k))
            .toList();
    float[] before = features.apply(frame);
    float[] after = features.apply(RandomFrame.of(rows, changed, DELAY));
    return !Arrays.equals(before, row * 4, row * 4 + 4, after, row * 4, row * 4 + 4);
  }

  @Test
  void compute_frameOfOtherColumns_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> features.compute(RandomFrame.of(1, 5, DELAY)))
        .withMessageContaining("rain")
        .withMessageContaining("[]");
  }

  private static Frame frame(long seed) {
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 70);
    Random random = new Random(seed);
    return RandomFrame.of(
        rows, rows.stream().map(row -> RandomFrame.extras(random)).toList(), DELAY);
  }
}
