package org.groundswell.accelerate;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * tanh and the logistic function over arrays, in loops that the JVM vectorises.
 *
 * <p>tanh is a rational function of degree 13 over 6 on [−7.9, 7.9], where it reaches ±1 in float:
 * the coefficients are those of Eigen's {@code ptanh_float} (Eigen 3, {@code MathFunctionsImpl.h});
 * its error is a few units in the last place. The logistic function is ½ + ½ tanh(½ x), right to
 * 10⁻⁷.
 */
final class Gates {
  private static final Logger LOG = LoggerFactory.getLogger(Gates.class);
  private static final boolean FUSED = fused();
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
      x[k] = v * numerator(s) / denominator(s);
    }
  }

  /** {@code x[from … to) = tanh(x + bias)}. */
  static void tanh(float[] x, float[] bias, int from, int to) {
    for (int k = from; k < to; k++) {
      float v = Math.max(-SATURATED, Math.min(SATURATED, x[k] + bias[k]));
      float s = v * v;
      x[k] = v * numerator(s) / denominator(s);
    }
  }

  /** {@code x[from … to) = 1 / (1 + e⁻ˣ)}. */
  static void sigmoid(float[] x, int from, int to) {
    for (int k = from; k < to; k++) {
      float v = Math.max(-SATURATED, Math.min(SATURATED, 0.5f * x[k]));
      float s = v * v;
      x[k] = 0.5f + 0.5f * (v * numerator(s) / denominator(s));
    }
  }

  /** {@code x[from … to) = 1 / (1 + e⁻⁽ˣ⁺ᵇ⁾)}, b being the bias. */
  static void sigmoid(float[] x, float[] bias, int from, int to) {
    for (int k = from; k < to; k++) {
      float v = Math.max(-SATURATED, Math.min(SATURATED, 0.5f * (x[k] + bias[k])));
      float s = v * v;
      x[k] = 0.5f + 0.5f * (v * numerator(s) / denominator(s));
    }
  }

  private static float numerator(float s) {
    float p = plus(A13, s, A11);
    p = plus(p, s, A9);
    p = plus(p, s, A7);
    p = plus(p, s, A5);
    p = plus(p, s, A3);
    return plus(p, s, A1);
  }

  private static float denominator(float s) {
    return plus(plus(plus(B6, s, B4), s, B2), s, B0);
  }

  /** {@code a × b + c}. */
  static float plus(float a, float b, float c) {
    return FUSED ? Math.fma(a, b, c) : a * b + c;
  }

  /**
   * Whether the JVM has an instruction for {@link Math#fma}; without one it is worked out in big
   * decimals.
   */
  private static boolean fused() {
    try {
      return Boolean.parseBoolean(
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseFMA")
              .getValue());
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("products and sums are not fused", e);
      return false;
    }
  }
}
