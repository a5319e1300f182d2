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

  /**
   * The frame with the columns of extractors after its own; each reads the frame as it is given.
   *
   * @throws IllegalArgumentException if a column comes twice, or an extractor leaves a value
   *     missing that may not be
   */
  static Frame addTo(Frame frame, List<AsOfFeatures> extractors) {
    List<Column> columns = extractors.stream().flatMap(each -> each.columns().stream()).toList();
    if (columns.isEmpty()) {
      return frame;
    }
    float[] all = new float[Math.multiplyExact(frame.rows(), columns.size())];
    int first = 0;
    for (AsOfFeatures features : extractors) {
      int own = features.columns().size();
      float[] values = features.compute(frame);
      for (int row = 0; row < frame.rows(); row++) {
        System.arraycopy(values, row * own, all, row * columns.size() + first, own);
      }
      first += own;
    }
    return frame.withKnown(columns, all);
  }
}
