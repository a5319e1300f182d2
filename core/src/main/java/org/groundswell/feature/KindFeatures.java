package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/** Whether a row is a reply: 1 in stratum 1, else 0; or, of other rows than posts, its stratum. */
public final class KindFeatures implements AsOfFeatures {
  /** The feature group of the column. */
  public static final String GROUP = "kind";

  private final Column column;

  /** Of posts: whether it is a reply. */
  public KindFeatures() {
    this(Column.flag("reply", GROUP));
  }

  private KindFeatures(Column column) {
    this.column = column;
  }

  /** The stratum as a category. */
  public static KindFeatures ofStratum(String name) {
    return new KindFeatures(Column.categorical(name, GROUP));
  }

  @Override
  public List<Column> columns() {
    return List.of(column);
  }

  @Override
  public float[] compute(Frame frame) {
    boolean category = column.kind() == Column.Kind.CATEGORICAL;
    float[] values = new float[frame.rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = category ? frame.stratum(row) : frame.stratum(row) == 1 ? 1 : 0;
    }
    return values;
  }
}
