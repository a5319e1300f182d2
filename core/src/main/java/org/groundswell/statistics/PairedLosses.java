package org.groundswell.statistics;

/**
 * The losses of two models on the same rows, less being better.
 *
 * @param first {@code [row]}, finite
 * @param second {@code [row]}, finite
 */
public record PairedLosses(double[] first, double[] second) {

  /**
   * @throws IllegalArgumentException if lengths differ, there is no row or a loss is not finite
   */
  public PairedLosses {
    Numbers.checkFinite("loss of the first model", first);
    Numbers.checkFinite("loss of the second model", second);
    Numbers.checkLength("losses of the second model", second.length, first.length);
  }

  /** {@code first − second} a row: negative where the first model is better. */
  public double[] differences() {
    double[] differences = new double[first.length];
    for (int row = 0; row < differences.length; row++) {
      differences[row] = first[row] - second[row];
    }
    return differences;
  }

  /** 1 where the first model is better, 0 where the second is, 0.5 where they tie. */
  public double[] wins() {
    double[] wins = new double[first.length];
    for (int row = 0; row < wins.length; row++) {
      wins[row] = (1 - Math.signum(first[row] - second[row])) / 2;
    }
    return wins;
  }
}
