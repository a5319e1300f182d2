package org.groundswell.accelerate;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A view of memory in a {@link StaticPlan}.
 *
 * @param strides in elements, by dimension
 */
record Tensor(Storage storage, long[] shape, long[] strides) {

  /** Memory: given from outside, or worked out in each run and then somewhere in the plan's own. */
  static final class Storage {
    final DataType type;
    final long length;

    /** The array whose memory it is; null while it has no place. */
    INDArray array;

    /** Whether the memory is not the plan's: it is read only, and its values stay between runs. */
    final boolean external;

    Storage(DataType type, long length) {
      this.type = type;
      this.length = length;
      external = false;
    }

    Storage(INDArray array) {
      this.type = array.dataType();
      this.length = array.length();
      this.array = array;
      external = true;
    }
  }

  /** All of a storage, row-major. */
  static Tensor of(Storage storage, long... shape) {
    return new Tensor(storage, shape, rowMajor(shape));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && tensor.storage == storage
        && Arrays.equals(tensor.shape, shape)
        && Arrays.equals(tensor.strides, strides);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(storage) + Arrays.hashCode(shape);
  }

  private static long[] rowMajor(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int k = shape.length - 1; k >= 0; k--) {
      strides[k] = stride;
      stride *= shape[k];
    }
    return strides;
  }

  boolean isRowMajor() {
    return Arrays.equals(strides, rowMajor(shape));
  }

  int rank() {
    return shape.length;
  }

  /** The size of a dimension counted from the last one, which is 0; 1 where there is none. */
  int fromLast(int k) {
    return k < shape.length ? Math.toIntExact(shape[shape.length - 1 - k]) : 1;
  }

  long length() {
    return Arrays.stream(shape).reduce(1, (x, y) -> x * y);
  }

  /** Dimension {@code k} of the result is dimension {@code order[k]} of this. */
  Tensor permuted(long[] order) {
    long[] newShape = new long[order.length];
    long[] newStrides = new long[order.length];
    for (int k = 0; k < order.length; k++) {
      newShape[k] = shape[(int) order[k]];
      newStrides[k] = strides[(int) order[k]];
    }
    return new Tensor(storage, newShape, newStrides);
  }

  Floats floats() {
    return Floats.of(storage.array, 0, storage.length);
  }

  /** As an array over the same memory; the storage has its place. */
  INDArray array() {
    return storage.external && Arrays.equals(storage.array.shape(), shape)
        ? storage.array
        : Nd4j.create(storage.array.data(), shape, strides, storage.array.offset(), 'c');
  }
}
