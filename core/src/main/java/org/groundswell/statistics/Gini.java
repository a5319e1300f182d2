package org.groundswell.statistics;

import java.util.Arrays;

/**
 * How unequally something is spread, error over authors say: 0 if all have the same, towards 1 if
 * one has all. Half the mean absolute difference of two that are drawn at random, over the mean
 * (Gini 1912); n authors cannot exceed 1 − 1/n.
 */
public final class Gini {
  private Gini() {}

  /**
   * The coefficient; 0 where all values are 0.
   *
   * @param values one an author, the mean loss of each say
   * @throws IllegalArgumentException if there is none, or one is negative or not finite
   */
  public static double of(double[] values) {
    Numbers.checkFinite("value", values);
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    if (ascending[0] < 0) {
      throw new IllegalArgumentException(
          "the least value is %s but must not be negative".formatted(ascending[0]));
    }
    double weighted = 0;
    double sum = 0;
    for (int k = 0; k < ascending.length; k++) {
      weighted += (2.0 * k + 1 - ascending.length) * ascending[k];
      sum += ascending[k];
    }
    return sum == 0 ? 0 : weighted / (ascending.length * sum);
  }
}
