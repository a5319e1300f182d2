package org.groundswell.window;

import java.util.Arrays;
import org.groundswell.frame.Frame;

/**
 * Windows of a frame as row numbers: for row i the newest {@code history} rows of its group that
 * are visible to it, oldest first, left-padded, and then, unless left out, row i itself as the
 * query.
 */
public final class Windows {
  /** The row number that stands for padding: no such row. */
  public static final int PADDING = -1;

  private final Frame frame;
  private final int history;
  private final boolean queryRow;

  /**
   * @param history number of observed rows a window holds, at least 0
   * @param queryRow whether the row to be forecast stands last in its window
   */
  public Windows(Frame frame, int history, boolean queryRow) {
    if (history < 0 || (history == 0 && !queryRow)) {
      throw new IllegalArgumentException(
          "a window of %d observed rows %s holds nothing"
              .formatted(history, queryRow ? "with" : "without"));
    }
    this.frame = frame;
    this.history = history;
    this.queryRow = queryRow;
  }

  public Frame frame() {
    return frame;
  }

  public int history() {
    return history;
  }

  public boolean queryRow() {
    return queryRow;
  }

  /** Positions in a window: history, plus one if the query row stands in it. */
  public int time() {
    return history + (queryRow ? 1 : 0);
  }

  /** Writes the row numbers of the window of {@code row} to {@code into[at … at + time())}. */
  public void write(int row, int[] into, int at) {
    int visible = frame.visibleCount(row);
    int taken = Math.min(history, visible);
    Arrays.fill(into, at, at + history - taken, PADDING);
    int group = frame.group(row);
    for (int k = 0; k < taken; k++) {
      into[at + history - taken + k] = frame.groupRow(group, visible - taken + k);
    }
    if (queryRow) {
      into[at + history] = row;
    }
  }
}
