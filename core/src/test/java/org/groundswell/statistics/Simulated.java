package org.groundswell.statistics;

import java.time.Duration;
import java.util.Random;

/** Series and panels in which neither model is better, so that every finding is a false one. */
final class Simulated {
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Random random;

  Simulated(long seed) {
    random = new Random(seed);
  }

  /** Autoregressive: each value is rho times the one before, and chance. */
  double[] autoregressive(int n, double rho) {
    double[] values = new double[n];
    double state = random.nextGaussian() / Math.sqrt(1 - rho * rho);
    for (int k = 0; k < n; k++) {
      state = rho * state + (k == 0 ? 0 : random.nextGaussian());
      values[k] = state;
    }
    return values;
  }

  /** What overlap over lags makes: each value is the sum of the last lags + 1 shocks. */
  double[] overlapping(int n, int lags) {
    double[] before = new double[n + lags + 1];
    for (int k = 0; k < n + lags; k++) {
      before[k + 1] = before[k] + random.nextGaussian();
    }
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = before[k + lags + 1] - before[k];
    }
    return values;
  }

  /** Rows of authors: {@code losses} of two models that are equally good. */
  record Panel(TimeBlocks days, int[] authors, PairedLosses losses) {}

  /**
   * Posts at any instant, and loss differences that share what happened in each other's label
   * window of a number of days.
   */
  Panel posts(int days, int postsADay, int delayDays) {
    // shocks of a quarter of an hour
    int steps = 96;
    double[] before = new double[(days + delayDays) * steps + 1];
    for (int k = 1; k < before.length; k++) {
      before[k] = before[k - 1] + random.nextGaussian() / Math.sqrt(steps * delayDays);
    }
    int rows = days * postsADay;
    long[] millis = new long[rows];
    double[] first = new double[rows];
    for (int row = 0; row < rows; row++) {
      int at = random.nextInt(days * steps);
      millis[row] = at * (DAY / steps);
      first[row] = before[at + delayDays * steps] - before[at] + random.nextGaussian();
    }
    return new Panel(
        TimeBlocks.of(millis, Duration.ofDays(1)),
        new int[rows],
        new PairedLosses(first, new double[rows]));
  }

  /**
   * Losses exp(u) of two models, u made of chance of the row, of the author, and of the day.
   *
   * @param equal whether authors post alike; else the k-th posts in proportion to 1 / k
   * @param ofAuthor standard deviation of what an author adds to a model's u
   * @param ofDay standard deviation of what a day adds, autoregressive with 0.6
   */
  Panel panel(int days, int postsADay, int authors, boolean equal, double ofAuthor, double ofDay) {
    int rows = days * postsADay;
    double[] share = new double[authors];
    double sum = 0;
    for (int k = 0; k < authors; k++) {
      sum += equal ? 1 : 1.0 / (k + 1);
      share[k] = sum;
    }
    long[] millis = new long[rows];
    int[] author = new int[rows];
    for (int row = 0; row < rows; row++) {
      millis[row] = row / postsADay * DAY;
      double place = random.nextDouble() * sum;
      while (share[author[row]] < place) {
        author[row]++;
      }
    }
    double[] first = losses(author, postsADay, authors, days, ofAuthor, ofDay);
    double[] second = losses(author, postsADay, authors, days, ofAuthor, ofDay);
    return new Panel(
        TimeBlocks.of(millis, Duration.ofDays(1)), author, new PairedLosses(first, second));
  }

  private double[] losses(
      int[] author, int postsADay, int authors, int days, double ofAuthor, double ofDay) {
    double[] levels = new double[authors];
    for (int k = 0; k < authors; k++) {
      levels[k] = ofAuthor * random.nextGaussian();
    }
    double[] day = autoregressive(days, 0.6);
    double[] losses = new double[author.length];
    for (int row = 0; row < losses.length; row++) {
      losses[row] =
          Math.exp(
              0.5 * random.nextGaussian()
                  + levels[author[row]]
                  + 0.8 * ofDay * day[row / postsADay]);
    }
    return losses;
  }
}
