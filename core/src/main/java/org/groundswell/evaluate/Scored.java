package org.groundswell.evaluate;

/**
 * Forecasts of one target with what came of them, in original units; all arrays are one entry a
 * row. Rows without an outcome are not in it.
 *
 * @param group the row's group (author)
 * @param millis the row's instant in epoch milliseconds
 * @param actual outcomes
 * @param forecast point forecasts
 * @param quantiles {@code [row][level]}, ascending; empty if there are point forecasts only
 * @param levels quantile levels, empty if there are point forecasts only
 * @param naiveError what the row's absolute error is divided by in MASE
 */
public record Scored(
    int[] group,
    long[] millis,
    double[] actual,
    double[] forecast,
    double[][] quantiles,
    double[] levels,
    double[] naiveError) {

  public int size() {
    return actual.length;
  }
}
