package org.groundswell.experiments.run;

import java.util.Arrays;
import java.util.List;

/**
 * A way to part the test rows of all folds.
 *
 * @param name such as {@code weekday}
 * @param slices the names of the parts, such as {@code Monday}
 * @param parts the part of each row, {@link #NONE} for a row of which it is not known
 */
record Slicing(String name, List<String> slices, int[] parts) {
  static final int NONE = -1;

  Slicing {
    slices = List.copyOf(slices);
  }

  /** How many rows each part has. */
  long[] rows() {
    long[] rows = new long[slices.size()];
    Arrays.stream(parts).filter(part -> part != NONE).forEach(part -> rows[part]++);
    return rows;
  }

  /** Whether it tells rows apart at all. */
  boolean tellsApart() {
    return Arrays.stream(rows()).filter(count -> count > 0).count() > 1;
  }

  /** The means of values over the rows of each part, {@code NaN} for a part without rows. */
  double[] means(double[] values) {
    double[] sums = new double[slices.size()];
    for (int k = 0; k < parts.length; k++) {
      if (parts[k] != NONE) {
        sums[parts[k]] += values[k];
      }
    }
    long[] rows = rows();
    for (int part = 0; part < sums.length; part++) {
      sums[part] /= rows[part];
    }
    return sums;
  }
}
