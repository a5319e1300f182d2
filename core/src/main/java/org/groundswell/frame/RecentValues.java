package org.groundswell.frame;

import java.util.Arrays;

/**
 * The newest values of a stream, and their order statistics. Adding costs O(capacity), any quantile
 * O(1).
 */
public final class RecentValues {
  private final double[] ring;
  private final double[] sorted;
  private int size;
  private int next;

  public RecentValues(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is less than 1");
    }
    ring = new double[capacity];
    sorted = new double[capacity];
  }

  public void clear() {
    size = 0;
    next = 0;
  }

  /** Adds a value; a missing one ({@code NaN}) is ignored. */
  public void add(double value) {
    if (Double.isNaN(value)) {
      return;
    }
    if (size == ring.length) {
      int out = Arrays.binarySearch(sorted, 0, size, ring[next]);
      System.arraycopy(sorted, out + 1, sorted, out, size - out - 1);
      size--;
    }
    int at = Arrays.binarySearch(sorted, 0, size, value);
    at = at < 0 ? -at - 1 : at;
    System.arraycopy(sorted, at, sorted, at + 1, size - at);
    sorted[at] = value;
    ring[next] = value;
    next = (next + 1) % ring.length;
    size++;
  }

  public int size() {
    return size;
  }

  /** The newest value, {@code NaN} if there is none. */
  public double last() {
    return size == 0 ? Double.NaN : ring[(next + ring.length - 1) % ring.length];
  }

  /**
   * The median (of an even count the mean of the two middle values), {@code NaN} if there is no
   * value.
   */
  public double median() {
    return quantile(0.5);
  }

  /**
   * The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
   */
  public double quantile(double level) {
    if (size == 0) {
      return Double.NaN;
    }
    double position = level * (size - 1);
    int below = (int) position;
    int above = Math.min(below + 1, size - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** The arithmetic mean, summed in ascending order; {@code NaN} if there is no value. */
  public double mean() {
    double sum = 0;
    for (int k = 0; k < size; k++) {
      sum += sorted[k];
    }
    return sum / size;
  }
}
