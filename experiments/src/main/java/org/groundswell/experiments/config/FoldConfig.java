package org.groundswell.experiments.config;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.frame.Frame;

/**
 * How a frame is cut into folds.
 *
 * @param mode whether training data keep all their past
 * @param count number of folds, where {@code cuts} is empty
 * @param testStart share of the rows before the first cut, where {@code cuts} is empty
 * @param cuts the instants at which test slices start; empty: at equal numbers of rows
 * @param testLength the longest a test slice may be; empty: to the next cut
 * @param trainLength how far back training data reach; rolling mode only
 * @param validationShare the share of the rows before a cut that validate
 * @param gap embargo on top of the label delay
 * @param minTrain the least training rows a fold may have
 */
public record FoldConfig(
    WalkForward.Mode mode,
    int count,
    double testStart,
    List<Instant> cuts,
    Optional<Duration> testLength,
    Optional<Duration> trainLength,
    double validationShare,
    Duration gap,
    int minTrain) {

  public FoldConfig {
    cuts = List.copyOf(cuts);
    if (count < 1 || !(testStart > 0) || !(testStart < 1)) {
      throw new IllegalArgumentException(
          "count %d must be positive and testStart %s between 0 and 1".formatted(count, testStart));
    }
    if (!positive(testLength) || !positive(trainLength)) {
      throw new IllegalArgumentException(
          "testLength %s and trainLength %s must be positive or none"
              .formatted(text(testLength), text(trainLength)));
    }
    // the rest is WalkForward's to check; the end of the test does not matter for that
    List<Instant> some = cuts.isEmpty() ? List.of(Instant.EPOCH) : cuts;
    new WalkForward(
        mode,
        some,
        some.get(some.size() - 1).plusMillis(1),
        testLength,
        trainLength,
        validationShare,
        gap,
        minTrain);
  }

  private static boolean positive(Optional<Duration> length) {
    return length.isEmpty() || (!length.get().isNegative() && !length.get().isZero());
  }

  private static String text(Optional<Duration> length) {
    return length.map(Duration::toString).orElse("none");
  }

  /**
   * The walk forward over a frame; its last test slice holds the newest row.
   *
   * @throws IllegalArgumentException if two cuts fall on one instant, or the last one past the
   *     newest row
   */
  public WalkForward toWalkForward(Frame frame) {
    return walkForward(
        frame, cuts.isEmpty() ? WalkForward.cutsByRows(frame, testStart, count) : cuts);
  }

  /**
   * The walk forward over a frame whose test period begins at an instant: one fold, whatever {@code
   * cuts} and {@code count}.
   */
  public WalkForward toWalkForward(Frame frame, Instant testFrom) {
    return walkForward(frame, List.of(testFrom));
  }

  private WalkForward walkForward(Frame frame, List<Instant> at) {
    return new WalkForward(
        mode,
        at,
        frame.instant(frame.rows() - 1).plusMillis(1),
        testLength,
        trainLength,
        validationShare,
        gap,
        minTrain);
  }
}
