package org.groundswell.experiments.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * Checks the geometry of folds against the definition, row by row, on its own terms: not by the
 * code that cut them.
 *
 * @param passed whether every check did
 */
record FoldAudit(boolean passed, List<Check> checks) {

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
      Duration wait = frame.labelDelay().plus(gap);
      Instant trained = newest(frame, fold.train()).plus(wait);
      Instant validated = newest(frame, fold.validation()).plus(wait);
      Instant refitted = newest(frame, fold.refit()).plus(wait);
      Instant tested = frame.instant(fold.test()[0]);
      checks.add(
          atMost(
              fold,
              "training labels matured at the start of validation",
              trained,
              fold.validationStart()));
      checks.add(
          atMost(
              fold,
              "validation starts no earlier than its first row",
              fold.validationStart(),
              frame.instant(fold.validation()[0])));
      checks.add(atMost(fold, "validation labels matured at the cut", validated, fold.cut()));
      checks.add(atMost(fold, "refit labels matured at the cut", refitted, fold.cut()));
      checks.add(atMost(fold, "no test row is earlier than the cut", fold.cut(), tested));
      checks.add(atMost(fold, "test slices do not overlap", lastEnd, fold.cut()));
      lastEnd = fold.testEnd();
      long shared =
          Arrays.stream(fold.test())
              .filter(row -> Arrays.binarySearch(fold.refit(), row) >= 0)
              .count();
      checks.add(
          new Check(
              fold.number(),
              "no test row was fitted on",
              shared == 0,
              "%d of %d test rows among %d fitted rows"
                  .formatted(shared, fold.test().length, fold.refit().length)));
    }
    return new FoldAudit(checks.stream().allMatch(Check::passed), List.copyOf(checks));
  }

  private static Instant newest(Frame frame, int[] rows) {
    return frame.instant(Arrays.stream(rows).max().orElseThrow());
  }

  private static Check atMost(Fold fold, String check, Instant earlier, Instant later) {
    return new Check(
        fold.number(),
        check,
        !earlier.isAfter(later),
        "%s ≤ %s".formatted(earlier.equals(Instant.MIN) ? "no slice before" : earlier, later));
  }
}
