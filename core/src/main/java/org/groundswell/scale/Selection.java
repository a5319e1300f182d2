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
   * Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
   * Moves the values about.
   *
   * @param values at least one, none of them {@code NaN}
   * @param levels ascending
   */
  static double[] quantiles(double[] values, double... levels) {
    double[] quantiles = new double[levels.length];
    quantiles(values, 0, values.length, levels, 0, levels.length, quantiles);
    return quantiles;
  }

  /**
   * The quantiles of some levels, all of which lie among the values of a range. The one in the
   * middle comes first: it keeps the ranges of the others apart.
   */
  private static void quantiles(
      double[] values, int from, int to, double[] levels, int first, int end, double[] into) {
    if (first == end) {
      return;
    }
    int middle = (first + end) >>> 1;
    double position = 1 + (values.length - 1) * levels[middle];
    int below = (int) position - 1;
    int above = Math.min(below + 1, values.length - 1);
    double lower = select(values, from, to, below);
    moveSmallestTo(above, values, to);
    into[middle] = lower + (position - (below + 1)) * (values[above] - lower);
    quantiles(values, from, above + 1, levels, first, middle, into);
    quantiles(values, below, to, levels, middle + 1, end, into);
  }

  private static void moveSmallestTo(int at, double[] values, int end) {
    int smallest = at;
    for (int k = at + 1; k < end; k++) {
      smallest = values[k] < values[smallest] ? k : smallest;
    }
    double value = values[smallest];
    values[smallest] = values[at];
    values[at] = value;
  }

  /**
   * The k-th smallest value, k from 0; those before it are not larger, those behind not smaller.
   *
   * @param begin where the values begin of which it is known to be one
   * @param end where they end
   */
  static double select(double[] values, int begin, int end, int k) {
    int from = begin;
    int to = end - 1;
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
