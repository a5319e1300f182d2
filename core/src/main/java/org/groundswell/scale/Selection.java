package org.groundswell.scale;

import java.util.Arrays;

/**
 * Order statistics by quickselect (Hoare 1961) in O(n): the pivot is the median of three, and a
 * range that does not shrink soon enough is sorted, so that no order of values costs more than O(n
 * log n).
 */
final class Selection {
  private static final int SMALL = 32;

  private Selection() {}

  /**
   * The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
   * Moves the values about.
   *
   * @param values none of them {@code NaN}
   */
  static double quantile(double[] values, double level) {
    double position = 1 + (values.length - 1) * level;
    int below = (int) position;
    double lower = select(values, below - 1);
    return below == values.length
        ? lower
        : lower + (position - below) * (select(values, below) - lower);
  }

  /**
   * The k-th smallest value, k from 0; those before it are not larger, those behind not smaller.
   */
  static double select(double[] values, int k) {
    int from = 0;
    int to = values.length - 1;
    int rounds = 4 * (32 - Integer.numberOfLeadingZeros(values.length));
    while (to - from > SMALL && rounds-- > 0) {
      double pivot = median(values[from], values[(from + to) >>> 1], values[to]);
      int left = from;
      int right = to;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          double value = values[left];
          values[left++] = values[right];
          values[right--] = value;
        }
      }
      if (k <= right) {
        to = right;
      } else if (k >= left) {
        from = left;
      } else {
        return values[k];
      }
    }
    Arrays.sort(values, from, to + 1);
    return values[k];
  }

  private static double median(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
