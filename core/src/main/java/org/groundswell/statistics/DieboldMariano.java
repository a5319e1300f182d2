package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The test of Diebold and Mariano that two forecasts are equally good: is the mean of their loss
 * differences zero, given that differences near in time are correlated?
 *
 * <p>{@link LongRunVariance#TRUNCATED} is the test with the correction of Harvey, Leybourne and
 * Newbold for small samples and Student's t (1997, "Testing the equality of prediction mean squared
 * errors", International Journal of Forecasting 13, equations 8 and 9), as in {@code dm.test} of
 * R's package forecast. It is right if differences are correlated over the lags and no further.
 * {@link LongRunVariance#COSINES} does not rely on that and is the one to draw conclusions from;
 * Coroneo and Iacone (2020, Journal of Applied Econometrics 35) show for this test what such fixed
 * smoothing is worth in small samples.
 *
 * <p>Losses at irregular instants are summed by {@link TimeBlocks}, over all authors (Timmermann
 * and Zhu 2019, "Comparing forecasting performance with panel data"). The mean stays that of all
 * rows; a block's residual is its sum less rows × mean, so that a block's number of rows is no
 * difference between models. Authors are taken as they are, not as a sample of authors: see {@link
 * BlockBootstrap} for that.
 *
 * <p>Sources: Diebold and Mariano 1995, "Comparing predictive accuracy", Journal of Business and
 * Economic Statistics 13.
 */
public sealed interface DieboldMariano {
  /** How many blocks with rows a test needs: ten, and four times lags + 1. */
  static int fewestBlocks(int lags) {
    return Math.max(10, 4 * (lags + 1));
  }

  /** The mean over rows of first loss − second loss: negative if the first model is better. */
  double meanDifference();

  /** Two-sided; 1 where nothing could be tested, so that such a pair stays in its family. */
  double pValue();

  /**
   * A test that was made.
   *
   * @param statistic of the sign of the mean difference
   * @param degreesOfFreedom of Student's t
   * @param lags over how many blocks differences were taken as correlated
   * @param blocks how many blocks with rows the test rests on
   * @param variance the estimate used; cosines where the truncated one was asked for and came out
   *     at zero or below
   */
  record Tested(
      double meanDifference,
      double statistic,
      double pValue,
      int degreesOfFreedom,
      int lags,
      int blocks,
      LongRunVariance variance)
      implements DieboldMariano {}

  /** No test, and a sentence that says why. */
  record NotTestable(double meanDifference, String reason) implements DieboldMariano {
    @Override
    public double pValue() {
      return 1;
    }
  }

  /**
   * The test on a regular series, one difference a step.
   *
   * @param differences in time order, finite
   * @param lags steps over which they are correlated: horizon − 1
   * @throws IllegalArgumentException if there is none, one is not finite, or lags are negative
   */
  static DieboldMariano test(double[] differences, int lags, LongRunVariance variance) {
    Numbers.checkFinite("difference", differences);
    int[] rows = IntStream.generate(() -> 1).limit(differences.length).toArray();
    return test(differences, rows, differences.length, lags, variance);
  }

  /**
   * The test on rows at any instants, summed by blocks of time.
   *
   * @param differences one a row of the blocks, in their order, finite
   * @param labelDelay when an outcome is known: see {@link TimeBlocks#lags}
   * @throws IllegalArgumentException if lengths differ or a difference is not finite
   */
  static DieboldMariano test(
      TimeBlocks blocks, double[] differences, Duration labelDelay, LongRunVariance variance) {
    Numbers.checkFinite("difference", differences);
    return test(
        blocks.sums(differences),
        blocks.rows(),
        blocks.occupied(),
        blocks.lags(labelDelay),
        variance);
  }

  private static DieboldMariano test(
      double[] sums, int[] rows, int observed, int lags, LongRunVariance variance) {
    if (lags < 0) {
      throw new IllegalArgumentException("lags are %d but must not be negative".formatted(lags));
    }
    double total = IntStream.of(rows).asLongStream().sum();
    double mean = Arrays.stream(sums).sum() / total;
    double[] residuals = new double[sums.length];
    double greatest = 0;
    for (int block = 0; block < sums.length; block++) {
      residuals[block] = sums[block] - rows[block] * mean;
      greatest = Math.max(greatest, Math.abs(sums[block]));
    }
    if (observed < fewestBlocks(lags)) {
      return new NotTestable(
          mean,
          "%d blocks of time with rows are too few for differences correlated over %d of them; %d are needed"
              .formatted(observed, lags, fewestBlocks(lags)));
    }
    double squares = LongRunVariance.covariance(residuals, 0);
    if (Math.sqrt(squares) <= 1e-12 * greatest * Math.sqrt(observed)) {
      return new NotTestable(
          mean,
          greatest == 0
              ? "the losses of both are the same in each block of time"
              : "the losses differ by the same amount, %s, in each block of time".formatted(mean));
    }
    int degreesOfFreedom = variance.degreesOfFreedom(observed, lags);
    double ofSum = variance.ofSum(residuals, lags, degreesOfFreedom);
    if (ofSum <= 1e-12 * squares) {
      return variance == LongRunVariance.COSINES
          ? new NotTestable(
              mean, "differences do not vary slowly enough to tell their mean's error")
          : test(sums, rows, observed, lags, LongRunVariance.COSINES);
    }
    double statistic = mean * total / Math.sqrt(ofSum);
    if (variance != LongRunVariance.COSINES) {
      statistic *= Math.sqrt(smallSample(observed, lags + 1.0));
    }
    double p =
        2 * new TDistribution(null, degreesOfFreedom).cumulativeProbability(-Math.abs(statistic));
    return new Tested(mean, statistic, p, degreesOfFreedom, lags, observed, variance);
  }

  /** Harvey, Leybourne and Newbold 1997, equation 8. */
  private static double smallSample(double n, double horizon) {
    return (n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n;
  }
}
