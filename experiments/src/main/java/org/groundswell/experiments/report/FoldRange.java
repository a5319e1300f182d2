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
 * The range of the primary metric that a picture of the folds shows. A far-off entry would flatten
 * all others: values worse than twice the way from the best to the middle one stay outside if that
 * makes room, and are named.
 */
record FoldRange(double low, double high) {
  private static final double REACH = 2;

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
    double limit = best + (1 + REACH) * (values[values.length / 2] - best);
    double first =
        finite(board.ranked().stream().limit(1)).map(value -> sign * value).max().orElse(limit);
    double shown =
        Arrays.stream(values).filter(value -> value <= Math.max(limit, first)).max().orElse(worst);
    boolean clips =
        board.run().primary().better() != Better.NEITHER
            && board.places().size() >= FEWEST_ENTRIES
            && shown > best
            && shown - best < (1 - WORTH) * (worst - best);
    double end = clips ? shown : worst;
    double bound =
        finite(board.lowerBound().stream()).map(value -> sign * value).min().orElse(best);
    double start = Math.min(best, bound);
    // single seeds of what is shown, unless they lie far off
    double room = (end - start) / 2;
    for (Place place : board.places()) {
      for (int fold : place.byFold().keySet()) {
        for (Cell cell : seeds(board, place, fold)) {
          double value = sign * cell.metric(board.target(), board.run().primary().key());
          if (sign * place.byFold().get(fold) <= end && value <= worst + room) {
            start = Math.min(start, value);
            end = Math.max(end, value);
          }
        }
      }
    }
    return sign > 0 ? new FoldRange(start, end) : new FoldRange(-end, -start);
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
    for (Place place : board.places()) {
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
    if (names.isEmpty()) {
      return "";
    }
    String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
    return "Beyond the axis, as triangles at its edge: "
        + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
        + more
        + ".";
  }
}
