package org.groundswell.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.groundswell.statistics.BlockBootstrap;
import org.groundswell.statistics.BlockSums;
import org.groundswell.statistics.Interval;
import org.groundswell.statistics.Spearman;
import org.groundswell.statistics.Statistic;
import org.groundswell.statistics.TimeBlocks;

/**
 * How sure metrics of some test rows are: an interval for each, by drawing runs of days and authors
 * again ({@link BlockBootstrap}). A metric of several seeds is the mean over them.
 */
public final class MetricIntervals {
  /** A day holds the daily cycle and is no longer than the label delays there are. */
  public static final Duration BLOCK = Duration.ofDays(1);

  /** More groups than this are drawn in so many bundles, to stay within seconds. */
  public static final int MOST_DRAWN = 2000;

  /** A draw whose outcomes spread by less of the spread of all is one of equal outcomes. */
  private static final double NO_SPREAD = 1e-9;

  private static final BlockBootstrap BOOTSTRAP = new BlockBootstrap(1000, 1, 0.95);

  private final TimeBlocks days;
  private final int[] drawn;
  private final Duration labelDelay;

  /**
   * Of rows.
   *
   * @param rows whose instants and groups those of all forecasts are
   * @param labelDelay over which errors overlap
   * @throws IllegalArgumentException if there is no row
   */
  public MetricIntervals(Scored rows, Duration labelDelay) {
    days = TimeBlocks.of(rows.millis(), BLOCK);
    drawn = Arrays.stream(rows.group()).map(group -> group % MOST_DRAWN).toArray();
    this.labelDelay = labelDelay;
  }

  /**
   * The interval of each metric that all seeds have, at 95 %; metrics without one are left out.
   *
   * @param bySeed forecasts of the same rows
   * @throws IllegalArgumentException as {@link Evaluation#metrics} does, or if the rows of a seed
   *     are others
   */
  public Map<Metric, Interval> of(List<Scored> bySeed) {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    List<Map<Metric, Double>> values = bySeed.stream().map(Evaluation::metrics).toList();
    for (Metric metric : Metric.values()) {
      if (values.stream().allMatch(of -> of.containsKey(metric))) {
        of(metric, bySeed).ifPresent(interval -> intervals.put(metric, interval));
      }
    }
    return Collections.unmodifiableMap(intervals);
  }

  /**
   * The interval of one metric, which all seeds have; empty where there are too few days for it, or
   * a draw has none.
   */
  public Optional<Interval> of(Metric metric, List<Scored> bySeed) {
    bySeed.forEach(this::check);
    if (metric == Metric.SPEARMAN) {
      return Spearman.interval(
          BOOTSTRAP,
          days,
          drawn,
          labelDelay,
          bySeed.get(0).actual(),
          bySeed.stream().map(Scored::forecast).toList());
    }
    Sums sums = Sums.of(metric, bySeed);
    return interval(sums.statistic, sums.quantities)
        .map(interval -> interval.clippedTo(lowest(metric), highest(metric)));
  }

  /**
   * The interval of 1 − metric / metric of a reference, for metrics of which less is better; empty
   * for others, and where a metric would have none.
   *
   * @param reference forecasts of the same rows, by its own seeds
   */
  public Optional<Interval> skill(Metric metric, List<Scored> bySeed, List<Scored> reference) {
    if (metric.better() != Metric.Better.LOWER) {
      return Optional.empty();
    }
    bySeed.forEach(this::check);
    reference.forEach(this::check);
    Sums own = Sums.of(metric, bySeed);
    Sums theirs = Sums.of(metric, reference);
    int first = own.quantities.size();
    List<double[]> both = new ArrayList<>(own.quantities);
    both.addAll(theirs.quantities);
    return interval(
        (sums, rows) ->
            1
                - own.statistic.of(sums, rows)
                    / theirs.statistic.of(Arrays.copyOfRange(sums, first, sums.length), rows),
        both);
  }

  private Optional<Interval> interval(Statistic statistic, List<double[]> quantities) {
    return BOOTSTRAP.interval(
        BlockSums.of(days, drawn, quantities.toArray(double[][]::new)), labelDelay, statistic);
  }

  private void check(Scored scored) {
    if (scored.size() != drawn.length) {
      throw new IllegalArgumentException(
          "there are %d rows where %d are due".formatted(scored.size(), drawn.length));
    }
  }

  private static double lowest(Metric metric) {
    return switch (metric) {
      case LOG1P_R2, R2 -> Double.NEGATIVE_INFINITY;
      case SPEARMAN -> -1;
      default -> 0;
    };
  }

  private static double highest(Metric metric) {
    return metric.better() == Metric.Better.LOWER ? Double.POSITIVE_INFINITY : 1;
  }

  /**
   * A metric as a function of sums over rows.
   *
   * @param quantities {@code [row]} each, what is summed
   */
  private record Sums(List<double[]> quantities, Statistic statistic) {

    /** The mean over seeds. */
    static Sums of(Metric metric, List<Scored> bySeed) {
      List<Sums> seeds = bySeed.stream().map(scored -> of(metric, scored)).toList();
      List<double[]> all = seeds.stream().flatMap(sums -> sums.quantities.stream()).toList();
      int each = all.size() / seeds.size();
      return new Sums(
          all,
          (sums, rows) -> {
            double mean = 0;
            for (int seed = 0; seed < seeds.size(); seed++) {
              double[] own = Arrays.copyOfRange(sums, seed * each, (seed + 1) * each);
              mean += seeds.get(seed).statistic.of(own, rows) / seeds.size();
            }
            return mean;
          });
    }

    private static Sums of(Metric metric, Scored scored) {
      return switch (metric) {
        case LOG1P_MAE -> mean(scored, row -> Math.abs(logError(scored, row)));
        case MSLE -> mean(scored, row -> square(logError(scored, row)));
        case MAE -> mean(scored, row -> Math.abs(error(scored, row)));
        case MASE -> mean(scored, row -> Math.abs(error(scored, row)) / scored.naiveError()[row]);
        case LOG1P_PINBALL -> mean(scored, row -> Evaluation.pinball(scored, row));
        case COVERAGE -> mean(scored, row -> Evaluation.covered(scored, row) ? 1 : 0);
        case LOG1P_RMSE -> root(mean(scored, row -> square(logError(scored, row))));
        case RMSE -> root(mean(scored, row -> square(error(scored, row))));
        case LOG1P_R2 ->
            explained(
                values(scored, row -> square(logError(scored, row))),
                values(scored, row -> Math.log1p(scored.actual()[row])));
        case R2 -> explained(values(scored, row -> square(error(scored, row))), scored.actual());
        case DUEL -> {
          Duels duels = Duels.of(scored);
          yield new Sums(List.of(duels.won(), duels.fought()), Statistic.ratio(0, 1));
        }
        case SPEARMAN -> throw new IllegalArgumentException("ranks are no sums over rows");
      };
    }

    private static Sums mean(Scored scored, IntToDoubleFunction ofRow) {
      return new Sums(List.of(values(scored, ofRow)), Statistic.mean(0));
    }

    private static Sums root(Sums mean) {
      return new Sums(mean.quantities, (sums, rows) -> Math.sqrt(sums[0] / rows));
    }

    private static Sums explained(double[] squaredErrors, double[] actual) {
      // from their mean, so that no digits are lost in the difference of squares
      double mean = DoubleStream.of(actual).average().orElseThrow();
      double[] apart = DoubleStream.of(actual).map(value -> value - mean).toArray();
      double[] squares = DoubleStream.of(apart).map(Sums::square).toArray();
      double least = NO_SPREAD * DoubleStream.of(squares).sum();
      return new Sums(
          List.of(squaredErrors, apart, squares),
          (sums, rows) -> {
            double spread = sums[2] - sums[1] * sums[1] / rows;
            // what is left of equal outcomes is rounding, and a ratio to it says nothing
            return spread > least ? 1 - sums[0] / spread : Double.NaN;
          });
    }

    private static double[] values(Scored scored, IntToDoubleFunction ofRow) {
      return IntStream.range(0, scored.size()).mapToDouble(ofRow).toArray();
    }

    private static double error(Scored scored, int row) {
      return scored.actual()[row] - scored.forecast()[row];
    }

    private static double logError(Scored scored, int row) {
      return Math.log1p(scored.actual()[row]) - Math.log1p(scored.forecast()[row]);
    }

    private static double square(double value) {
      return value * value;
    }
  }
}
