package org.groundswell.accelerate;

/**
 * tanh and the logistic function over arrays, in loops that the JVM vectorises.
 *
 * <p>tanh is a rational function of degree 13 over 6 on [−7.9, 7.9], where it reaches ±1 in float:
 * the coefficients are those of Eigen's {@code ptanh_float} (Eigen 3, {@code MathFunctionsImpl.h});
 * its error is a few units in the last place. The logistic function is ½ + ½ tanh(½ x), right to
 * 10⁻⁷.
 */
final class Gates {
  private static final float SATURATED = 7.905311f;
  private static final float A1 = 4.8935246e-3f;
  private static final float A3 = 6.3726195e-4f;
  private static final float A5 = 1.48572235e-5f;
  private static final float A7 = 5.1222973e-8f;
  private static final float A9 = -8.604672e-11f;
  private static final float A11 = 2.000188e-13f;
  private static final float A13 = -2.7607684e-16f;
  private static final float B0 = 4.893525e-3f;
  private static final float B2 = 2.2684347e-3f;
  private static final float B4 = 1.1853471e-4f;
  private static final float B6 = 1.1982584e-6f;

  private Gates() {}

  /** {@code x[from … to) = tanh(x)}. */
  static void tanh(float[] x, int from, int to) {
    for (int k = from; k < to; k++) {
      float v = Math.max(-SATURATED, Math.min(SATURATED, x[k]));
      float s = v * v;
      float p = v * (((((((A13 * s + A11) * s + A9) * s + A7) * s + A5) * s + A3) * s) + A1);
      x[k] = p / (((B6 * s + B4) * s + B2) * s + B0);
    }
  }

  /** {@code x[from … to) = 1 / (1 + e⁻ˣ)}. */
  static void sigmoid(float[] x, int from, int to) {
    for (int k = from; k < to; k++) {
      x[k] *= 0.5f;
    }
    tanh(x, from, to);
    for (int k = from; k < to; k++) {
      x[k] = 0.5f + 0.5f * x[k];
    }
  }
}
