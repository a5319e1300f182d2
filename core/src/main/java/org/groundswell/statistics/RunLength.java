package org.groundswell.statistics;

/**
 * How many steps of a series a run must have for a circular block bootstrap of its mean: the
 * automatic choice of Politis and White (2004, "Automatic block-length selection for the dependent
 * bootstrap", Econometric Reviews 23), corrected by Patton, Politis and White (2009, the same, 28).
 */
final class RunLength {
  /** K of the paper, max(5, √log₁₀ n): the same for any series a machine can hold. */
  private static final int WINDOW = 5;

  private RunLength() {}

  /** The length, not rounded; 1 for a series that is not correlated or does not vary. */
  static double politisWhite(double[] series) {
    int n = series.length;
    double mean = 0;
    for (double value : series) {
      mean += value / n;
    }
    double[] residuals = new double[n];
    for (int k = 0; k < n; k++) {
      residuals[k] = series[k] - mean;
    }
    double variance = LongRunVariance.covariance(residuals, 0) / n;
    if (n < 3 || !(variance > 0)) {
      return 1;
    }
    int mostLags = Math.min(n - 1, (int) Math.ceil(Math.sqrt(n)) + WINDOW);
    double[] covariance = new double[mostLags + 1];
    for (int lag = 0; lag <= mostLags; lag++) {
      covariance[lag] = LongRunVariance.covariance(residuals, lag) / n;
    }
    int quiet = firstOfQuiet(covariance, n);
    int bandwidth = Math.min(2 * quiet, mostLags);
    double weighted = 0;
    double spectrum = covariance[0];
    for (int lag = 1; lag <= bandwidth; lag++) {
      double share = (double) lag / bandwidth;
      double flatTop = share <= 0.5 ? 1 : 2 * (1 - share);
      weighted += 2 * flatTop * lag * covariance[lag];
      spectrum += 2 * flatTop * covariance[lag];
    }
    double d = 4.0 / 3 * spectrum * spectrum;
    double length = d > 0 ? Math.cbrt(2 * weighted * weighted / d * n) : 1;
    return Math.max(1, Math.min(length, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3.0))));
  }

  /** The first lag of a window of correlations within noise, or the last lag beyond noise. */
  private static int firstOfQuiet(double[] covariance, int n) {
    double noise = 2 * Math.sqrt(Math.log10(n) / n) * covariance[0];
    int quiet = 0;
    int loud = 1;
    for (int lag = 1; lag < covariance.length; lag++) {
      if (Math.abs(covariance[lag]) < noise) {
        quiet++;
        if (quiet == WINDOW) {
          return lag - WINDOW + 1;
        }
      } else {
        quiet = 0;
        loud = lag;
      }
    }
    return loud;
  }
}
