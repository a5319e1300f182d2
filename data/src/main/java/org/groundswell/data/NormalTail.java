package org.groundswell.data;

import org.apache.commons.math3.special.Erf;

/**
 * The upper tail of the standard normal distribution, to 1e-15 and many times as fast as by its
 * continued fraction: by a Taylor series about the nearest of some values that are worked out once.
 */
final class NormalTail {
  /** Beyond, nothing is left that a sum of doubles could tell. */
  static final double REACH = 9;

  private static final int STEPS_A_UNIT = 16;
  private static final int ORDERS = 8;
  private static final double[] TAIL = new double[2 * (int) REACH * STEPS_A_UNIT + 1];
  private static final double[] DENSITY = new double[TAIL.length];

  static {
    for (int k = 0; k < TAIL.length; k++) {
      double z = at(k);
      TAIL[k] = 0.5 * Erf.erfc(z / StrictMath.sqrt(2));
      DENSITY[k] = density(z);
    }
  }

  private NormalTail() {}

  private static double at(int k) {
    return k / (double) STEPS_A_UNIT - REACH;
  }

  /** P(Z ≥ z). */
  static double atLeast(double z) {
    if (z <= -REACH || z >= REACH) {
      return z > 0 ? 0 : 1;
    }
    int k = (int) StrictMath.rint((z + REACH) * STEPS_A_UNIT);
    double node = at(k);
    // the n-th derivative of the density is (−1)ⁿ Heₙ times it
    double lastHermite = 0;
    double hermite = 1;
    double power = z - node;
    double series = 0;
    for (int n = 0; n < ORDERS; n++) {
      series += hermite * power;
      double next = node * hermite - n * lastHermite;
      lastHermite = hermite;
      hermite = next;
      power *= (node - z) / (n + 2);
    }
    return TAIL[k] - DENSITY[k] * series;
  }

  /** The density at z. */
  static double density(double z) {
    return StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * StrictMath.PI);
  }
}
