package org.groundswell.experiments.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row k of the frame stands at hour k; labels mature after two hours, of which one is the gap. */
class FoldAuditTest {
  private static final Duration GAP = Duration.ofHours(1);
  private static final Fold GOOD =
      fold(0, 10, 20, 30, rows(0, 8), rows(10, 18), rows(0, 18), rows(20, 30));

  private static Frame frame(Duration labelDelay) {
    Frame.Builder frame = Frame.builder(new Schema(List.of(), List.of("likes")), labelDelay);
    for (int hour = 0; hour < 40; hour++) {
      frame.add("row" + hour, "a", at(hour), 0, new float[0], new double[] {hour});
    }
    return frame.build();
  }

  private static Instant at(int hour) {
    return Instant.EPOCH.plus(Duration.ofHours(hour));
  }

  private static int[] rows(int from, int to) {
    return IntStream.rangeClosed(from, to - 1).toArray();
  }

  private static int[] with(int[] rows, int more) {
    // in front, so that nothing may rely on the order
    return IntStream.concat(IntStream.of(more), IntStream.of(rows)).toArray();
  }

  private static Fold fold(
      int trainFrom,
      int validationStart,
      int cut,
      int testEnd,
      int[] train,
      int[] validation,
      int[] refit,
      int[] test) {
    return new Fold(
        1,
        at(trainFrom),
        at(validationStart),
        at(cut),
        at(testEnd),
        train,
        validation,
        refit,
        test);
  }

  private static FoldAudit audit(Fold... folds) {
    return FoldAudit.of(frame(Duration.ofHours(1)), List.of(folds), GAP);
  }

  @Test
  void of_goodFolds_passes() {
    Fold next = fold(0, 20, 30, 39, rows(0, 18), rows(20, 28), rows(0, 28), rows(30, 39));

    FoldAudit audit = audit(GOOD, next);

    assertThat(audit.checks()).allMatch(FoldAudit.Check::passed).hasSizeGreaterThan(20);
    assertThat(audit.passed()).isTrue();
  }

  static Stream<Arguments> broken() {
    int[] train = GOOD.train();
    int[] validation = GOOD.validation();
    int[] refit = GOOD.refit();
    int[] test = GOOD.test();
    return Stream.of(
        // the label of row 9 matures at hour 11
        Arguments.of(
            "training labels matured at the start of validation",
            fold(0, 10, 20, 30, with(train, 9), validation, refit, test)),
        Arguments.of(
            "validation starts no earlier than its first row",
            fold(0, 10, 20, 30, train, with(validation, 9), refit, test)),
        Arguments.of(
            "validation labels matured at the cut",
            fold(0, 10, 20, 30, train, with(validation, 19), refit, test)),
        Arguments.of(
            "refit labels matured at the cut",
            fold(0, 10, 20, 30, train, validation, with(refit, 19), test)),
        Arguments.of(
            "no test row is earlier than the cut",
            fold(0, 10, 20, 30, train, validation, refit, with(test, 19))),
        Arguments.of(
            "test rows are older than the end of their slice",
            fold(0, 10, 20, 30, train, validation, refit, with(test, 30))),
        Arguments.of(
            "test labels matured at the end of the collection",
            fold(0, 10, 20, 40, train, validation, refit, with(test, 39))),
        Arguments.of(
            "no training row is older than training data reach",
            fold(3, 10, 20, 30, train, validation, rows(3, 18), test)),
        Arguments.of(
            "no refit row is older than training data reach",
            fold(3, 10, 20, 30, rows(3, 8), validation, refit, test)));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void of_foldThatBreaksARule_findsIt(String check, Fold fold) {
    FoldAudit audit = audit(fold);

    assertThat(audit.passed()).isFalse();
    assertThat(audit.checks())
        .filteredOn(found -> !found.passed())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.check()).isEqualTo(check);
              assertThat(found.fold()).isEqualTo(1);
              assertThat(found.evidence()).containsPattern("\\d");
            });
  }

  @Test
  void of_rowBothFittedAndTested_findsIt() {
    FoldAudit audit =
        audit(
            fold(
                0,
                10,
                20,
                30,
                GOOD.train(),
                GOOD.validation(),
                with(GOOD.refit(), 25),
                GOOD.test()));

    assertThat(audit.checks())
        .filteredOn(check -> !check.passed())
        .extracting(FoldAudit.Check::check)
        .contains("no test row was fitted on");
  }

  @Test
  void of_testSlicesThatOverlap_findsThem() {
    Fold next = fold(0, 20, 29, 39, rows(0, 18), rows(20, 27), rows(0, 27), rows(29, 39));

    assertThat(audit(GOOD, next).checks())
        .filteredOn(check -> !check.passed())
        .singleElement()
        .extracting(FoldAudit.Check::check)
        .isEqualTo("test slices do not overlap");
  }

  @Test
  void of_rowsOfOneInstantOnBothSidesWithoutADelay_findsThem() {
    // all labels have matured at once, and still rows 10 and 20 stand at the boundaries
    Fold fold = fold(0, 10, 20, 30, rows(0, 11), rows(10, 21), rows(0, 21), rows(20, 30));

    FoldAudit audit = FoldAudit.of(frame(Duration.ZERO), List.of(fold), Duration.ZERO);

    assertThat(audit.checks())
        .filteredOn(check -> !check.passed())
        .extracting(FoldAudit.Check::check)
        .containsExactly(
            "training rows are older than the start of validation",
            "validation rows are older than the cut",
            "refit rows are older than the cut",
            "no test row was fitted on");
  }
}
