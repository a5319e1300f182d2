package org.groundswell.text.label;

/**
 * Multinomial logistic regression: minimises the mean of −log chance of the own label, plus λ/2
 * times the squared weights, intercepts aside, by Nesterov's accelerated gradient with restarts
 * where the gradient turns (O'Donoghue and Candès 2015, "Adaptive Restart for Accelerated Gradient
 * Schemes").
 *
 * @param weights {@code [label][dimension + 1]}, the intercept last
 */
record MultinomialRegression(double[][] weights) {
  private static final int MOST_STEPS = 500;

  /** Of the largest part of the gradient. */
  private static final double CONVERGED = 1e-5;

  /**
   * Fits to some rows of a sample.
   *
   * @param units vectors of length 1 at most
   */
  static MultinomialRegression fit(
      float[][] units, int[] labels, int[] rows, int labelCount, double penalty) {
    int width = units[0].length + 1;
    double[][] at = new double[labelCount][width];
    double[][] ahead = new double[labelCount][width];
    // the Hessian of a softmax is at most 1/2, times the squared length of (vector, 1)
    double step = 1 / (1 + penalty);
    double momentum = 1;
    for (int count = 0; count < MOST_STEPS; count++) {
      double[][] gradient = gradient(ahead, units, labels, rows, penalty);
      double largest = 0;
      double turn = 0;
      double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      double beyond = (momentum - 1) / nextMomentum;
      for (int label = 0; label < labelCount; label++) {
        for (int d = 0; d < width; d++) {
          double slope = gradient[label][d];
          double next = ahead[label][d] - step * slope;
          double moved = next - at[label][d];
          largest = Math.max(largest, Math.abs(slope));
          turn += slope * moved;
          at[label][d] = next;
          ahead[label][d] = next + beyond * moved;
        }
      }
      momentum = nextMomentum;
      if (turn > 0) {
        momentum = 1;
        for (int label = 0; label < labelCount; label++) {
          ahead[label] = at[label].clone();
        }
      }
      if (largest < CONVERGED) {
        break;
      }
    }
    return new MultinomialRegression(at);
  }

  private static double[][] gradient(
      double[][] weights, float[][] units, int[] labels, int[] rows, double penalty) {
    int intercept = weights[0].length - 1;
    double[][] gradient = new double[weights.length][intercept + 1];
    MultinomialRegression here = new MultinomialRegression(weights);
    for (int row : rows) {
      double[] chances = here.chances(units[row]);
      chances[labels[row]] -= 1;
      for (int label = 0; label < chances.length; label++) {
        double error = chances[label] / rows.length;
        for (int d = 0; d < intercept; d++) {
          gradient[label][d] += error * units[row][d];
        }
        gradient[label][intercept] += error;
      }
    }
    for (int label = 0; label < gradient.length; label++) {
      for (int d = 0; d < intercept; d++) {
        gradient[label][d] += penalty * weights[label][d];
      }
    }
    return gradient;
  }

  /** The chance of each label; they add up to 1. */
  double[] chances(float[] unit) {
    double[] chances = new double[weights.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < chances.length; label++) {
      double logit = weights[label][unit.length];
      for (int d = 0; d < unit.length; d++) {
        logit += weights[label][d] * unit[d];
      }
      chances[label] = logit;
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (int label = 0; label < chances.length; label++) {
      chances[label] = Math.exp(chances[label] - largest);
      sum += chances[label];
    }
    for (int label = 0; label < chances.length; label++) {
      chances[label] /= sum;
    }
    return chances;
  }

  /** The label with the highest chance. */
  int likeliest(float[] unit) {
    double[] chances = chances(unit);
    int likeliest = 0;
    for (int label = 1; label < chances.length; label++) {
      likeliest = chances[label] > chances[likeliest] ? label : likeliest;
    }
    return likeliest;
  }

  /** The mean of −log chance of the own labels. */
  double loss(float[][] units, int[] labels, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum -= Math.log(Math.max(chances(units[row])[labels[row]], Double.MIN_NORMAL));
    }
    return sum / rows.length;
  }
}
