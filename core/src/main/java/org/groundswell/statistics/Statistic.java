package org.groundswell.statistics;

/**
 * A number that follows from sums over rows, as most metrics do: a mean, a ratio of means, the root
 * of a mean, 1 − Σe² / (Σy² − (Σy)² / n). It must not change when all sums and the number of rows
 * are multiplied by the same factor. The share of won duels is one too: sums of wins and of duels,
 * each duel at the earlier post. A rank correlation is not; see {@link Spearman}.
 */
@FunctionalInterface
public interface Statistic {
  /**
   * The value, not finite where it does not exist.
   *
   * @param sums {@code [quantity]}
   * @param rows how many rows are in the sums
   */
  double of(double[] sums, double rows);

  /** The mean of a quantity. */
  static Statistic mean(int quantity) {
    return (sums, rows) -> sums[quantity] / rows;
  }

  /** The mean of a quantity less that of another: of losses, negative if the first is better. */
  static Statistic difference(int first, int second) {
    return (sums, rows) -> (sums[first] - sums[second]) / rows;
  }

  /** How much of the reference's loss a model takes away: 1 − model / reference. */
  static Statistic skill(int model, int reference) {
    return (sums, rows) -> 1 - sums[model] / sums[reference];
  }

  /** One sum over another. */
  static Statistic ratio(int numerator, int denominator) {
    return (sums, rows) -> sums[numerator] / sums[denominator];
  }
}
