package org.groundswell.experiments.report;

import java.time.Duration;
import java.util.Optional;
import org.groundswell.evaluate.MetricIntervals;
import org.groundswell.experiments.config.Expectation;
import org.groundswell.statistics.DieboldMariano;
import org.groundswell.statistics.LongRunVariance;
import org.groundswell.statistics.TimeBlocks;

/**
 * A hypothesis that was sealed before its data was looked at: {@code seal.json}. It names one pair,
 * and so its test is adjusted over no other.
 *
 * @param seal what was frozen
 * @param again whether it had been opened before
 */
record SealedHypothesis(Frozen seal, boolean again) {

  /** The seal as it was read. */
  record Frozen(Content content) {}

  /**
   * What of the seal a report tells.
   *
   * @param sealed when, in ISO-8601
   * @param expect in the form of {@link Expectation}
   */
  record Content(String sealed, String hypothesis, String expect) {}

  SealedHypothesis {
    if (seal == null || seal.content() == null || seal.content().expect() == null) {
      throw new IllegalArgumentException("a seal needs 'content' with 'expect'");
    }
  }

  /** The verdict, and what it rests on. */
  String sentence(Leaderboard board, RowLosses losses) {
    return "Sealed on %s: “%s” Expected: %s. The hypothesis is %s%s"
        .formatted(
            seal.content().sealed(),
            seal.content().hypothesis(),
            seal.content().expect(),
            verdict(board, Expectation.parse(seal.content().expect()), losses),
            again ? " It was unsealed before: exploratory." : "");
  }

  private static String verdict(Leaderboard board, Expectation expected, RowLosses losses) {
    String metric = board.run().primary().label();
    Optional<Place> low = place(board, expected.low());
    Optional<Place> high = place(board, expected.high());
    if (low.isEmpty() || high.isEmpty()) {
      return "inconclusive: %s has no %s over the test rows of all folds."
          .formatted(low.isEmpty() ? expected.low() : expected.high(), metric);
    }
    String values =
        "%s of %s %s, of %s %s"
            .formatted(
                metric,
                expected.low(),
                Figures.value(low.get().value()),
                expected.high(),
                Figures.value(high.get().value()));
    double[] first = losses.byEntry().get(expected.low());
    double[] second = losses.byEntry().get(expected.high());
    if (first == null || second == null) {
      return "inconclusive: %s, and %s."
          .formatted(
              values,
              RowLosses.hasRowLoss(board.run().primary())
                  ? "their forecasts can't be paired row by row"
                  : metric + " is not a mean over single rows, so the difference is not tested");
    }
    double[] beyond = new double[first.length];
    for (int row = 0; row < beyond.length; row++) {
      beyond[row] = first[row] - second[row] + expected.margin();
    }
    DieboldMariano test =
        DieboldMariano.test(
            TimeBlocks.of(losses.millis(), MetricIntervals.BLOCK),
            beyond,
            delay(board),
            LongRunVariance.COSINES);
    if (test instanceof DieboldMariano.NotTestable not) {
      return "inconclusive: %s; not tested: %s.".formatted(values, not.reason());
    }
    String p = "%s (%s)".formatted(values, Figures.p(test.pValue()));
    if (test.pValue() >= Contrast.LEVEL) {
      return "inconclusive: chance alone may have made the difference: %s.".formatted(p);
    }
    return test.meanDifference() < 0
        ? "supported: %s.".formatted(p)
        : "not supported: %s.".formatted(p);
  }

  private static Duration delay(Leaderboard board) {
    return PairedTests.delay(board.run().data().labelDelay());
  }

  private static Optional<Place> place(Leaderboard board, String entry) {
    return board.places().stream()
        .filter(place -> place.name().equals(entry) && !Double.isNaN(place.value()))
        .findFirst();
  }
}
