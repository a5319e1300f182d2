package org.groundswell.experiments.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * Checks the geometry of folds against the definition, row by row, on its own terms: not by the
 * code that cut them, and whatever the order of a fold's rows.
 *
 * @param passed whether every check did
 */
record FoldAudit(boolean passed, List<Check> checks) {
  static final String NAME = "fold geometry";

  /**
   * One check of one fold.
   *
   * @param evidence the two instants or counts that were compared
   */
  record Check(int fold, String check, boolean passed, String evidence) {}

  static FoldAudit of(Frame frame, List<Fold> folds, Duration gap) {
    List<Check> checks = new ArrayList<>();
    Instant lastEnd = Instant.MIN;
    for (Fold fold : folds) {
      new OfFold(frame, fold, frame.labelDelay().plus(gap), checks).check(lastEnd);
      lastEnd = fold.testEnd();
    }
    return new FoldAudit(checks.stream().allMatch(Check::passed), List.copyOf(checks));
  }

  /**
   * The checks of a fold. That labels have matured does not say that rows are older: without a
   * label delay rows of the very instant would pass.
   */
  private record OfFold(Frame frame, Fold fold, Duration maturing, List<Check> checks) {

    void check(Instant lastEnd) {
      Span train = Span.of(frame, fold.train());
      Span validation = Span.of(frame, fold.validation());
      Span refit = Span.of(frame, fold.refit());
      Span test = Span.of(frame, fold.test());
      Instant start = fold.validationStart();
      Instant cut = fold.cut();
      atMost("no training row is older than training data reach", fold.trainFrom(), train.oldest());
      atMost("no refit row is older than training data reach", fold.trainFrom(), refit.oldest());
      atMost(
          "training labels matured at the start of validation",
          train.newest().plus(maturing),
          start);
      before("training rows are older than the start of validation", train.newest(), start);
      atMost("validation starts no earlier than its first row", start, validation.oldest());
      atMost("validation labels matured at the cut", validation.newest().plus(maturing), cut);
      before("validation rows are older than the cut", validation.newest(), cut);
      atMost("refit labels matured at the cut", refit.newest().plus(maturing), cut);
      before("refit rows are older than the cut", refit.newest(), cut);
      atMost("no test row is earlier than the cut", cut, test.oldest());
      before("test rows are older than the end of their slice", test.newest(), fold.testEnd());
      atMost("test slices do not overlap", lastEnd, cut);
      testLabelsMatured();
      noTestRowFitted();
    }

    private void atMost(String check, Instant earlier, Instant later) {
      String from = earlier.equals(Instant.MIN) ? "no slice before" : earlier.toString();
      add(check, !earlier.isAfter(later), from + " ≤ " + later);
    }

    private void before(String check, Instant earlier, Instant later) {
      add(check, earlier.isBefore(later), earlier + " < " + later);
    }

    private void testLabelsMatured() {
      long not = Arrays.stream(fold.test()).filter(row -> !frame.matured(row)).count();
      add(
          "test labels matured at the end of the collection",
          not == 0,
          "%d of %d test rows not matured".formatted(not, fold.test().length));
    }

    private void noTestRowFitted() {
      BitSet fitted = new BitSet(frame.rows());
      Arrays.stream(fold.train()).forEach(fitted::set);
      Arrays.stream(fold.validation()).forEach(fitted::set);
      Arrays.stream(fold.refit()).forEach(fitted::set);
      long shared = Arrays.stream(fold.test()).filter(fitted::get).count();
      add(
          "no test row was fitted on",
          shared == 0,
          "%d of %d test rows among %d fitted rows"
              .formatted(shared, fold.test().length, fitted.cardinality()));
    }

    private void add(String check, boolean passed, String evidence) {
      checks.add(new Check(fold.number(), check, passed, evidence));
    }
  }

  /** The instants between which rows lie. */
  private record Span(Instant oldest, Instant newest) {
    static Span of(Frame frame, int[] rows) {
      LongStream millis = Arrays.stream(rows).mapToLong(frame::millis);
      var statistics = millis.summaryStatistics();
      return new Span(
          Instant.ofEpochMilli(statistics.getMin()), Instant.ofEpochMilli(statistics.getMax()));
    }
  }
}
