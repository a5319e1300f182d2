package org.groundswell.accelerate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * 2ˣ over arrays, in loops that the JVM vectorises: 2ᵏ from the exponent's bits times a polynomial
 * of degree 6 for 2ᶠ, |f| ≤ ½; a few units in the last place. Adding a whole number to x changes
 * nothing but the exponent of the result. Not thread-safe.
 */
final class Exponentials {
  /** e = 2 to the power of that. */
  static final float LOG2_E = 1.442695f;

  /** Added and taken away it rounds to a whole number, which then stands in the lowest bits. */
  private static final float ROUND = 12582912f;

  /**
   * Its power of 2 comes out as 0. Not a little more, a power at the end of the normal numbers:
   * what is made of that, such as a padded position's share in attention, would be subnormal, and
   * every product with it a hundred times as slow.
   */
  private static final int SMALLEST = Float.floatToRawIntBits(ROUND) - 127;

  /** Its power of 2, times 2¹²⁷. */
  private static final int LARGEST = 254;

  private final float[] rounded;
  private final int[] bits;

  /** The same memory as floats and as their bits: that is how vectorised loops get at both. */
  private final FloatBuffer floats;

  private final IntBuffer ints;

  /**
   * Makes room.
   *
   * @param most how many values there will be at once
   */
  Exponentials(int most) {
    rounded = new float[most];
    bits = new int[most];
    ByteBuffer memory =
        ByteBuffer.allocateDirect(most * Float.BYTES).order(ByteOrder.nativeOrder());
    floats = memory.asFloatBuffer();
    ints = memory.asIntBuffer();
  }

  /**
   * {@code x[0 … n) = 2ˣ}; below −126.5 it is 0, above 127.5 something large, infinite or no
   * number; of an infinite x it is no number.
   */
  void exp2(float[] x, int n) {
    round(x, rounded, n);
    floats.put(0, rounded, 0, n);
    polynomial(x, rounded, n);
    ints.get(0, bits, 0, n);
    powers(bits, n);
    ints.put(0, bits, 0, n);
    floats.get(0, rounded, 0, n);
    multiply(x, rounded, n);
  }

  private static void round(float[] x, float[] rounded, int n) {
    for (int k = 0; k < n; k++) {
      rounded[k] = x[k] + ROUND;
    }
  }

  private static void polynomial(float[] x, float[] rounded, int n) {
    for (int k = 0; k < n; k++) {
      float f = x[k] - (rounded[k] - ROUND);
      float p = Gates.plus(1.540353e-4f, f, 1.3333558e-3f);
      p = Gates.plus(p, f, 9.618129e-3f);
      p = Gates.plus(p, f, 5.550411e-2f);
      p = Gates.plus(p, f, 2.402265e-1f);
      p = Gates.plus(p, f, 6.931472e-1f);
      x[k] = Gates.plus(p, f, 1);
    }
  }

  /**
   * The lowest bits of the rounded number are its exponent, which is kept within its limits here
   * and by bitwise operations: to limit floats, or whole numbers by a choice, takes three times as
   * long.
   */
  private static void powers(int[] bits, int n) {
    for (int k = 0; k < n; k++) {
      // positive floats are in the order of their bits
      int power = positive(positive(bits[k]) - SMALLEST);
      bits[k] = (LARGEST - positive(LARGEST - power)) << 23;
    }
  }

  /** 0 in the place of a negative number. */
  private static int positive(int x) {
    return x & ~(x >> 31);
  }

  private static void multiply(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      x[k] *= y[k];
    }
  }
}
