package org.groundswell.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How unequally something is spread, error over authors say: 0 if all have the same, towards 1 if
 * one has all. Half the mean absolute difference of two that are drawn at random, over the mean
 * (Gini 1912); n authors cannot exceed 1 − 1/n.
 */
public final class Gini {
  /** Fewer values than this have no interval. */
  public static final int FEWEST = 10;

  private Gini() {}

  /**
   * The coefficient; 0 where all values are 0.
   *
   * @param values one an author, the mean loss of each say
   * @throws IllegalArgumentException if there is none, or one is negative or not finite
   */
  public static double of(double[] values) {
    double[] ascending = ascending(values);
    return of(weighted(ascending), ascending.length, Arrays.stream(ascending).sum());
  }

  /**
   * What the coefficient may be among all authors there could be, if these were drawn from them: of
   * log(G / (1 − G)), with G n / (n − 1) for G, which is free of most of the bias of few, by the
   * jackknife over authors and Student's t. Draws of authors with replacement repeat some, and what
   * is repeated is equal: percentiles of such draws missed the true value three times as often.
   * Empty with fewer than {@value #FEWEST} values, or where they are all alike or all but one are
   * 0.
   *
   * @param values one an author
   * @param level how often the interval shall hold the true value
   * @throws IllegalArgumentException as {@link #of} does, or if the level is outside (0, 1)
   */
  public static Optional<Interval> interval(double[] values, double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level %s must be within (0, 1)".formatted(level));
    }
    double estimate = of(values);
    int count = values.length;
    double corrected = estimate * count / (count - 1);
    if (count < FEWEST || !(corrected > 0 && corrected < 1)) {
      return Optional.empty();
    }
    double error = jackknife(ascending(values));
    if (!(error > 0)) {
      return Optional.empty();
    }
    double centre = Math.log(corrected / (1 - corrected));
    double reach =
        new TDistribution(null, count - 1).inverseCumulativeProbability((1 + level) / 2)
            * error
            / (corrected * (1 - corrected));
    return Optional.of(
        new Interval(
            estimate, share(centre - reach), share(centre + reach), error, level, 0, count));
  }

  private static double share(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** The standard error, by leaving out each value once. */
  private static double jackknife(double[] ascending) {
    int count = ascending.length;
    double weighted = weighted(ascending);
    double sum = Arrays.stream(ascending).sum();
    double[] without = new double[count];
    double below = 0;
    double mean = 0;
    for (int k = 0; k < count; k++) {
      double value = ascending[k];
      double above = sum - below - value;
      // those below come one place nearer to the middle, and so do those above
      double rest = weighted - (2.0 * k + 1 - count) * value + below - above;
      without[k] = of(rest, count - 1, sum - value);
      mean += without[k] / count;
      below += value;
    }
    double squares = 0;
    for (double value : without) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares * (count - 1) / count);
  }

  private static double of(double weighted, int count, double sum) {
    return sum == 0 ? 0 : weighted / (count * sum);
  }

  private static double weighted(double[] ascending) {
    double weighted = 0;
    for (int k = 0; k < ascending.length; k++) {
      weighted += (2.0 * k + 1 - ascending.length) * ascending[k];
    }
    return weighted;
  }

  private static double[] ascending(double[] values) {
    Numbers.checkFinite("value", values);
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    if (ascending[0] < 0) {
      throw new IllegalArgumentException(
          "the least value is %s but must not be negative".formatted(ascending[0]));
    }
    return ascending;
  }
}
