package org.groundswell.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.TargetTransform.Config;
import org.groundswell.scale.TargetTransform.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TargetTransformTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-12);
  private static final int[] FIVE = {0, 1, 2, 3, 4};

  /** Hourly posts of one author whose log1p is 0, 1, 2, 3, 4 times ln 2, known after an hour. */
  private static Frame powersOfTwo() {
    return hourly(0, 1, 3, 7, 15);
  }

  private static Frame hourly(double... likes) {
    Frame.Builder builder =
        Frame.builder(new Schema(List.of(), List.of("likes")), Duration.ofHours(1));
    for (int hour = 0; hour < likes.length; hour++) {
      builder.add(
          "p" + hour,
          "nasa",
          RandomFrame.START.plus(Duration.ofHours(hour)),
          0,
          new float[0],
          new double[] {likes[hour]});
    }
    return builder.build();
  }

  private static TargetTransform fit(Frame frame, Form form, int... rows) {
    Config config = Config.logRobust(form);
    return TargetTransform.fit(frame, Anchors.of(frame, config.link()), config, rows);
  }

  @Test
  void apply_level_isTheFormulaByHand() {
    // median 2 ln 2, interquartile range 2 ln 2
    TargetTransform transform = fit(powersOfTwo(), Form.LEVEL, FIVE);

    assertThat(transform.apply(0, 0, 7)).isCloseTo(0.5, TIGHT);
    assertThat(transform.apply(4, 0, 7)).isCloseTo(0.5, TIGHT);
    assertThat(transform.apply(0, 0, 0)).isCloseTo(-1, TIGHT);
    assertThat(transform.ceiling(0)).isEqualTo(150);
    assertThat(transform.fallback(0)).isCloseTo(2 * Math.log(2), TIGHT);
  }

  @Test
  void apply_deviation_isTheFormulaByHand() {
    // given, in units of ln 2, anchors of 2 (the training median: no history), 0, 1/2, 1, 3/2;
    // deviations -2, 1, 3/2, 2, 5/2, whose median is 3/2 and interquartile range 1
    TargetTransform transform = fit(powersOfTwo(), Form.DEVIATION, FIVE);

    assertThat(transform.apply(0, 0, 0)).isCloseTo(-3.5, TIGHT);
    assertThat(transform.apply(1, 0, 1)).isCloseTo(-0.5, TIGHT);
    assertThat(transform.apply(3, 0, 7)).isCloseTo(0.5, TIGHT);
    assertThat(transform.apply(4, 0, 15)).isCloseTo(1, TIGHT);
    assertThat(transform.level(0, 0)).isCloseTo(2 * Math.log(2), TIGHT);
    assertThat(transform.level(4, 0)).isCloseTo(1.5 * Math.log(2), TIGHT);
  }

  @Test
  void apply_withoutLog_isInOriginalUnits() {
    Frame frame = hourly(0, 2, 4, 6, 8);
    Config config = new Config(false, List.of(Scaler.ROBUST), Form.LEVEL);

    TargetTransform transform =
        TargetTransform.fit(frame, Anchors.of(frame, config.link()), config, FIVE);

    assertThat(transform.apply(0, 0, 6)).isCloseTo(0.5, TIGHT);
    assertThat(transform.invert(0, 0, 0.5)).isCloseTo(6, TIGHT);
  }

  @Property(tries = 100)
  void invert_ofApply_isTheValueAndOrderIsKept(
      @ForAll long seed, @ForAll Form form, @ForAll @DoubleRange(max = 1) double share) {
    Frame frame = RandomFrame.of(seed, 60, Duration.ofHours(3));
    TargetTransform transform = fit(frame, form, IntStream.range(0, 30).toArray());

    for (int row = 0; row < frame.rows(); row++) {
      for (int target = 0; target < 2; target++) {
        double value = share * transform.ceiling(target);
        double z = transform.apply(row, target, value);
        assertThat(transform.invert(row, target, z))
            .isCloseTo(value, Offset.offset(1e-9 * Math.max(1, value)));
        assertThat(transform.apply(row, target, value + 1)).isGreaterThan(z);
        assertThat(transform.invert(row, target, z + 0.1))
            .isGreaterThanOrEqualTo(transform.invert(row, target, z));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void invert_farOut_isClippedToZeroAndTenTimesTheTrainingMaximum(Form form) {
    // given training rows 0 to 3, so that 15 is not the maximum
    TargetTransform transform = fit(powersOfTwo(), form, 0, 1, 2, 3);

    for (double z : new double[] {1000, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
      assertThat(transform.invert(4, 0, z)).isEqualTo(70);
      assertThat(transform.invert(4, 0, -z)).isEqualTo(0);
    }
    assertThat(transform.invertUnclipped(4, 0, 20)).isGreaterThan(70);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void apply_missing_staysMissing(Form form) {
    TargetTransform transform = fit(powersOfTwo(), form, FIVE);

    assertThat(transform.apply(2, 0, Double.NaN)).isNaN();
    assertThat(transform.invert(2, 0, Double.NaN)).isNaN();
  }

  @Property(tries = 100)
  void fit_labelsNotKnownToTheTrainingRowsChanged_isTheSameToTheBit(
      @ForAll long seed, @ForAll Form form) {
    // given all labels changed but those of training rows, which are rows before an instant,
    // and of what is visible to them
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 60);
    Duration delay = Duration.ofHours(3);
    Frame frame = RandomFrame.of(rows, delay);
    int[] train = IntStream.range(0, frame.firstRowAt(frame.instant(35))).toArray();
    List<RandomFrame.Row> changed =
        rows.stream()
            .map(row -> row.instant().isBefore(frame.instant(35)) ? row : row.withTargets(1e7, 1e8))
            .toList();

    // when
    TargetTransform before = fit(frame, form, train);
    TargetTransform after = fit(RandomFrame.of(changed, delay), form, train);

    // then
    for (int target = 0; target < 2; target++) {
      assertThat(after.scaling(target)).isEqualTo(before.scaling(target));
      assertThat(after.fallback(target)).isEqualTo(before.fallback(target));
      assertThat(after.ceiling(target)).isEqualTo(before.ceiling(target));
    }
  }

  @Property(tries = 50)
  void fit_rowsOfOneHalf_isFittedToTheirStatisticsOnly(@ForAll long seed) {
    Frame frame = RandomFrame.of(seed, 60, Duration.ofHours(3));
    int[] rows = IntStream.range(0, 60).filter(row -> row % 2 == 0).toArray();

    TargetTransform transform = fit(frame, Form.LEVEL, rows);

    for (int target = 0; target < 2; target++) {
      int wanted = target;
      double[] logs =
          IntStream.of(rows).mapToDouble(row -> Math.log1p(frame.observed(row, wanted))).toArray();
      assertThat(transform.scaling(target))
          .isEqualTo(Scaler.fitChain(List.of(Scaler.ROBUST), logs));
      assertThat(transform.ceiling(target))
          .isEqualTo(
              10
                  * IntStream.of(rows)
                      .mapToDouble(row -> frame.observed(row, wanted))
                      .filter(value -> !Double.isNaN(value))
                      .max()
                      .orElseThrow());
    }
  }

  @Test
  void fit_noTrainingValue_isRefusedWithTheTarget() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fit(hourly(Double.NaN, Double.NaN, 3), Form.LEVEL, 0, 1))
        .withMessageContaining("2")
        .withMessageContaining("'likes'");
  }
}
