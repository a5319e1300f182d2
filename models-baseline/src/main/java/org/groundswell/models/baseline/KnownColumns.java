package org.groundswell.models.baseline;

import org.groundswell.frame.Frame;

/**
 * Rows as LightGBM takes them: known columns as they are, not scaled, {@code NaN} where missing.
 */
final class KnownColumns {
  private KnownColumns() {}

  /** {@code [rows, known columns]}, row-major. */
  static float[] of(Frame frame, int[] rows) {
    int columns = frame.schema().known().size();
    float[] values = new float[Math.multiplyExact(rows.length, columns)];
    int to = 0;
    for (int row : rows) {
      for (int column = 0; column < columns; column++) {
        values[to++] = frame.known(row, column);
      }
    }
    return values;
  }
}
