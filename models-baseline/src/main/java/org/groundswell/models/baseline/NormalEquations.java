package org.groundswell.models.baseline;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.groundswell.model.FitFailedException;
import org.groundswell.window.ScaledFrame;

/**
 * The normal equations {@code (X'X + λI) w = X'y} of centred inputs and targets, which is least
 * squares with an intercept that goes unpenalised (Hastie, Tibshirani and Friedman 2009, section
 * 3.4.1). Made in two passes over the rows, O(rows × inputs²); solved for any number of penalties.
 *
 * <p>Several targets share one X'X if the same rows have them.
 */
final class NormalEquations {
  private final double[] means;
  private final double[] targetMeans;

  /** X'X, {@code [input, input]}. */
  private final double[][] gram;

  /** X'y, {@code [target, input]}. */
  private final double[][] cross;

  private NormalEquations(double[] means, double[] targetMeans) {
    this.means = means;
    this.targetMeans = targetMeans;
    gram = new double[means.length][means.length];
    cross = new double[targetMeans.length][means.length];
  }

  /**
   * Makes the equations.
   *
   * @param inputs how many features of the query encoding are inputs: the first
   * @param rows rows that have all the targets
   */
  static NormalEquations of(ScaledFrame data, int inputs, int[] rows, List<Integer> targets) {
    float[] encoding = new float[data.features()];
    double[] means = new double[inputs];
    double[] targetMeans = new double[targets.size()];
    for (int row : rows) {
      data.writeQuery(row, encoding, 0);
      for (int i = 0; i < inputs; i++) {
        means[i] += encoding[i];
      }
      for (int t = 0; t < targetMeans.length; t++) {
        targetMeans[t] += data.z(row, targets.get(t));
      }
    }
    divide(means, rows.length);
    divide(targetMeans, rows.length);
    NormalEquations equations = new NormalEquations(means, targetMeans);
    double[] centred = new double[inputs];
    for (int row : rows) {
      data.writeQuery(row, encoding, 0);
      for (int i = 0; i < inputs; i++) {
        centred[i] = encoding[i] - means[i];
      }
      for (int i = 0; i < inputs; i++) {
        addScaled(equations.gram[i], centred[i], centred, i + 1);
      }
      for (int t = 0; t < targetMeans.length; t++) {
        double z = data.z(row, targets.get(t)) - targetMeans[t];
        addScaled(equations.cross[t], z, centred, inputs);
      }
    }
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < i; j++) {
        equations.gram[j][i] = equations.gram[i][j];
      }
    }
    return equations;
  }

  private static void divide(double[] sums, int count) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] /= count;
    }
  }

  private static void addScaled(double[] into, double factor, double[] values, int count) {
    for (int k = 0; k < count; k++) {
      into[k] += factor * values[k];
    }
  }

  /**
   * Solves by Cholesky.
   *
   * @return a line for each target
   * @throws FitFailedException if the inputs are so alike that the penalty can't tell them apart
   */
  List<Line> solve(double penalty) {
    if (means.length == 0) {
      return constants();
    }
    Array2DRowRealMatrix penalised = new Array2DRowRealMatrix(gram, true);
    for (int i = 0; i < means.length; i++) {
      penalised.addToEntry(i, i, penalty);
    }
    DecompositionSolver solver = solver(penalised, penalty);
    List<Line> lines = new ArrayList<>();
    for (int t = 0; t < targetMeans.length; t++) {
      double[] weights = solver.solve(new ArrayRealVector(cross[t], false)).toArray();
      double intercept = targetMeans[t];
      for (int i = 0; i < means.length; i++) {
        intercept -= weights[i] * means[i];
      }
      if (!Double.isFinite(intercept)) {
        throw new FitFailedException(
            "the ridge with penalty %s has the intercept %s".formatted(penalty, intercept));
      }
      lines.add(new Line(intercept, weights));
    }
    return lines;
  }

  private List<Line> constants() {
    List<Line> lines = new ArrayList<>();
    for (double mean : targetMeans) {
      lines.add(new Line(mean, new double[0]));
    }
    return lines;
  }

  private static DecompositionSolver solver(Array2DRowRealMatrix penalised, double penalty) {
    try {
      return new CholeskyDecomposition(
              penalised, CholeskyDecomposition.DEFAULT_RELATIVE_SYMMETRY_THRESHOLD, 0)
          .getSolver();
    } catch (NonPositiveDefiniteMatrixException e) {
      FitFailedException failed =
          new FitFailedException(
              "the ridge with penalty %s has no unique solution. Maybe raise the lowest penalty."
                  .formatted(penalty));
      failed.initCause(e);
      throw failed;
    }
  }

  /** {@code intercept + weights · inputs}. */
  record Line(double intercept, double[] weights) {

    double at(float[] inputs) {
      double sum = intercept;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * inputs[i];
      }
      return sum;
    }
  }
}
