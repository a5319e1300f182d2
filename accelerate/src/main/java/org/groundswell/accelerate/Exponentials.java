package org.groundswell.accelerate;

/**
 * eˣ for x ≤ 0 over arrays, in loops that the JVM vectorises: 2ᵏ from the exponent's bits times a
 * polynomial of degree 6 for 2ᶠ, |f| ≤ ½; a few units in the last place.
 */
final class Exponentials {
  private static final float LOG2_E = 1.442695f;

  /** Added and taken away it rounds to a whole number, which then stands in the lowest bits. */
  private static final float ROUND = 12582912f;

  private static final float SMALLEST = -126;

  private Exponentials() {}

  /**
   * {@code x[0 … n) = exp(x)}; below e⁻⁸⁷ it stays at about 10⁻³⁸.
   *
   * @param scratch at least {@code n} long
   */
  static void exp(float[] x, float[] scratch, int n) {
    for (int k = 0; k < n; k++) {
      x[k] = Math.max(SMALLEST, x[k] * LOG2_E);
    }
    for (int k = 0; k < n; k++) {
      scratch[k] = x[k] + ROUND;
    }
    for (int k = 0; k < n; k++) {
      float f = x[k] - (scratch[k] - ROUND);
      x[k] =
          (((((1.540353e-4f * f + 1.3333558e-3f) * f + 9.618129e-3f) * f + 5.550411e-2f) * f
                              + 2.402265e-1f)
                          * f
                      + 6.931472e-1f)
                  * f
              + 1;
    }
    for (int k = 0; k < n; k++) {
      // the low byte of the rounded number is its exponent; shifted up, 127 added
      x[k] *= Float.intBitsToFloat((Float.floatToRawIntBits(scratch[k]) << 23) + 0x3f800000);
    }
  }
}
