package org.groundswell.statistics;

import java.util.Optional;

/**
 * Where the spread of a model's score comes from: folds, or seeds within a fold.
 *
 * <p>Seeds are nested in folds: each fold starts from a fresh model, so that seed 2 of fold 1 and
 * seed 2 of fold 3 are two chances, not one, and everything within a fold is chance of training.
 * The variances are those of the one-way random-effects analysis for groups of unequal size
 * (Searle, Casella and McCulloch 1992, "Variance components", section 3.6): σ² of seeds is the mean
 * square within, σ² of folds is (mean square between − within) / n₀ with n₀ = (N − Σ nᵢ² / N) /
 * (folds − 1).
 *
 * @param foldVariance σ² of folds, in squares of the score's unit; 0 where the estimate is negative
 * @param seedVariance σ² of seeds
 * @param foldShare foldVariance / (foldVariance + seedVariance)
 * @param clipped whether the estimate for folds was negative: seeds alone explain the spread
 */
public record SpreadShares(
    double foldVariance, double seedVariance, double foldShare, boolean clipped) {

  /**
   * The shares; empty where all scores are equal, or where there are not two folds or no fold has
   * two seeds.
   *
   * @param scores {@code [fold][seed]}, finite; a failed cell is left out, so folds may differ in
   *     length
   * @throws IllegalArgumentException if a score is not finite or a fold has none
   */
  public static Optional<SpreadShares> of(double[][] scores) {
    double total = 0;
    double number = 0;
    double squaredNumbers = 0;
    for (double[] fold : scores) {
      Numbers.checkFinite("score of a fold", fold);
      for (double score : fold) {
        total += score;
      }
      number += fold.length;
      squaredNumbers += (double) fold.length * fold.length;
    }
    if (scores.length < 2 || number == scores.length) {
      return Optional.empty();
    }
    double between = 0;
    double within = 0;
    for (double[] fold : scores) {
      double mean = 0;
      for (double score : fold) {
        mean += score / fold.length;
      }
      between += fold.length * (mean - total / number) * (mean - total / number);
      for (double score : fold) {
        within += (score - mean) * (score - mean);
      }
    }
    double seeds = within / (number - scores.length);
    double perFold = (number - squaredNumbers / number) / (scores.length - 1);
    double folds = (between / (scores.length - 1) - seeds) / perFold;
    double kept = Math.max(0, folds);
    return kept + seeds > 0
        ? Optional.of(new SpreadShares(kept, seeds, kept / (kept + seeds), folds < 0))
        : Optional.empty();
  }

  /** 1 − foldShare. */
  public double seedShare() {
    return 1 - foldShare;
  }
}
