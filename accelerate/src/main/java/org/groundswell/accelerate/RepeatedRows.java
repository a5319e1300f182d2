package org.groundswell.accelerate;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products with a matrix whose rows are few, but stand in it many times: worked out once a distinct
 * row. Rows are read from Java's memory a cacheful at a time, so the matrix itself is never made.
 */
final class RepeatedRows implements AutoCloseable {
  private static final int TOGETHER = 96;

  private final int width;
  private final INDArray memory;
  private final Floats rows;
  private float[] results = {};

  private GraphRunner.Rows present;

  /**
   * Makes it.
   *
   * @param width of a row
   * @param columns of the products, at most
   */
  RepeatedRows(int width, int columns) {
    this.width = width;
    memory = Nd4j.createUninitializedDetached(DataType.FLOAT, (long) TOGETHER * (width + columns));
    rows = Floats.of(memory, 0, (long) TOGETHER * width);
  }

  /** What the next products are of. */
  void set(GraphRunner.Rows given) {
    present = given;
  }

  private Floats beside(int columns) {
    return Floats.of(memory, (long) TOGETHER * width, (long) TOGETHER * columns);
  }

  /**
   * {@code z = matrix × right}.
   *
   * @param right {@code [width, columns]}
   */
  void product(Floats right, Floats z, int columns) {
    int distinct = present.distinct();
    grow(distinct * columns);
    Floats part = beside(columns);
    for (int from = 0; from < distinct; from += TOGETHER) {
      int count = Math.min(TOGETHER, distinct - from);
      rows.write(0, present.values(), from * width, count * width);
      Blas.multiply(
          rows, width, false, right, columns, false, part, columns, count, columns, width, 0);
      part.read(0, results, from * columns, count * columns);
    }
    float[] block = new float[Math.max(1, RowOps.BLOCK / columns) * columns];
    int[] index = present.index();
    int at = 0;
    for (int k = 0; k < index.length; k++) {
      if (index[k] < 0) {
        Arrays.fill(block, at, at + columns, 0);
      } else {
        System.arraycopy(results, index[k] * columns, block, at, columns);
      }
      at += columns;
      if (at == block.length || k == index.length - 1) {
        z.write((k + 1) * columns - at, block, 0, at);
        at = 0;
      }
    }
  }

  /**
   * {@code gradient = matrixᵀ × errors}.
   *
   * @param gradient {@code [width, columns]}
   */
  void gradient(Floats errors, Floats gradient, int columns) {
    int distinct = present.distinct();
    grow(distinct * columns);
    Arrays.fill(results, 0, distinct * columns, 0);
    float[] block = new float[Math.max(1, RowOps.BLOCK / columns) * columns];
    int[] index = present.index();
    int together = block.length / columns;
    for (int from = 0; from < index.length; from += together) {
      int count = Math.min(together, index.length - from);
      errors.read(from * columns, block, 0, count * columns);
      for (int k = 0; k < count; k++) {
        if (index[from + k] >= 0) {
          add(results, index[from + k] * columns, block, k * columns, columns);
        }
      }
    }
    if (distinct == 0) {
      gradient.write(0, new float[width * columns], 0, width * columns);
    }
    Floats part = beside(columns);
    for (int from = 0; from < distinct; from += TOGETHER) {
      int count = Math.min(TOGETHER, distinct - from);
      rows.write(0, present.values(), from * width, count * width);
      part.write(0, results, from * columns, count * columns);
      Blas.multiply(
          rows,
          width,
          true,
          part,
          columns,
          false,
          gradient,
          columns,
          width,
          columns,
          count,
          from == 0 ? 0 : 1);
    }
  }

  private static void add(float[] to, int at, float[] x, int from, int n) {
    for (int k = 0; k < n; k++) {
      to[at + k] += x[from + k];
    }
  }

  private void grow(int length) {
    if (results.length < length) {
      results = new float[length];
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
