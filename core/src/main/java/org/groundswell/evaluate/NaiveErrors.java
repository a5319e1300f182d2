package org.groundswell.evaluate;

import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Frame;

/**
 * How far off it is to forecast an author's next outcome by the newest visible one: the mean of |y
 * − last visible y| over an author's training rows, in original units. What absolute errors are
 * divided by in MASE (Hyndman and Koehler 2006), with the label delay kept.
 *
 * <p>An author with fewer than {@value #MIN_ROWS} such rows, or without any error, has the mean
 * over the rows of all authors; where that is 0 or there is no such row, 1. Never 0.
 */
public final class NaiveErrors {
  /** Of how many rows an author's own mean needs to be taken. */
  public static final int MIN_ROWS = 10;

  private final double[] errors;

  private NaiveErrors(double[] errors) {
    this.errors = errors;
  }

  /**
   * The naive errors of all groups of a frame.
   *
   * @param target the position of the target
   * @param trainRows training rows; rows where the target or any visible value of it is missing are
   *     left out
   */
  public static NaiveErrors of(Frame frame, int target, int[] trainRows) {
    double[] last = lastVisible(frame, target);
    int groups = frame.groups().size();
    double[] sum = new double[groups];
    int[] rows = new int[groups];
    double pooledSum = 0;
    int pooledRows = 0;
    for (int row : trainRows) {
      double error = Math.abs(frame.observed(row, target) - last[row]);
      if (!Double.isNaN(error)) {
        sum[frame.group(row)] += error;
        rows[frame.group(row)]++;
        pooledSum += error;
        pooledRows++;
      }
    }
    double pooled = pooledSum > 0 ? pooledSum / pooledRows : 1;
    double[] errors = new double[groups];
    for (int group = 0; group < groups; group++) {
      boolean own = rows[group] >= MIN_ROWS && sum[group] > 0;
      errors[group] = own ? sum[group] / rows[group] : pooled;
    }
    return new NaiveErrors(errors);
  }

  /** The naive error of a group, positive. */
  public double of(int group) {
    return errors[group];
  }

  /** By row: the newest visible value of the target that is not missing, else {@code NaN}. */
  private static double[] lastVisible(Frame frame, int target) {
    double[] last = new double[frame.rows()];
    AsOfScan.run(
        frame,
        new AsOfScan() {
          private double newest;

          @Override
          public void startGroup(int group) {
            newest = Double.NaN;
          }

          @Override
          public void becameVisible(int row) {
            double value = frame.observed(row, target);
            newest = Double.isNaN(value) ? newest : value;
          }

          @Override
          public void at(int row) {
            last[row] = newest;
          }
        });
    return last;
  }
}
