package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Intervals by drawing whole blocks again, for any {@link Statistic}: runs of time, and authors.
 *
 * <p>Rows are correlated in two ways that cross: with rows of any author near in time, and with
 * rows of the same author at any time. A replicate therefore draws twice:
 *
 * <ul>
 *   <li>runs of successive blocks of time with all authors' rows, from a circle of time (Politis
 *       and Romano 1992, "A circular block-resampling procedure for stationary data"), a run being
 *       as long as {@link RunLength} finds it necessary, an eighth of the time at most, and longer
 *       than errors overlap;
 *   <li>authors with all their rows (Field and Welsh 2007, "Bootstrapping clustered data", Journal
 *       of the Royal Statistical Society B 69). Authors that weigh like fewer than {@value
 *       #FEWEST_AUTHORS} equal ones are no sample to draw from; they are held fixed, and the
 *       interval speaks of these authors only.
 * </ul>
 *
 * <p>Draws give the shape of the interval: it reaches from quantile to quantile of their deviations
 * from the estimate (percentile). How wide it is they would tell too well of themselves where time
 * holds few runs. The deviations are therefore scaled: those of time to the variance of {@link
 * LongRunVariance#COSINES} of the statistic's linear part, with its degrees of freedom, so that the
 * interval of a mean difference and the test of {@link DieboldMariano} tell the same story; those
 * of authors by √(G / (G − 1)), where G is the number of equal authors that would weigh alike (N² /
 * Σ nₖ², Kish 1965). Both are added, and scaled to the variance of Cameron, Gelbach and Miller
 * (2011, "Robust inference with multiway clustering", Journal of Business and Economic Statistics
 * 29): that of time + that of authors − that of cells of author × run, since chance of a single
 * cell is counted twice otherwise, and never less than either of the first two. Drawing both at
 * once and multiplying weights (Owen 2007, "The pigeonhole bootstrap", Annals of Applied Statistics
 * 1) would count it up to three times. Last, the interval is widened by Student's t over the normal
 * quantile, as Hesterberg does (2015, "What teachers should know about the bootstrap", The American
 * Statistician 69), degrees of freedom put together as Welch and Satterthwaite do.
 *
 * <p>A replicate costs as much as there are runs and authors, however many rows there are.
 *
 * @param replicates how many draws, 1,000 at least for an interval of 95 %
 * @param seed of the draws: the same seed gives the same bits
 * @param level how often the interval shall hold the true value
 */
public record BlockBootstrap(int replicates, long seed, double level) {
  /** Authors that weigh like fewer than this are held fixed. */
  public static final int FEWEST_AUTHORS = 5;

  /** Correlation that is found, not known, makes no run so long that fewer than this fit in. */
  private static final int RUNS_LEFT = 8;

  /**
   * @throws IllegalArgumentException if replicates are fewer than 100 or the level is outside (0,
   *     1)
   */
  public BlockBootstrap {
    if (replicates < 100 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "%d replicates at level %s; there must be 100 at least, and a level within (0, 1)"
              .formatted(replicates, level));
    }
  }

  /** 2,000 replicates, for 95 %. */
  public static BlockBootstrap withSeed(long seed) {
    return new BlockBootstrap(2000, seed, 0.95);
  }

  /**
   * The interval of a statistic; empty where the statistic does not exist on all rows or on some
   * draw (a reference without loss), or where time holds too few blocks for {@link DieboldMariano}.
   *
   * @param labelDelay over which errors overlap: a run is longer than {@link TimeBlocks#lags}
   */
  public Optional<Interval> interval(BlockSums sums, Duration labelDelay, Statistic statistic) {
    double estimate = value(statistic, sums.totals());
    if (!Double.isFinite(estimate)) {
      return Optional.empty();
    }
    int lags = sums.lags(labelDelay);
    int observed = sums.occupied();
    if (observed < DieboldMariano.fewestBlocks(lags)) {
      return Optional.empty();
    }
    double[] gradient = gradient(statistic, sums);
    double[] influence = influence(gradient, sums.byBlock());
    int runLength = runLength(influence, lags);
    int freedom = LongRunVariance.COSINES.degreesOfFreedom(observed, lags);
    SplittableRandom random = new SplittableRandom(seed);
    Deviations time =
        new Deviations(ofTime(sums, runLength, statistic, estimate, random.split()), freedom)
            .scaledTo(LongRunVariance.COSINES.ofSum(influence, lags, freedom));
    double authors = equalAuthors(sums.byAuthor());
    boolean drawAuthors = authors >= FEWEST_AUTHORS;
    Deviations byAuthor =
        drawAuthors
            ? new Deviations(ofAuthors(sums, statistic, estimate, random.split()), authors - 1)
                .scaledBy(Math.sqrt(authors / (authors - 1)))
            : new Deviations(new double[replicates], 1);
    double cells = drawAuthors ? sums.squaresOfCells(gradient, runLength) : 0;
    double[] deviations = new double[replicates];
    for (int k = 0; k < replicates; k++) {
      deviations[k] = time.values()[k] + byAuthor.values()[k];
      if (!Double.isFinite(deviations[k])) {
        return Optional.empty();
      }
    }
    double both = time.variance() + byAuthor.variance();
    double wanted = Math.max(both - cells, Math.max(time.variance(), byAuthor.variance()));
    double scale = both > 0 ? Math.sqrt(wanted / both) : 1;
    double wider = scale * studentOverNormal(wanted, time, byAuthor);
    Arrays.sort(deviations);
    return Optional.of(
        new Interval(
            estimate,
            estimate + wider * quantile(deviations, (1 - level) / 2),
            estimate + wider * quantile(deviations, (1 + level) / 2),
            Math.sqrt(wanted),
            level,
            runLength,
            drawAuthors ? sums.byAuthor().length : 0));
  }

  /** Deviations of replicates from the estimate, and of how much freedom their variance is. */
  private record Deviations(double[] values, double freedom) {
    double variance() {
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return squares / (values.length - 1);
    }

    Deviations scaledTo(double variance) {
      double now = variance();
      return now > 0 ? scaledBy(Math.sqrt(variance / now)) : this;
    }

    Deviations scaledBy(double factor) {
      return new Deviations(Arrays.stream(values).map(value -> factor * value).toArray(), freedom);
    }
  }

  private double studentOverNormal(double variance, Deviations time, Deviations authors) {
    double share =
        time.variance() * time.variance() / time.freedom()
            + authors.variance() * authors.variance() / authors.freedom();
    if (!(share > 0)) {
      return 1;
    }
    double tail = (1 + level) / 2;
    return new TDistribution(null, variance * variance / share).inverseCumulativeProbability(tail)
        / new NormalDistribution(null, 0, 1).inverseCumulativeProbability(tail);
  }

  private double[] ofTime(
      BlockSums sums,
      int runLength,
      Statistic statistic,
      double estimate,
      SplittableRandom random) {
    double[][] before = runningSums(sums.byBlock());
    int count = before.length - 1;
    double[] deviations = new double[replicates];
    for (int k = 0; k < replicates; k++) {
      double[] drawn = new double[sums.totals().length];
      for (int filled = 0; filled < count; filled += runLength) {
        int from = random.nextInt(count);
        int to = from + Math.min(runLength, count - filled);
        add(drawn, before[Math.min(to, count)], 1);
        add(drawn, before[from], -1);
        if (to > count) {
          add(drawn, before[to - count], 1);
        }
      }
      deviations[k] = value(statistic, drawn) - estimate;
    }
    return deviations;
  }

  private double[] ofAuthors(
      BlockSums sums, Statistic statistic, double estimate, SplittableRandom random) {
    double[][] byAuthor = sums.byAuthor();
    double[] deviations = new double[replicates];
    for (int k = 0; k < replicates; k++) {
      double[] drawn = new double[sums.totals().length];
      for (int author = 0; author < byAuthor.length; author++) {
        add(drawn, byAuthor[random.nextInt(byAuthor.length)], 1);
      }
      deviations[k] = value(statistic, drawn) - estimate;
    }
    return deviations;
  }

  private static int runLength(double[] influence, int lags) {
    double found =
        Math.min(RunLength.politisWhite(influence), influence.length / (double) RUNS_LEFT);
    return Math.max(lags + 1, (int) Math.ceil(found));
  }

  /** What each block adds to the statistic, to first order. */
  private static double[] influence(double[] gradient, double[][] byBlock) {
    double[] influence = new double[byBlock.length];
    for (int block = 0; block < influence.length; block++) {
      for (int quantity = 0; quantity < gradient.length; quantity++) {
        influence[block] += gradient[quantity] * byBlock[block][quantity];
      }
    }
    return influence;
  }

  /** What one more of each quantity does to the statistic, taken over a small part of its noise. */
  private static double[] gradient(Statistic statistic, BlockSums sums) {
    double[] totals = sums.totals();
    double[] gradient = new double[totals.length];
    for (int quantity = 0; quantity < gradient.length; quantity++) {
      double squares = 0;
      for (double[] block : sums.byBlock()) {
        squares += block[quantity] * block[quantity];
      }
      double step = 1e-3 * Math.sqrt(squares);
      if (step > 0) {
        double[] up = totals.clone();
        double[] down = totals.clone();
        up[quantity] += step;
        down[quantity] -= step;
        gradient[quantity] = (value(statistic, up) - value(statistic, down)) / (2 * step);
      }
    }
    return gradient;
  }

  private static double[][] runningSums(double[][] byBlock) {
    double[][] before = new double[byBlock.length + 1][byBlock[0].length];
    for (int block = 0; block < byBlock.length; block++) {
      before[block + 1] = before[block].clone();
      add(before[block + 1], byBlock[block], 1);
    }
    return before;
  }

  private static void add(double[] sums, double[] more, int sign) {
    for (int quantity = 0; quantity < sums.length; quantity++) {
      sums[quantity] += sign * more[quantity];
    }
  }

  private static double value(Statistic statistic, double[] sums) {
    return statistic.of(sums, sums[sums.length - 1]);
  }

  /** N² / Σ n². */
  private static double equalAuthors(double[][] byAuthor) {
    double sum = 0;
    double squares = 0;
    for (double[] sums : byAuthor) {
      double rows = sums[sums.length - 1];
      sum += rows;
      squares += rows * rows;
    }
    return sum * sum / squares;
  }

  private static double quantile(double[] ascending, double level) {
    double place = level * (ascending.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
  }
}
