package org.groundswell.frame;

import java.util.Arrays;

/** Rows by time, those of one instant in the order given: a merge sort in O(n log n). */
final class TimeOrder {
  private TimeOrder() {}

  static boolean isSorted(long[] millis, int rows) {
    for (int row = 1; row < rows; row++) {
      if (millis[row - 1] > millis[row]) {
        return false;
      }
    }
    return true;
  }

  /** The rows in order of time. */
  static int[] of(long[] millis, int rows) {
    int[] order = new int[rows];
    Arrays.setAll(order, row -> row);
    int[] merged = new int[rows];
    for (int run = 1; run > 0 && run < rows; run *= 2) {
      for (int from = 0; from < rows; from += 2 * run) {
        int middle = Math.min(from + run, rows);
        int end = (int) Math.min(from + 2L * run, rows);
        int left = from;
        int right = middle;
        for (int k = from; k < end; k++) {
          boolean first =
              right == end || (left < middle && millis[order[left]] <= millis[order[right]]);
          merged[k] = order[first ? left++ : right++];
        }
        if (end == rows) {
          break;
        }
      }
      int[] swapped = order;
      order = merged;
      merged = swapped;
    }
    return order;
  }
}
