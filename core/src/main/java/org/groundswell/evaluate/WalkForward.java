package org.groundswell.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.frame.Frame;

/**
 * Cuts a frame into the folds of a walk forward (rolling-origin evaluation, Tashman 2000) with
 * purged labels: a row counts as training data only once its label has matured.
 *
 * @param mode whether training data keep all their past or only the newest {@code trainLength}
 * @param cuts the instants at which the test slices start, ascending; the last slice ends at {@code
 *     testEnd}
 * @param testEnd the end of the last test slice, exclusive
 * @param testLength the longest a test slice may be; where empty it reaches to the next cut
 * @param trainLength how far back training data reach in the rolling mode
 * @param validationShare the share of the rows before a cut that validate
 * @param gap embargo on top of the label delay
 * @param minTrain the least training rows a fold may have
 */
public record WalkForward(
    Mode mode,
    List<Instant> cuts,
    Instant testEnd,
    Optional<Duration> testLength,
    Optional<Duration> trainLength,
    double validationShare,
    Duration gap,
    int minTrain) {

  /** What happens to old training data. */
  public enum Mode {
    EXPANDING,
    ROLLING
  }

  public WalkForward {
    cuts = List.copyOf(cuts);
    if (cuts.isEmpty()) {
      throw new IllegalArgumentException("a walk forward needs at least one cut");
    }
    for (int k = 1; k < cuts.size(); k++) {
      if (!cuts.get(k - 1).isBefore(cuts.get(k))) {
        throw new IllegalArgumentException("cuts must ascend but are " + cuts);
      }
    }
    if (!cuts.get(cuts.size() - 1).isBefore(testEnd)) {
      throw new IllegalArgumentException(
          "the last cut %s is not before the end of the test, %s"
              .formatted(cuts.get(cuts.size() - 1), testEnd));
    }
    if (!(validationShare > 0) || !(validationShare < 1)) {
      throw new IllegalArgumentException(
          "validationShare must be between 0 and 1 but is " + validationShare);
    }
    if (gap.isNegative() || minTrain < 1) {
      throw new IllegalArgumentException(
          "gap %s must not be negative and minTrain %d positive".formatted(gap, minTrain));
    }
    checkPositive("testLength", testLength);
    checkPositive("trainLength", trainLength);
    if ((mode == Mode.ROLLING) != trainLength.isPresent()) {
      throw new IllegalArgumentException(
          "trainLength belongs to the rolling mode and to no other; mode is %s and trainLength %s"
              .formatted(mode, trainLength));
    }
  }

  private static void checkPositive(String name, Optional<Duration> length) {
    if (length.isPresent() && (length.get().isNegative() || length.get().isZero())) {
      throw new IllegalArgumentException(
          "%s must be positive but is %s".formatted(name, length.get()));
    }
  }

  /**
   * The usual walk: all the past to train on, its newest 15 % to validate, no embargo but the label
   * delay, cuts as {@link #cutsByRows} places them, the last test slice to the newest row.
   *
   * @throws IllegalArgumentException if two cuts fall on one instant
   */
  public static WalkForward expanding(Frame frame, double testStart, int count) {
    return new WalkForward(
        Mode.EXPANDING,
        cutsByRows(frame, testStart, count),
        frame.instant(frame.rows() - 1).plusMillis(1),
        Optional.empty(),
        Optional.empty(),
        0.15,
        Duration.ZERO,
        1);
  }

  /**
   * Cuts at equal numbers of rows: {@code count} slices over the rows after the first {@code
   * testStart} share. Rows of one instant stay on one side.
   *
   * @throws IllegalArgumentException if two cuts fall on one instant
   */
  public static List<Instant> cutsByRows(Frame frame, double testStart, int count) {
    if (!(testStart > 0) || !(testStart < 1) || count < 1) {
      throw new IllegalArgumentException(
          "testStart must be between 0 and 1 and count positive but they are %s and %d"
              .formatted(testStart, count));
    }
    List<Instant> cuts = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double share = testStart + (1 - testStart) * k / count;
      Instant cut =
          frame.instant((int) Math.min(frame.rows() - 1, Math.round(share * frame.rows())));
      if (!cuts.isEmpty() && !cuts.get(k - 1).isBefore(cut)) {
        throw new IllegalArgumentException(
            "%d folds are too many for %d rows: two cuts fall on %s. Maybe lower folds.count."
                .formatted(count, frame.rows(), cut));
      }
      cuts.add(cut);
    }
    return cuts;
  }

  /**
   * The folds of a frame.
   *
   * @throws IllegalArgumentException if a fold has fewer than {@code minTrain} training rows, or no
   *     validation or test row, saying which and what to do
   */
  public List<Fold> folds(Frame frame) {
    List<Fold> folds = new ArrayList<>();
    for (int k = 0; k < cuts.size(); k++) {
      folds.add(fold(frame, k));
    }
    return folds;
  }

  private Fold fold(Frame frame, int k) {
    Instant cut = cuts.get(k);
    Instant next = k + 1 < cuts.size() ? cuts.get(k + 1) : testEnd;
    Instant end = testLength.map(cut::plus).filter(limit -> limit.isBefore(next)).orElse(next);
    Instant trainFrom = trainLength.map(cut::minus).orElse(frame.instant(0));
    int from = frame.firstRowAt(trainFrom);
    int cutRow = frame.firstRowAt(cut);
    int matured = firstNotMatured(frame, cut);
    // V is placed by rows whose labels have matured at the cut: they are the ones that can validate
    int validationRow = from + (int) Math.round((1 - validationShare) * (matured - from));
    if (matured <= from || validationRow >= matured) {
      throw new IllegalArgumentException(
          "fold %d has no validation rows: %d rows before its cut %s have matured labels. Maybe raise folds.testStart or lower the label delay."
              .formatted(k + 1, Math.max(0, matured - from), cut));
    }
    Instant validationStart = frame.instant(validationRow);
    int[] train = range(from, Math.min(cutRow, firstNotMatured(frame, validationStart)));
    int[] validation = range(frame.firstRowAt(validationStart), matured);
    int[] test = IntStream.range(cutRow, frame.firstRowAt(end)).filter(frame::matured).toArray();
    if (train.length < minTrain) {
      throw new IllegalArgumentException(
          "fold %d has %d training rows, fewer than folds.minTrain %d. Maybe raise folds.testStart or lower folds.minTrain."
              .formatted(k + 1, train.length, minTrain));
    }
    if (test.length == 0) {
      throw new IllegalArgumentException(
          "fold %d, from %s to %s, has no test row whose label has matured. Maybe lower folds.count or the label delay."
              .formatted(k + 1, cut, end));
    }
    return new Fold(
        k + 1, trainFrom, validationStart, cut, end, train, validation, range(from, matured), test);
  }

  /** The first row whose label has not matured, gap included, at an instant. */
  private int firstNotMatured(Frame frame, Instant instant) {
    // t + delay + gap <= instant, and with no delay still t < instant
    Instant newest = instant.minus(frame.labelDelay()).minus(gap).plusNanos(1);
    return frame.firstRowAt(newest.isAfter(instant) ? instant : newest);
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, Math.max(from, to)).toArray();
  }
}
