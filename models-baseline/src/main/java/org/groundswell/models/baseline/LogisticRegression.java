package org.groundswell.models.baseline;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.groundswell.model.FitFailedException;
import org.groundswell.models.baseline.NormalEquations.Line;
import org.groundswell.window.ScaledFrame;

/**
 * Logistic regression with a ridge penalty (le Cessie and van Houwelingen 1992) on the query
 * encoding of rows: minimises {@code −log-likelihood + λ/2 ‖w‖²} with the intercept unpenalised, by
 * Newton's method with halved steps, O(rows × inputs²) an iteration.
 */
final class LogisticRegression {
  private static final int MOST_ITERATIONS = 100;

  /** What one more step could still gain, in units of the log-likelihood. */
  private static final double CONVERGED = 1e-9;

  private static final double SHORTEST_STEP = 1e-9;

  private final ScaledFrame data;
  private final int[] rows;
  private final boolean[] events;
  private final int inputs;
  private final double penalty;
  private final float[] encoding;

  private LogisticRegression(
      ScaledFrame data, int inputs, int[] rows, boolean[] events, double penalty) {
    this.data = data;
    this.rows = rows;
    this.events = events;
    this.inputs = inputs;
    this.penalty = penalty;
    encoding = new float[data.features()];
  }

  /**
   * Fits the log-odds of an event.
   *
   * @param inputs how many features of the query encoding are inputs: the first
   * @param events one a row; both kinds must occur
   * @throws FitFailedException if no step leads on, as where the penalty is too small for inputs
   *     that are alike
   */
  static Line fit(ScaledFrame data, int inputs, int[] rows, boolean[] events, double penalty) {
    return new LogisticRegression(data, inputs, rows, events, penalty).minimum();
  }

  /** The chance that log-odds stand for. */
  static double chance(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  private Line minimum() {
    double[] point = new double[inputs + 1];
    int count = 0;
    for (boolean event : events) {
      count += event ? 1 : 0;
    }
    point[0] = Math.log((double) count / (rows.length - count));
    double value = value(point);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double[] gradient = new double[inputs + 1];
      double[] step = newtonStep(point, gradient);
      double gain = 0;
      for (int i = 0; i <= inputs; i++) {
        gain += gradient[i] * step[i] / 2;
      }
      if (gain <= CONVERGED) {
        return line(point);
      }
      double length = 1;
      double[] next = moved(point, step, length);
      double nextValue = value(next);
      while (!(nextValue <= value) && length > SHORTEST_STEP) {
        length /= 2;
        next = moved(point, step, length);
        nextValue = value(next);
      }
      if (!(nextValue < value)) {
        // rounding leaves nothing to gain
        return line(point);
      }
      point = next;
      value = nextValue;
    }
    throw new FitFailedException(
        "the logistic regression with penalty %s did not end in %d steps. Maybe raise the lowest penalty."
            .formatted(penalty, MOST_ITERATIONS));
  }

  private Line line(double[] point) {
    double[] weights = new double[inputs];
    System.arraycopy(point, 1, weights, 0, inputs);
    return new Line(point[0], weights);
  }

  private static double[] moved(double[] point, double[] step, double length) {
    double[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= length * step[i];
    }
    return moved;
  }

  private double logOdds(double[] point) {
    double sum = point[0];
    for (int i = 0; i < inputs; i++) {
      sum += point[i + 1] * encoding[i];
    }
    return sum;
  }

  private double value(double[] point) {
    double sum = 0;
    for (int i = 1; i <= inputs; i++) {
      sum += penalty / 2 * point[i] * point[i];
    }
    for (int k = 0; k < rows.length; k++) {
      data.writeQuery(rows[k], encoding, 0);
      double against = events[k] ? -logOdds(point) : logOdds(point);
      // log(1 + exp(against)) that does not overflow
      sum += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
    }
    return sum;
  }

  /** Hessian⁻¹ gradient; writes the gradient too. */
  private double[] newtonStep(double[] point, double[] gradient) {
    double[][] hessian = new double[inputs + 1][inputs + 1];
    double[] design = new double[inputs + 1];
    design[0] = 1;
    for (int k = 0; k < rows.length; k++) {
      data.writeQuery(rows[k], encoding, 0);
      double chance = chance(logOdds(point));
      double error = chance - (events[k] ? 1 : 0);
      double weight = chance * (1 - chance);
      for (int i = 0; i < inputs; i++) {
        design[i + 1] = encoding[i];
      }
      for (int i = 0; i <= inputs; i++) {
        gradient[i] += error * design[i];
        double factor = weight * design[i];
        double[] of = hessian[i];
        for (int j = 0; j <= i; j++) {
          of[j] += factor * design[j];
        }
      }
    }
    for (int i = 0; i <= inputs; i++) {
      if (i > 0) {
        gradient[i] += penalty * point[i];
        hessian[i][i] += penalty;
      }
      for (int j = 0; j < i; j++) {
        hessian[j][i] = hessian[i][j];
      }
    }
    try {
      return new CholeskyDecomposition(
              new Array2DRowRealMatrix(hessian, false),
              CholeskyDecomposition.DEFAULT_RELATIVE_SYMMETRY_THRESHOLD,
              0)
          .getSolver()
          .solve(new ArrayRealVector(gradient, false))
          .toArray();
    } catch (NonPositiveDefiniteMatrixException e) {
      FitFailedException failed =
          new FitFailedException(
              "the logistic regression with penalty %s has no unique solution. Maybe raise the lowest penalty."
                  .formatted(penalty));
      failed.initCause(e);
      throw failed;
    }
  }
}
