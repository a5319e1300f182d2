package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.backtest.FittedModel;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;
import org.groundswell.models.baseline.RidgeConfig;
import org.groundswell.models.baseline.RidgeFactory;
import org.groundswell.window.ScaledFrame;

/**
 * Whether skill vanishes when there is nothing to be skilled at: observed values change places
 * among the rows of one group and stratum, all columns that follow from them are made again, and a
 * ridge is fitted on training rows and measured on validation rows of the last fold.
 *
 * <p>Which row of its peers got which value is then chance. No forecast from what is known at a
 * row's instant can on average have a smaller absolute error than the median of all its peers'
 * values; only one that has seen the row's own value can. That is the bound, and to beat it by more
 * than chance is a leak in what is made of observed values: columns, anchors, scalers. A column
 * that a file brought stays in its place and is {@link SingleColumns}' affair.
 */
final class ShuffledTargets {
  static final String NAME = "shuffled targets";
  private static final String CHECK = "skill vanishes with shuffled targets";

  /** Peers are few, and what is gone from the past won't come again: that may be worth a little. */
  private static final double MARGIN = 0.05;

  private static final double CONFIDENCE = 0.99;
  private static final long SEED = 20_240_229;

  private final Ingredients made;
  private final Fold fold;
  private final Trial trial;

  ShuffledTargets(Ingredients made, Fold fold, Trial trial) {
    this.made = made;
    this.fold = fold;
    this.trial = trial;
  }

  List<Finding> findings() {
    int[] rows = fold.refit();
    Peers peers = Peers.of(made.bare(), rows);
    SplittableRandom random = new SplittableRandom(SEED);
    double[] skills = new double[shuffles(made.bare().rows())];
    for (int k = 0; k < skills.length; k++) {
      Frame shuffled = made.bare().withObservedOf(shuffle(peers, rows, random));
      skills[k] = skill(made.frame(shuffled), peers, rows);
    }
    double mean = StatUtils.mean(skills);
    double error = Math.sqrt(StatUtils.variance(skills) / skills.length);
    double t =
        new TDistribution(null, skills.length - 1.0)
            .inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    if (Double.isNaN(mean)) {
      return List.of(
          Finding.skipped(
              NAME, fold.number(), CHECK, "the error of the peers' median is 0 or there is none"));
    }
    boolean leak = mean - t * error > MARGIN;
    String evidence =
        String.format(
            Locale.ROOT,
            "over %d shuffles within group and stratum ridge is %.1f %% ± %.1f %% (99 %%) %s than the median of the row's peers on %d validation rows; a leak is more than %.0f %% better",
            skills.length,
            100 * Math.abs(mean),
            100 * t * error,
            mean > 0 ? "better" : "worse",
            fold.validation().length,
            100 * MARGIN);
    return List.of(Finding.of(NAME, fold.number(), CHECK, !leak, evidence));
  }

  private static int shuffles(int rows) {
    return rows <= 5_000 ? 10 : 5;
  }

  /** By row the row whose values it gets; rows that nothing is known of at the cut get none. */
  private int[] shuffle(Peers peers, int[] rows, SplittableRandom random) {
    int[] from = new int[made.bare().rows()];
    Arrays.setAll(from, row -> row);
    int unknown = made.bare().firstRowAt(fold.trainFrom());
    Arrays.fill(from, Math.min(unknown, from.length), from.length, -1);
    for (int[] places : peers.places()) {
      int[] order = places.clone();
      for (int k = order.length - 1; k > 0; k--) {
        int other = random.nextInt(k + 1);
        int swapped = order[k];
        order[k] = order[other];
        order[other] = swapped;
      }
      for (int k = 0; k < places.length; k++) {
        from[rows[places[k]]] = rows[order[k]];
      }
    }
    return from;
  }

  private double skill(Frame shuffled, Peers peers, int[] rows) {
    ScaledFrame scaled = trial.backtest(shuffled).scaledBy(fold.train());
    try (FittedModel ridge =
        trial.fit(
            new RidgeFactory(), RidgeConfig.defaults(), scaled, fold.train(), fold.validation())) {
      double error = Trial.error(ridge.forecast(fold.validation(), Trial.LOSS));
      double bound = bound(shuffled, peers, rows);
      return bound > 0 ? 1 - error / bound : Double.NaN;
    }
  }

  /** The mean over validation rows of how far their peers lie from the peers' median. */
  private double bound(Frame frame, Peers peers, int[] rows) {
    double[] spread = new double[peers.count()];
    int[][] places = peers.places();
    for (int c = 0; c < spread.length; c++) {
      double[] values =
          Arrays.stream(places[c])
              .mapToDouble(k -> Math.log1p(frame.observed(rows[k], 0)))
              .filter(value -> !Double.isNaN(value))
              .toArray();
      double median = StatUtils.percentile(values, 50);
      spread[c] = Arrays.stream(values).map(value -> Math.abs(value - median)).average().orElse(0);
    }
    int[] classOf = new int[frame.rows()];
    Arrays.fill(classOf, -1);
    for (int k = 0; k < rows.length; k++) {
      classOf[rows[k]] = peers.ofRow()[k];
    }
    return Arrays.stream(fold.validation())
        .filter(row -> classOf[row] >= 0 && !Double.isNaN(frame.observed(row, 0)))
        .mapToDouble(row -> spread[classOf[row]])
        .average()
        .orElse(Double.NaN);
  }
}
