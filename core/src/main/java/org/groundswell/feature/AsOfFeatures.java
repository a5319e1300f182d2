package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * Known columns of a row that follow from other rows: what the author had earned so far, what had
 * been posted. Strictly as-of: counts of rows visible to the row, and times and known columns of
 * rows at earlier instants.
 */
public interface AsOfFeatures {

  /** The columns, all of one feature group. */
  List<Column> columns();

  /**
   * The values of all rows, {@code [rows, columns]}, row-major; {@code NaN} only for nullable
   * columns.
   */
  float[] compute(Frame frame);
}
