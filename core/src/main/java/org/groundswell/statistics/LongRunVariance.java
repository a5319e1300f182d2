package org.groundswell.statistics;

/** How the variance of a mean is estimated from a series whose values are correlated in time. */
public enum LongRunVariance {
  /**
   * Autocovariances up to the lags, all with weight 1: exact for errors that are a moving average
   * of that order, as those of good forecasts are (Diebold and Mariano 1995). Can come out
   * negative.
   */
  TRUNCATED,

  /**
   * Autocovariances with weights 1 − k / (lags + 1): never negative, but too small for a moving
   * average (Newey and West 1987).
   */
  BARTLETT,

  /**
   * The mean of the first ν squared cosine coefficients, with Student's t of ν degrees of freedom:
   * never negative, and right also for correlation that outlasts the lags. ν = 0.4 n^(2/3) as
   * Lazarus, Lewis, Stock and Watson recommend (2018, "HAR inference: recommendations for
   * practice", Journal of Business and Economic Statistics 36, equation 4), at most n / (2 (lags +
   * 1)), so that all frequencies used are slow beside the moving average, and at least 2.
   */
  COSINES;

  /**
   * The variance of the sum of a series; not positive if the estimate failed.
   *
   * @param residuals {@code [block]} that sum to zero
   */
  double ofSum(double[] residuals, int lags, int degreesOfFreedom) {
    return switch (this) {
      case TRUNCATED -> covariances(residuals, lags, false);
      case BARTLETT -> covariances(residuals, lags, true);
      case COSINES -> cosines(residuals, degreesOfFreedom);
    };
  }

  /** Of Student's t, given n observed blocks. */
  int degreesOfFreedom(int observed, int lags) {
    if (this != COSINES) {
      return observed - 1;
    }
    double recommended = 0.4 * Math.pow(observed, 2 / 3.0);
    return (int) Math.max(2, Math.min(recommended, observed / (2.0 * (lags + 1))));
  }

  private static double covariances(double[] residuals, int lags, boolean bartlett) {
    double variance = covariance(residuals, 0);
    for (int lag = 1; lag <= lags; lag++) {
      double weight = bartlett ? 1 - lag / (lags + 1.0) : 1;
      variance += 2 * weight * covariance(residuals, lag);
    }
    return variance;
  }

  /** The sum, not the mean, of products of values a lag apart. */
  static double covariance(double[] residuals, int lag) {
    double sum = 0;
    for (int block = lag; block < residuals.length; block++) {
      sum += residuals[block] * residuals[block - lag];
    }
    return sum;
  }

  private static double cosines(double[] residuals, int coefficients) {
    int n = residuals.length;
    double sum = 0;
    for (int j = 1; j <= coefficients; j++) {
      double coefficient = 0;
      for (int block = 0; block < n; block++) {
        coefficient += residuals[block] * Math.cos(Math.PI * j * (block + 0.5) / n);
      }
      sum += coefficient * coefficient;
    }
    return 2 * sum / coefficients;
  }
}
