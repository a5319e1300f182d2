package org.groundswell.data;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * How a count of a generated post is distributed, given all that is settled before its own chance
 * is drawn: the whole part of exp(X), where X is normal, of another location and scale if the post
 * goes viral.
 *
 * <p>Expectations are sums over counts, E h(Y) = h(0) + Σ (h(k) − h(k−1)) P(Y ≥ k), exact to about
 * 1e-10 of themselves: from some count on, where the summand changes slowly, the sum is an integral
 * and a correction at its lower end by Gregory's formula (Jordan, Calculus of Finite Differences,
 * §99).
 *
 * @param usual X of a post that does not go viral
 * @param viral X of one that does
 * @param viralShare how likely it is to
 */
record ConditionalCount(Normal usual, Normal viral, double viralShare) {
  private static final double REACH = NormalTail.REACH;
  // up to here counts are summed one by one
  private static final int SINGLE = 64;
  private static final double[] GREGORY = {
    1 / 2.0, -1 / 12.0, 1 / 24.0, -19 / 720.0, 3 / 160.0, -863 / 60_480.0, 275 / 24_192.0
  };
  private static final GaussIntegrator LEGENDRE = new GaussIntegratorFactory().legendre(48);

  /** A normal distribution of the logarithm. */
  record Normal(double location, double scale) {
    Normal {
      if (!(scale > 0)) {
        throw new IllegalArgumentException("scale %s must be positive".formatted(scale));
      }
    }

    /** P(X ≥ x). */
    double atLeast(double x) {
      return NormalTail.atLeast((x - location) / scale);
    }

    private double density(double x) {
      return NormalTail.density((x - location) / scale) / scale;
    }
  }

  ConditionalCount {
    if (!(viralShare >= 0 && viralShare < 1)) {
      throw new IllegalArgumentException(
          "viralShare %s must be at least 0 and below 1".formatted(viralShare));
    }
  }

  /** What forecasts the count with the least squared error. */
  double mean() {
    return expected(count -> 1, count -> count);
  }

  /** What forecasts log(1 + count) with the least squared error. */
  double meanLog1p() {
    return expected(count -> StrictMath.log1p(1 / count), StrictMath::log1p);
  }

  /** P(count ≤ {@code count}) of a whole number. */
  double atMost(double count) {
    return 1 - atLeast(StrictMath.log(count + 1));
  }

  /**
   * The least count that is not exceeded with the probability {@code level}, which forecasts with
   * the least pinball loss, of the count and of its logarithm alike.
   */
  double quantile(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level %s must be between 0 and 1".formatted(level));
    }
    double low =
        StrictMath.min(usual.location - REACH * usual.scale, viral.location - REACH * viral.scale);
    double high =
        StrictMath.max(usual.location + REACH * usual.scale, viral.location + REACH * viral.scale);
    double x = usual.location;
    // Newton's steps as long as they stay in the bracket, else halves of it
    while (high - low > 1e-13 * (1 + StrictMath.abs(x))) {
      double surplus = 1 - atLeast(x) - level;
      if (surplus < 0) {
        low = x;
      } else {
        high = x;
      }
      double step = surplus / ((1 - viralShare) * usual.density(x) + viralShare * viral.density(x));
      if (StrictMath.abs(step) < 1e-13) {
        break;
      }
      double next = x - step;
      x = next > low && next < high ? next : (low + high) / 2;
    }
    return StrictMath.floor(StrictMath.exp(x));
  }

  private double atLeast(double x) {
    return (1 - viralShare) * usual.atLeast(x) + viralShare * viral.atLeast(x);
  }

  /**
   * The expectation of a function of the count that is 0 at 0.
   *
   * @param increment its difference from a count − 1 to a count, smooth between whole counts too
   */
  private double expected(DoubleUnaryOperator increment, DoubleUnaryOperator function) {
    return (1 - viralShare) * expected(usual, increment, function)
        + viralShare * expected(viral, increment, function);
  }

  private static double expected(
      Normal normal, DoubleUnaryOperator increment, DoubleUnaryOperator function) {
    // counts below are exceeded for certain
    double first =
        StrictMath.max(1, StrictMath.floor(StrictMath.exp(normal.location - REACH * normal.scale)));
    DoubleUnaryOperator summand =
        count -> increment.applyAsDouble(count) * normal.atLeast(StrictMath.log(count));
    double sum = 0;
    double count = first;
    for (; count < SINGLE; count++) {
      sum += summand.applyAsDouble(count);
    }
    return function.applyAsDouble(first - 1) + sum + rest(normal, summand, count);
  }

  /** The sum of all summands from a count on. */
  private static double rest(Normal normal, DoubleUnaryOperator summand, double from) {
    double low = StrictMath.log(from);
    // exp(x) P(X ≥ x) has its bulk at location + scale²
    double high = normal.location + normal.scale * (normal.scale + REACH);
    if (high <= low) {
      return 0;
    }
    double rest =
        LEGENDRE.integrate(
            t -> {
              double count = StrictMath.exp(low + (high - low) * (t + 1) / 2);
              return count * summand.applyAsDouble(count);
            });
    rest *= (high - low) / 2;
    double[] differences = new double[GREGORY.length];
    for (int k = 0; k < differences.length; k++) {
      differences[k] = summand.applyAsDouble(from + k);
    }
    for (int order = 0; order < GREGORY.length; order++) {
      rest += GREGORY[order] * differences[0];
      for (int k = 0; k + 1 < GREGORY.length - order; k++) {
        differences[k] = differences[k + 1] - differences[k];
      }
    }
    return rest;
  }
}
