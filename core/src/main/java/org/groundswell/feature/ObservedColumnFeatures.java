package org.groundswell.feature;

import java.util.Arrays;
import java.util.List;
import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * What a frame's further observed columns amounted to last: for each column x a known column {@code
 * x_last} of the same kind, its newest value in a visible row of the group that has one, or missing
 * if there is none. With them a model that sees the query row alone, such as ridge or boosted
 * trees, profits from what was observed.
 *
 * <p>Costs O(rows).
 */
public final class ObservedColumnFeatures implements AsOfFeatures {
  /** The feature group of all columns: left out with history, they are not seen otherwise. */
  public static final String GROUP = AuthorHistoryFeatures.GROUP;

  private final List<Column> observed;
  private final List<Column> columns;

  /**
   * @param observed the columns of {@link org.groundswell.frame.Schema#observed} of the frames to
   *     be read
   */
  public ObservedColumnFeatures(List<Column> observed) {
    this.observed = List.copyOf(observed);
    columns =
        this.observed.stream()
            .map(column -> new Column(column.name() + "_last", GROUP, column.kind(), true))
            .toList();
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the frame observes other columns
   */
  @Override
  public float[] compute(Frame frame) {
    if (!frame.schema().observed().equals(observed)) {
      throw new IllegalArgumentException(
          "the features are of the observed columns %s but the frame has %s"
              .formatted(observed, frame.schema().observed()));
    }
    float[] values = new float[Math.multiplyExact(frame.rows(), columns.size())];
    float[] newest = new float[columns.size()];
    AsOfScan.run(
        frame,
        new AsOfScan() {
          @Override
          public void startGroup(int group) {
            Arrays.fill(newest, Float.NaN);
          }

          @Override
          public void becameVisible(int row) {
            for (int c = 0; c < newest.length; c++) {
              float value = frame.extra(row, c);
              newest[c] = Float.isNaN(value) ? newest[c] : value;
            }
          }

          @Override
          public void at(int row) {
            System.arraycopy(newest, 0, values, row * newest.length, newest.length);
          }
        });
    return values;
  }
}
