package org.groundswell.scale;

import java.util.Arrays;

/**
 * Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
 *
 * <p>Many values are first counted in buckets of equal width, and only the buckets that hold the
 * wanted order statistics are sorted: O(n) for most distributions, and O(n log n) where a few
 * values far out leave nearly all others in one bucket.
 */
final class Quantiles {
  private static final int BUCKETS = 4096;

  private final double[] values;
  private final double least;

  /** Buckets a unit; 0, which makes it one bucket, if the values are all equal or nearly so. */
  private final double scale;

  /** By bucket: how many values lie in buckets before it. */
  private final int[] before = new int[BUCKETS + 1];

  /** By bucket: its values in order, if any of them is wanted. */
  private final double[][] sorted = new double[BUCKETS][];

  private Quantiles(double[] values) {
    this.values = values;
    double low = values[0];
    double high = values[0];
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    least = low;
    double fitting = (BUCKETS - 1) / (high - low);
    scale = Double.isFinite(fitting) ? fitting : 0;
    for (double value : values) {
      before[bucket(value) + 1]++;
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      before[bucket + 1] += before[bucket];
    }
  }

  /**
   * The quantiles of some levels within [0, 1].
   *
   * @param values at least one, all finite
   */
  static double[] of(double[] values, double... levels) {
    return values.length < BUCKETS ? ofFew(values, levels) : new Quantiles(values).at(levels);
  }

  private static double[] ofFew(double[] values, double[] levels) {
    double[] inOrder = values.clone();
    Arrays.sort(inOrder);
    double[] quantiles = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      double position = position(values.length, levels[k]);
      int below = (int) position;
      quantiles[k] = between(inOrder[below - 1], inOrder[above(below, values)], position - below);
    }
    return quantiles;
  }

  /** The place of a quantile among the order statistics, counted from 1. */
  private static double position(int count, double level) {
    return 1 + (count - 1) * level;
  }

  private static int above(int below, double[] values) {
    return Math.min(below, values.length - 1);
  }

  private static double between(double lower, double upper, double share) {
    return lower + share * (upper - lower);
  }

  private double[] at(double[] levels) {
    int[] filled = new int[BUCKETS];
    for (double level : levels) {
      int below = (int) position(values.length, level);
      want(below - 1);
      want(above(below, values));
    }
    for (double value : values) {
      int bucket = bucket(value);
      if (sorted[bucket] != null) {
        sorted[bucket][filled[bucket]++] = value;
      }
    }
    for (double[] bucket : sorted) {
      if (bucket != null) {
        Arrays.sort(bucket);
      }
    }
    double[] quantiles = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      double position = position(values.length, levels[k]);
      int below = (int) position;
      quantiles[k] = between(value(below - 1), value(above(below, values)), position - below);
    }
    return quantiles;
  }

  private int bucket(double value) {
    return (int) ((value - least) * scale);
  }

  private void want(int place) {
    int bucket = bucketOf(place);
    if (sorted[bucket] == null) {
      sorted[bucket] = new double[before[bucket + 1] - before[bucket]];
    }
  }

  /** The order statistic of a place, from 0, that was wanted. */
  private double value(int place) {
    int bucket = bucketOf(place);
    return sorted[bucket][place - before[bucket]];
  }

  private int bucketOf(int place) {
    int bucket = 0;
    while (before[bucket + 1] <= place) {
      bucket++;
    }
    return bucket;
  }
}
