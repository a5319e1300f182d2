package org.groundswell.accelerate;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The native floats behind an array, where they lie. It owns nothing: whoever holds one keeps the
 * array alive.
 *
 * <p>Java's loops are vectorised on Java arrays only, so values are copied out, worked on and
 * copied back a step at a time, which costs little while they stay in the nearest cache.
 */
final class Floats extends FloatPointer {
  private final FloatBuffer buffer;
  private final IntBuffer bits;

  private Floats(long address, long length) {
    super((Pointer) null);
    this.address = address;
    limit = length;
    capacity = length;
    buffer = asBuffer();
    bits = asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
  }

  /** The array's floats from its first element on, {@code length} of them. */
  static Floats of(INDArray array) {
    return of(array, 0, array.length());
  }

  /** {@code length} floats from {@code offset} on. */
  static Floats of(INDArray array, long offset, long length) {
    return new Floats(
        array.data().pointer().address() + Float.BYTES * (array.offset() + offset), length);
  }

  /** {@code length} of these floats from {@code offset} on. */
  Floats part(long offset, long length) {
    return new Floats(address + Float.BYTES * offset, length);
  }

  /** Whether the array's dimensions have these strides; where there is one element any do. */
  static boolean strided(INDArray array, long... strides) {
    if (array.dataType() != DataType.FLOAT || array.rank() != strides.length) {
      return false;
    }
    for (int k = 0; k < strides.length; k++) {
      if (array.size(k) != 1 && array.stride(k) != strides[k]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a vector or matrix of floats lies column by column without gaps. */
  static boolean columnByColumn(INDArray array) {
    return array.rank() == 1 ? strided(array, 1) : strided(array, 1, array.size(0));
  }

  /** A matrix of floats row by row, whatever its order; small ones only. */
  static float[] rowMajor(INDArray matrix) {
    int columns = (int) matrix.size(1);
    float[] values = new float[Math.toIntExact(matrix.length())];
    if (strided(matrix, columns, 1)) {
      of(matrix).read(0, values, 0, values.length);
      return values;
    }
    for (int k = 0; k < values.length; k++) {
      values[k] = matrix.getFloat(k / columns, k % columns);
    }
    return values;
  }

  /** For the next call of BLAS. */
  Floats from(int offset) {
    position(offset);
    return this;
  }

  /** As {@link #from(int)}. */
  Floats from(long offset) {
    position(offset);
    return this;
  }

  void read(int offset, float[] into, int at, int length) {
    buffer.get(offset, into, at, length);
  }

  void write(int offset, float[] from, int at, int length) {
    buffer.put(offset, from, at, length);
  }

  /** The bits of {@code length} floats. */
  void readBits(int offset, int[] into, int length) {
    bits.get(offset, into, 0, length);
  }

  void writeBits(int offset, int[] from, int length) {
    bits.put(offset, from, 0, length);
  }
}
