package org.groundswell.backtest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitFailedException;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts in original units, clipped to [0, 10 × training maximum].
 *
 * @param rows of the frame
 * @param levels the quantile levels, 0.5 alone for point forecasts
 * @param pointLevel the place of the point forecast among them
 * @param values {@code [target][row][level]}
 * @param clipped how many of the values the clip has changed
 */
public record Forecasts(
    Frame frame,
    int[] rows,
    List<Double> levels,
    int pointLevel,
    double[][][] values,
    long clipped) {

  /**
   * Takes forecasts back from z.
   *
   * @param z {@code [row, target × level]}, row-major
   * @throws FitFailedException if one of them is no number
   */
  static Forecasts of(ScaledFrame data, int[] rows, float[] z, Loss loss) {
    List<Double> levels = loss.levels();
    int targets = data.target().targets();
    double[][][] values = new double[targets][rows.length][levels.size()];
    long clipped = 0;
    int from = 0;
    for (int k = 0; k < rows.length; k++) {
      for (int t = 0; t < targets; t++) {
        for (int level = 0; level < levels.size(); level++) {
          double ofCell = z[from++];
          if (Double.isNaN(ofCell)) {
            throw new FitFailedException(
                "forecasts no number for row '%s'. Maybe lower training.learningRate."
                    .formatted(data.frame().id(rows[k])));
          }
          double value = data.target().invert(rows[k], t, ofCell);
          clipped += wasClipped(data.target(), rows[k], t, ofCell, value) ? 1 : 0;
          double whole = Math.rint(value);
          values[t][k][level] = Math.abs(value - whole) <= rounding(value) ? whole : value;
        }
      }
    }
    return new Forecasts(data.frame(), rows, levels, loss.pointLevel(), values, clipped);
  }

  private static boolean wasClipped(
      TargetTransform transform, int row, int target, double z, double value) {
    double clippedOff = Math.abs(transform.invertUnclipped(row, target, z) - value);
    return !(clippedOff <= rounding(value));
  }

  /**
   * How far a forecast may be off because z is a float. A forecast so near to a whole count is that
   * count: otherwise rounding would break ties between equal forecasts.
   */
  private static double rounding(double value) {
    return 2e-6 * (1 + value);
  }

  /** Whether there are intervals beside the point forecasts. */
  public boolean hasQuantiles() {
    return levels.size() > 1;
  }

  /** The point forecast of a target for the k-th row. */
  public double point(int target, int k) {
    return values[target][k][pointLevel];
  }

  /** The places in {@link #rows} whose outcome is known. */
  public int[] withOutcome(int target) {
    return IntStream.range(0, rows.length)
        .filter(k -> !Double.isNaN(frame.observed(rows[k], target)))
        .toArray();
  }

  /**
   * Forecasts of a target beside what came of them.
   *
   * @param trainRows what MASE takes naive errors from
   */
  public Scored scored(int target, int[] trainRows) {
    int[] places = withOutcome(target);
    return Scored.of(
        frame,
        target,
        Arrays.stream(places).map(k -> rows[k]).toArray(),
        trainRows,
        Arrays.stream(places).mapToDouble(k -> point(target, k)).toArray(),
        hasQuantiles()
            ? Arrays.stream(places).mapToObj(k -> values[target][k]).toArray(double[][]::new)
            : new double[0][],
        hasQuantiles() ? levels : List.of());
  }
}
