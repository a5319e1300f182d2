package org.groundswell.frame;

import java.nio.FloatBuffer;
import java.util.List;

/** Rows of floats, all of one width. Immutable; where they lie is their own affair. */
sealed interface FloatRows {

  /** The value of a column of a row. */
  float get(int row, int column);

  /** Writes columns of a row, the first of them {@code first}, to {@code into[at … at + count)}. */
  void read(int row, int first, int count, float[] into, int at);

  /** Rows that lie in one array, which must not be written to any more. */
  static FloatRows of(int width, float[] values) {
    return new InArray(width, values);
  }

  /** The same rows in another order: the k-th is the {@code order[k]}-th of these. */
  default FloatRows inOrder(int[] order) {
    return new Reordered(this, order);
  }

  /** In one array, row after row. */
  record InArray(int width, float[] values) implements FloatRows {
    @Override
    public float get(int row, int column) {
      return values[row * width + column];
    }

    @Override
    public void read(int row, int first, int count, float[] into, int at) {
      System.arraycopy(values, row * width + first, into, at, count);
    }
  }

  /** In blocks of {@code 1 << shift} rows. */
  record InBlocks(int width, int shift, List<float[]> blocks) implements FloatRows {
    @Override
    public float get(int row, int column) {
      return blocks.get(row >>> shift)[within(row) + column];
    }

    @Override
    public void read(int row, int first, int count, float[] into, int at) {
      System.arraycopy(blocks.get(row >>> shift), within(row) + first, into, at, count);
    }

    private int within(int row) {
      return (row & ((1 << shift) - 1)) * width;
    }
  }

  /** In a file that is mapped into memory, in pieces of {@code 1 << shift} rows. */
  record InFile(int width, int shift, FloatBuffer[] pieces) implements FloatRows {
    @Override
    public float get(int row, int column) {
      return pieces[row >>> shift].get(within(row) + column);
    }

    @Override
    public void read(int row, int first, int count, float[] into, int at) {
      pieces[row >>> shift].get(within(row) + first, into, at, count);
    }

    private int within(int row) {
      return (row & ((1 << shift) - 1)) * width;
    }
  }

  /** In another order than they lie. */
  record Reordered(FloatRows rows, int[] order) implements FloatRows {
    @Override
    public float get(int row, int column) {
      return rows.get(order[row], column);
    }

    @Override
    public void read(int row, int first, int count, float[] into, int at) {
      rows.read(order[row], first, count, into, at);
    }
  }

  /** Neighbouring columns, the first of them {@code from}, of wider rows. */
  record Columns(FloatRows rows, int from) implements FloatRows {
    @Override
    public float get(int row, int column) {
      return rows.get(row, from + column);
    }

    @Override
    public void read(int row, int first, int count, float[] into, int at) {
      rows.read(row, from + first, count, into, at);
    }
  }
}
