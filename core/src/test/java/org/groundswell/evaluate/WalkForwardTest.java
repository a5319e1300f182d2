package org.groundswell.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.groundswell.evaluate.WalkForward.Mode;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;

class WalkForwardTest {
  private static final Instant START = RandomFrame.START;

  private static Instant hour(int hour) {
    return START.plus(Duration.ofHours(hour));
  }

  private static WalkForward expanding(Duration gap, Instant testEnd, Instant... cuts) {
    return new WalkForward(
        Mode.EXPANDING, List.of(cuts), testEnd, Optional.empty(), Optional.empty(), 0.25, gap, 1);
  }

  @Property(tries = 300)
  void folds_equalInstantsDelayGapAndMode_areTheInequalitiesRowByRow(
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int delayHours,
      @ForAll @IntRange(max = 3) int gapHours,
      @ForAll boolean rolling,
      @ForAll boolean shortTest,
      @ForAll @IntRange(min = 30, max = 38) int firstCut) {
    // given 120 rows over 60 hours
    Duration delay = Duration.ofHours(delayHours);
    Duration gap = Duration.ofHours(gapHours);
    Frame frame = RandomFrame.of(seed, 120, delay);
    List<Instant> cuts = List.of(hour(firstCut), hour(45));
    WalkForward walk =
        new WalkForward(
            rolling ? Mode.ROLLING : Mode.EXPANDING,
            cuts,
            hour(52),
            shortTest ? Optional.of(Duration.ofHours(10)) : Optional.empty(),
            rolling ? Optional.of(Duration.ofHours(29)) : Optional.empty(),
            0.2,
            gap,
            1);

    // when
    List<Fold> folds = walk.folds(frame);

    // then
    assertThat(folds).hasSize(2);
    for (int k = 0; k < 2; k++) {
      Fold fold = folds.get(k);
      Instant cut = cuts.get(k);
      Instant next = k == 0 ? hour(45) : hour(52);
      Instant from = rolling ? cut.minus(Duration.ofHours(29)) : frame.instant(0);
      Instant end =
          shortTest && cut.plus(Duration.ofHours(10)).isBefore(next)
              ? cut.plus(Duration.ofHours(10))
              : next;
      Instant v = fold.validationStart();
      assertThat(fold.number()).isEqualTo(k + 1);
      assertThat(fold.cut()).isEqualTo(cut);
      assertThat(fold.trainFrom()).isEqualTo(from);
      assertThat(fold.testEnd()).isEqualTo(end);
      assertThat(v).isBefore(cut);

      assertThat(fold.train())
          .isEqualTo(rows(frame, t -> in(frame, t, from) && known(frame, t, gap, v)));
      assertThat(fold.validation())
          .isEqualTo(
              rows(frame, t -> in(frame, t, from) && in(frame, t, v) && known(frame, t, gap, cut)));
      assertThat(fold.refit())
          .isEqualTo(rows(frame, t -> in(frame, t, from) && known(frame, t, gap, cut)));
      assertThat(fold.test())
          .isEqualTo(
              rows(
                  frame,
                  t ->
                      in(frame, t, cut)
                          && frame.instant(t).isBefore(end)
                          && !frame.instant(t).plus(delay).isAfter(frame.collectedUntil())));

      // V is the instant of the row that leaves a fifth of the refit rows for validation
      int[] refit = fold.refit();
      int place = (int) Math.round(0.8 * refit.length);
      assertThat(v).isEqualTo(frame.instant(refit[0] + place));
    }
  }

  private static int[] rows(Frame frame, IntPredicate predicate) {
    return IntStream.range(0, frame.rows()).filter(predicate).toArray();
  }

  private static boolean in(Frame frame, int row, Instant from) {
    return !frame.instant(row).isBefore(from);
  }

  /** t + labelDelay + gap <= instant, and never a row of the instant itself. */
  private static boolean known(Frame frame, int row, Duration gap, Instant instant) {
    return !frame.instant(row).plus(frame.labelDelay()).plus(gap).isAfter(instant)
        && frame.instant(row).isBefore(instant);
  }

  @Test
  void folds_noDelay_rowsOfTheCutsInstantAreTestRowsOnly() {
    // given rows at 0 0 1 1 2 2 3 3
    Frame frame = hourly(Duration.ZERO, 0, 0, 1, 1, 2, 2, 3, 3);

    Fold fold = expanding(Duration.ZERO, hour(4), hour(3)).folds(frame).get(0);

    // V is at three quarters of six rows, 4.5, rounded up: row 5 of hour 2
    assertThat(fold.validationStart()).isEqualTo(hour(2));
    assertThat(fold.train()).containsExactly(0, 1, 2, 3);
    assertThat(fold.validation()).containsExactly(4, 5);
    assertThat(fold.refit()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(fold.test()).containsExactly(6, 7);
  }

  @Test
  void folds_delayAndGap_leaveRowsOutBetweenTheParts() {
    // given rows every hour from 0 to 19, labels known after an hour, a gap of one more
    Frame frame = hourly(Duration.ofHours(1), IntStream.range(0, 20).toArray());

    Fold fold = expanding(Duration.ofHours(1), hour(20), hour(14)).folds(frame).get(0);

    // matured by 14: 0 to 12; V at row 10, matured by 10: 0 to 8; 19 has not matured at the end
    assertThat(fold.validationStart()).isEqualTo(hour(10));
    assertThat(fold.train()).containsExactly(IntStream.rangeClosed(0, 8).toArray());
    assertThat(fold.validation()).containsExactly(10, 11, 12);
    assertThat(fold.refit()).containsExactly(IntStream.rangeClosed(0, 12).toArray());
    assertThat(fold.test()).containsExactly(14, 15, 16, 17, 18);
  }

  @Test
  void folds_cutWithinAMillisecond_keepsTheRowBeforeItOutOfTheTest() {
    Frame frame = hourly(Duration.ZERO, IntStream.range(0, 10).toArray());

    Fold fold = expanding(Duration.ZERO, hour(10), hour(7).plusNanos(1)).folds(frame).get(0);

    assertThat(fold.refit()).endsWith(7);
    assertThat(fold.test()).containsExactly(8, 9);
  }

  @Test
  void folds_tooFewTrainingRows_isRefusedWithTheWayOut() {
    Frame frame = hourly(Duration.ZERO, IntStream.range(0, 10).toArray());
    WalkForward walk =
        new WalkForward(
            Mode.EXPANDING,
            List.of(hour(4)),
            hour(10),
            Optional.empty(),
            Optional.empty(),
            0.25,
            Duration.ZERO,
            4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> walk.folds(frame))
        .withMessageContaining("fold 1 has 3 training rows")
        .withMessageContaining("minTrain 4");
  }

  @Test
  void folds_nothingToValidateOrToTest_isRefusedWithTheFold() {
    // given labels known after six hours: by hour 3 none, by hour 15 ten; of 15 to 19 none ever
    Frame frame = hourly(Duration.ofHours(6), IntStream.range(0, 20).toArray());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ZERO, hour(20), hour(3)).folds(frame))
        .withMessageContaining("fold 1 has no validation rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ZERO, hour(20), hour(15)).folds(frame))
        .withMessageContaining("fold 1")
        .withMessageContaining("no test row");
  }

  @Property(tries = 100)
  void cutsByRows_equalInstants_sliceTheRowsAfterTheStartEvenly(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int count) {
    Frame frame = RandomFrame.of(seed, 400, Duration.ZERO);

    List<Instant> cuts = WalkForward.cutsByRows(frame, 0.5, count);

    assertThat(cuts).hasSize(count).isSorted().doesNotHaveDuplicates();
    for (int k = 0; k < count; k++) {
      // two rows an hour: an hour's rows shift a cut by a few
      assertThat(frame.firstRowAt(cuts.get(k)))
          .isBetween(200 + 200 * k / count - 12, 201 + 200 * k / count);
    }
  }

  @Test
  void cutsByRows_moreFoldsThanInstants_isRefused() {
    Frame frame = hourly(Duration.ZERO, 0, 1, 1, 1, 1, 1, 1, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WalkForward.cutsByRows(frame, 0.5, 2))
        .withMessageContaining("2 folds are too many for 8 rows");
    assertThatIllegalArgumentException().isThrownBy(() -> WalkForward.cutsByRows(frame, 0, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> WalkForward.cutsByRows(frame, 0.5, 0));
  }

  @Test
  void constructor_argumentsThatMakeNoWalk_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ZERO, hour(9)))
        .withMessageContaining("at least one cut");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ZERO, hour(9), hour(3), hour(3)))
        .withMessageContaining("ascend");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ZERO, hour(9), hour(9)))
        .withMessageContaining("not before the end");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expanding(Duration.ofHours(-1), hour(9), hour(3)))
        .withMessageContaining("gap");
    for (Optional<Duration> length :
        List.of(Optional.of(Duration.ZERO), Optional.of(Duration.ofHours(-2)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new WalkForward(
                      Mode.EXPANDING,
                      List.of(hour(3)),
                      hour(9),
                      length,
                      Optional.empty(),
                      0.2,
                      Duration.ZERO,
                      1))
          .withMessageContaining("testLength");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new WalkForward(
                    Mode.ROLLING,
                    List.of(hour(3)),
                    hour(9),
                    Optional.empty(),
                    Optional.empty(),
                    0.2,
                    Duration.ZERO,
                    1))
        .withMessageContaining("trainLength");
    for (double share : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new WalkForward(
                      Mode.EXPANDING,
                      List.of(hour(3)),
                      hour(9),
                      Optional.empty(),
                      Optional.empty(),
                      share,
                      Duration.ZERO,
                      1))
          .withMessageContaining("validationShare");
    }
  }

  /** One author's rows at the given hours. */
  static Frame hourly(Duration labelDelay, int... hours) {
    Frame.Builder builder = Frame.builder(new Schema(List.of(), List.of("likes")), labelDelay);
    for (int k = 0; k < hours.length; k++) {
      builder.add("p" + k, "nasa", hour(hours[k]), 0, new float[0], new double[] {k});
    }
    return builder.build();
  }
}
