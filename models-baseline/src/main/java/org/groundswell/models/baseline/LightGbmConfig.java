package org.groundswell.models.baseline;

/**
 * How boosted trees are grown. One thread, deterministic; see LightGBM's documentation of the
 * parameters named in brackets.
 *
 * @param rounds limit of rounds, each one tree a target and level [num_iterations]
 * @param learningRate [learning_rate]
 * @param leaves the most leaves of a tree [num_leaves]
 * @param minDataInLeaf the fewest training rows in a leaf [min_data_in_leaf]
 * @param featureFraction share of columns that a tree may use [feature_fraction]
 * @param baggingFraction share of rows that a tree is grown on, drawn afresh each round
 *     [bagging_fraction, bagging_freq = 1]
 * @param lambda weight of the squared leaf values [lambda_l2]
 * @param patience rounds without a better validation loss before growing stops; looked at every
 *     tenth round
 */
public record LightGbmConfig(
    int rounds,
    double learningRate,
    int leaves,
    int minDataInLeaf,
    double featureFraction,
    double baggingFraction,
    double lambda,
    int patience) {

  public LightGbmConfig {
    if (rounds < 1 || leaves < 2 || minDataInLeaf < 1 || patience < 1) {
      throw new IllegalArgumentException(
          "rounds %d, minDataInLeaf %d and patience %d must be positive, leaves %d at least 2"
              .formatted(rounds, minDataInLeaf, patience, leaves));
    }
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learningRate %s must be positive".formatted(learningRate));
    }
    if (!isShare(featureFraction) || !isShare(baggingFraction)) {
      throw new IllegalArgumentException(
          "featureFraction %s and baggingFraction %s must be above 0 and at most 1"
              .formatted(featureFraction, baggingFraction));
    }
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException("lambda %s must not be negative".formatted(lambda));
    }
  }

  private static boolean isShare(double value) {
    return value > 0 && value <= 1;
  }

  public static LightGbmConfig defaults() {
    return new LightGbmConfig(2500, 0.02, 15, 60, 0.5, 0.7, 10, 100);
  }
}
