package org.groundswell.evaluate;

import java.util.Arrays;
import java.util.List;
import org.groundswell.frame.Frame;

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

  /**
   * Forecasts of rows of a frame beside what came of them.
   *
   * @param rows whose outcome is known
   * @param trainRows what MASE takes naive errors from
   * @param forecast one a row
   * @param quantiles {@code [row][level]}; empty if there are point forecasts only
   * @param levels quantile levels, empty if there are point forecasts only
   */
  public static Scored of(
      Frame frame,
      int target,
      int[] rows,
      int[] trainRows,
      double[] forecast,
      double[][] quantiles,
      List<Double> levels) {
    NaiveErrors naive = NaiveErrors.of(frame, target, trainRows);
    return new Scored(
        Arrays.stream(rows).map(frame::group).toArray(),
        Arrays.stream(rows).mapToLong(frame::millis).toArray(),
        Arrays.stream(rows).mapToDouble(row -> frame.observed(row, target)).toArray(),
        forecast,
        quantiles,
        levels.stream().mapToDouble(Double::doubleValue).toArray(),
        Arrays.stream(rows).mapToDouble(row -> naive.of(frame.group(row))).toArray());
  }

  public int size() {
    return actual.length;
  }
}
