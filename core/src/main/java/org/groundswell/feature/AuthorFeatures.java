package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * Who a row is of: the code of its group. Groups are numbered by their first row in time order, so
 * what comes later changes no code.
 */
public final class AuthorFeatures implements AsOfFeatures {
  /** The feature group of the column. */
  public static final String GROUP = "author";

  private static final List<Column> COLUMNS = List.of(Column.categorical("author", GROUP));

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public float[] compute(Frame frame) {
    float[] codes = new float[frame.rows()];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = frame.group(row);
    }
    return codes;
  }
}
