package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/** Whether a row is a reply: 1 in stratum 1, else 0. */
public final class KindFeatures implements AsOfFeatures {
  /** The feature group of the column. */
  public static final String GROUP = "kind";

  private static final List<Column> COLUMNS = List.of(Column.flag("reply", GROUP));

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public float[] compute(Frame frame) {
    float[] reply = new float[frame.rows()];
    for (int row = 0; row < reply.length; row++) {
      reply[row] = frame.stratum(row) == 1 ? 1 : 0;
    }
    return reply;
  }
}
