package org.groundswell.models.baseline;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.groundswell.models.baseline.NormalEquations.Line;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * The distribution of one target: zero with a chance, otherwise a line in z plus a residual.
 *
 * @param zero log-odds of a zero
 * @param level z of what is not zero
 * @param residuals quantiles of the residuals of {@code level} on fitted rows, at equal steps from
 *     the least to the largest
 * @param least the smallest outcome above zero among fitted rows, in original units: no quantile
 *     lies between zero and it
 */
record Hurdle(Line zero, Line level, double[] residuals, double least) {
  private static final int STEPS = 100;

  /** Log-odds of what never or always was so among the fitted rows. */
  private static final double CERTAIN = 40;

  /**
   * Fits both parts.
   *
   * @param inputs how many features of the query encoding are inputs: the first
   * @param rows rows that have the target
   */
  static Hurdle fit(ScaledFrame data, int inputs, int[] rows, int target, double penalty) {
    boolean[] zeros = new boolean[rows.length];
    for (int k = 0; k < rows.length; k++) {
      zeros[k] = data.frame().observed(rows[k], target) == 0;
    }
    int[] others =
        IntStream.range(0, rows.length).filter(k -> !zeros[k]).map(k -> rows[k]).toArray();
    if (others.length == 0) {
      return new Hurdle(constant(CERTAIN, inputs), constant(0, inputs), new double[STEPS + 1], 0);
    }
    Line zero =
        others.length == rows.length
            ? constant(-CERTAIN, inputs)
            : LogisticRegression.fit(data, inputs, rows, zeros, penalty);
    Line level = NormalEquations.of(data, inputs, others, List.of(target)).solve(penalty).get(0);
    double least =
        Arrays.stream(others)
            .mapToDouble(row -> data.frame().observed(row, target))
            .min()
            .orElseThrow();
    return new Hurdle(zero, level, residuals(data, others, target, level), least);
  }

  private static Line constant(double value, int inputs) {
    return new Line(value, new double[inputs]);
  }

  private static double[] residuals(ScaledFrame data, int[] rows, int target, Line level) {
    float[] encoding = new float[data.features()];
    double[] residuals = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      data.writeQuery(rows[k], encoding, 0);
      residuals[k] = data.z(rows[k], target) - level.at(encoding);
    }
    Arrays.sort(residuals);
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(residuals);
    double[] quantiles = new double[STEPS + 1];
    quantiles[0] = residuals[0];
    for (int step = 1; step <= STEPS; step++) {
      quantiles[step] = percentile.evaluate(100.0 * step / STEPS);
    }
    return quantiles;
  }

  /**
   * Writes quantiles of a row in z: zero up to the chance of a zero, beyond it those of what is not
   * zero.
   *
   * @param levels ascending
   */
  void write(
      TargetTransform transform,
      int row,
      int target,
      float[] encoding,
      List<Double> levels,
      float[] into,
      int at) {
    double chance = LogisticRegression.chance(zero.at(encoding));
    double lowest = transform.apply(row, target, least);
    double centre = level.at(encoding);
    for (int k = 0; k < levels.size(); k++) {
      double share = (levels.get(k) - chance) / (1 - chance);
      into[at + k] =
          (float)
              (share <= 0
                  ? transform.apply(row, target, 0)
                  : Math.max(lowest, centre + residual(share)));
    }
  }

  private double residual(double share) {
    double at = share * STEPS;
    int step = Math.min((int) at, STEPS - 1);
    return residuals[step] + (at - step) * (residuals[step + 1] - residuals[step]);
  }

  void save(String prefix, Map<String, String> values) {
    values.put(prefix + ".zero.intercept", Double.toString(zero.intercept()));
    values.put(prefix + ".zero.weights", SavedText.line(zero.weights()));
    values.put(prefix + ".level.intercept", Double.toString(level.intercept()));
    values.put(prefix + ".level.weights", SavedText.line(level.weights()));
    values.put(prefix + ".residuals", SavedText.line(residuals));
    values.put(prefix + ".least", Double.toString(least));
  }

  static Hurdle load(SavedText saved, String prefix, int inputs) throws IOException {
    return new Hurdle(
        line(saved, prefix + ".zero", inputs),
        line(saved, prefix + ".level", inputs),
        saved.numbers(prefix + ".residuals", STEPS + 1),
        saved.numbers(prefix + ".least", 1)[0]);
  }

  private static Line line(SavedText saved, String prefix, int inputs) throws IOException {
    double intercept = saved.numbers(prefix + ".intercept", 1)[0];
    return new Line(intercept, saved.numbers(prefix + ".weights", inputs));
  }
}
