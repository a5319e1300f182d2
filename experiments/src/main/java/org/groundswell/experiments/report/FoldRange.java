package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric.Better;

/**
 * The range of the primary metric that a picture of the folds shows. A far-off entry, or the lower
 * bound, would flatten all others: in each fold, values worse than three times the way from the
 * best to the middle one stay outside, and so does the bound, if that makes room; they are named.
 */
record FoldRange(double low, double high) {
  private static final double REACH = 3;

  /** Leaving values out must save this share of the picture's height. */
  private static final double WORTH = 0.35;

  private static final int FEWEST_ENTRIES = 3;
  private static final int MOST_NAMED = 12;

  /** What a leaderboard's picture shows. */
  static FoldRange of(Leaderboard board) {
    // badness: lower is better whatever the metric is
    int sign = board.run().primary().better() == Better.HIGHER ? -1 : 1;
    double[] values = finite(board.places().stream()).map(value -> sign * value).sorted().toArray();
    double best = values[0];
    double worst = values[values.length - 1];
    double shown =
        Math.max(
            board.run().foldNumbers().stream()
                .mapToDouble(fold -> within(board, fold, sign))
                .filter(Double::isFinite)
                .max()
                .orElse(worst),
            finite(board.ranked().stream().limit(1)).map(v -> sign * v).max().orElse(worst));
    boolean judges = board.run().primary().better() != Better.NEITHER;
    boolean clips =
        judges
            && board.places().size() >= FEWEST_ENTRIES
            && shown > best
            && shown - best < (1 - WORTH) * (worst - best);
    double end = clips ? shown : worst;
    double bound =
        finite(board.lowerBound().stream()).map(value -> sign * value).min().orElse(best);
    boolean boundIsFar = end > best && end - best < (1 - WORTH) * (end - bound);
    double start = boundIsFar ? best : Math.min(best, bound);
    // single seeds of what is shown, unless they lie far off
    double room = (end - start) / 2;
    double from = start;
    double to = end;
    for (Place place : board.places()) {
      for (int fold : place.byFold().keySet()) {
        for (Cell cell : seeds(board, place, fold)) {
          double value = sign * cell.metric(board.target(), board.run().primary().key());
          if (sign * place.byFold().get(fold) <= end
              && value >= start - room
              && value <= end + room) {
            from = Math.min(from, value);
            to = Math.max(to, value);
          }
        }
      }
    }
    Axis axis = sign > 0 ? Axis.around(from, to, 0, 1) : Axis.around(-to, -from, 0, 1);
    return new FoldRange(axis.low(), axis.high());
  }

  /** The worst value of a fold that is not far off, {@code NaN} if the fold has none. */
  private static double within(Leaderboard board, int fold, int sign) {
    double[] values =
        board.places().stream()
            .mapToDouble(place -> sign * place.byFold().getOrDefault(fold, Double.NaN))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return Double.NaN;
    }
    double limit = values[0] + REACH * (values[values.length / 2] - values[0]);
    return Arrays.stream(values).filter(value -> value <= limit).max().orElse(values[0]);
  }

  /** The cells of a fold that have a value. */
  static List<Cell> seeds(Leaderboard board, Place place, int fold) {
    return place.entry().finished().stream()
        .filter(cell -> cell.fold() == fold)
        .filter(cell -> Double.isFinite(cell.metric(board.target(), board.run().primary().key())))
        .toList();
  }

  private static DoubleStream finite(Stream<Place> places) {
    return places
        .flatMap(place -> place.byFold().values().stream())
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite);
  }

  boolean holds(double value) {
    return value >= low && value <= high;
  }

  /** What lies outside in one sentence, empty if all is shown. */
  String outside(Leaderboard board) {
    List<String> names = new ArrayList<>();
    for (Place place : board.shown()) {
      TreeMap<Integer, Double> out = new TreeMap<>(place.byFold());
      out.values().removeIf(value -> !Double.isFinite(value) || holds(value));
      if (!out.isEmpty()) {
        double least = out.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = out.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        String folds = out.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
        names.add(
            "%s (%s%s)"
                .formatted(
                    place.name(),
                    out.size() == 1
                        ? Figures.value(least)
                        : Figures.value(least) + " to " + Figures.value(most),
                    out.size() == place.byFold().size() ? "" : " in fold " + folds));
      }
    }
    long seeds = seedsOutside(board);
    String single =
        seeds == 0
            ? ""
            : seeds == 1
                ? "One single seed lies beyond the axis and is not drawn."
                : seeds + " single seeds lie beyond the axis and are not drawn.";
    if (names.isEmpty()) {
      return single;
    }
    String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
    return "Beyond the axis, as triangles at its edge: "
        + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
        + more
        + ". "
        + single;
  }

  /** Seeds that lie outside, of folds with several. */
  private long seedsOutside(Leaderboard board) {
    return board.places().stream()
        .flatMap(place -> board.run().foldNumbers().stream().map(fold -> seeds(board, place, fold)))
        .filter(seeds -> seeds.size() > 1)
        .flatMap(List::stream)
        .filter(cell -> !holds(cell.metric(board.target(), board.run().primary().key())))
        .count();
  }
}
