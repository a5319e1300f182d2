package org.groundswell.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects rows of floats in blocks, so that nothing is copied when they become more. Up to a limit
 * they stay in the heap; beyond it they go to a {@link RowsFile}.
 */
final class FloatRowsBuilder {
  /** Floats that may stay in the heap: 256 MB. */
  static final long MOST_IN_HEAP = 64L << 20;

  /** Floats of a block, unless a single row has more: 2 MB. */
  private static final int BLOCK = 1 << 19;

  private static final int FIRST_ROWS = 64;

  private final int width;
  private final long mostInHeap;

  /** A block holds {@code 1 << shift} rows. */
  private final int shift;

  /** Full ones; none once there is a file. */
  private final List<float[]> blocks = new ArrayList<>();

  private float[] last;
  private int rowsOfLast;
  private RowsFile file;

  FloatRowsBuilder(int width) {
    this(width, MOST_IN_HEAP);
  }

  FloatRowsBuilder(int width, long mostInHeap) {
    this.width = width;
    this.mostInHeap = mostInHeap;
    shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, BLOCK / Math.max(1, width)));
    last = new float[Math.multiplyExact(Math.min(FIRST_ROWS, 1 << shift), width)];
  }

  /**
   * Adds a row.
   *
   * @throws java.io.UncheckedIOException if the rows are too many for the heap and can't be kept in
   *     a file; the message says which and why
   */
  void add(float[] row) {
    if (rowsOfLast == 1 << shift) {
      endBlock();
    } else if ((rowsOfLast + 1) * width > last.length) {
      last = Arrays.copyOf(last, Math.min(2 * last.length, width << shift));
    }
    System.arraycopy(row, 0, last, rowsOfLast * width, width);
    rowsOfLast++;
  }

  private void endBlock() {
    if (file != null) {
      file.append(last, last.length);
    } else {
      blocks.add(last);
      // not written over: rows that were built may stand in it
      last = new float[width << shift];
      if ((long) blocks.size() * last.length > mostInHeap) {
        file = RowsFile.create();
        blocks.forEach(block -> file.append(block, block.length));
        blocks.clear();
      }
    }
    rowsOfLast = 0;
  }

  /** The rows so far, of which there must be one. */
  FloatRows build() {
    if (file != null) {
      file.append(last, rowsOfLast * width);
      rowsOfLast = 0;
      return file.map(width);
    }
    // rows added later stand behind these
    List<float[]> all = new ArrayList<>(blocks);
    all.add(last);
    return new FloatRows.InBlocks(width, shift, List.copyOf(all));
  }
}
