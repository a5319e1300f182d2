package org.groundswell.statistics;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.special.Erf;

/**
 * The range of k independent standard normal variables: the studentized range with infinitely many
 * degrees of freedom.
 */
final class StudentizedRange {
  /** Beyond nine standard deviations nothing is left that a double would show. */
  private static final double REACH = 9;

  private static final int PIECES = 12;
  private static final GaussIntegrator PIECE = new GaussIntegratorFactory().legendre(20, -1, 1);

  private StudentizedRange() {}

  /** P(range > q) = 1 − k ∫ φ(z) (Φ(z) − Φ(z − q))^(k−1) dz. */
  static double tail(double q, int k) {
    UnivariateFunction density =
        z ->
            k
                * Math.exp(-z * z / 2)
                / Math.sqrt(2 * Math.PI)
                * Math.pow(normal(z) - normal(z - q), k - 1);
    double below = 0;
    double half = REACH / PIECES;
    for (int piece = 0; piece < PIECES; piece++) {
      double middle = -REACH + half * (2 * piece + 1);
      below += half * PIECE.integrate(x -> density.value(middle + half * x));
    }
    return Math.max(0, Math.min(1, 1 - below));
  }

  /** The q that is exceeded with the probability given. */
  static double quantile(double tail, int k) {
    return new BrentSolver(1e-12).solve(200, q -> tail(q, k) - tail, 0, 40);
  }

  private static double normal(double z) {
    return Erf.erfc(-z / Math.sqrt(2)) / 2;
  }
}
