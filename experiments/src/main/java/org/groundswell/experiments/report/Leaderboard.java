package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Metric.Better;

/**
 * The entries of one target by the primary metric over all test rows; entries that may not be
 * called best come after those that may, without a rank.
 *
 * @param lowerBound what no entry can reach, if the run knows it
 */
record Leaderboard(Run run, String target, List<Place> places, Optional<Place> lowerBound) {
  /** Shown beside the primary metric; what is taken in original units decides nothing. */
  private static final List<Metric> SHOWN =
      List.of(
          Metric.LOG1P_MAE,
          Metric.LOG1P_RMSE,
          Metric.LOG1P_R2,
          Metric.SPEARMAN,
          Metric.DUEL,
          Metric.LOG1P_PINBALL,
          Metric.COVERAGE,
          Metric.MASE,
          Metric.MAE);

  static Leaderboard of(Run run, String target) {
    List<Place> places = new ArrayList<>();
    run.entries().forEach(entry -> places.add(Place.of(run, entry, target)));
    places.sort(
        Comparator.comparing((Place place) -> !place.eligible())
            .thenComparing(Place::value, bestFirst(run.primary())));
    for (int k = 0; k < places.size() && places.get(k).eligible(); k++) {
      places.set(k, places.get(k).ranked(k + 1));
    }
    Optional<Place> median = authorMedian(places);
    return new Leaderboard(
        run,
        target,
        List.copyOf(places),
        run.lowerBound().map(bound -> Place.of(run, bound, target, median)));
  }

  /** Better values first and absent ones last; without a direction all are alike. */
  static Comparator<Double> bestFirst(Metric metric) {
    Comparator<Double> order =
        switch (metric.better()) {
          case LOWER -> Comparator.naturalOrder();
          case HIGHER -> Comparator.reverseOrder();
          case NEITHER -> Comparator.comparing((Double value) -> value.isNaN());
        };
    return Comparator.comparing((Double value) -> value.isNaN()).thenComparing(order);
  }

  List<Place> ranked() {
    return places.stream().filter(Place::eligible).toList();
  }

  /** Entries that may not be called best and yet have a better value. */
  List<Place> unjudgedBetter(Place than) {
    Comparator<Double> order = bestFirst(run.primary());
    return places.stream()
        .filter(place -> !place.eligible() && order.compare(place.value(), than.value()) < 0)
        .toList();
  }

  Optional<Place> best(Kind kind) {
    return ranked().stream().filter(place -> place.entry().kind() == kind).findFirst();
  }

  Optional<Place> authorMedian() {
    return authorMedian(places);
  }

  private static Optional<Place> authorMedian(List<Place> places) {
    return places.stream()
        .filter(place -> place.entry().authorMedian() && !Double.isNaN(place.value()))
        .findFirst();
  }

  /** The ranked entries that were trained on squared error, by what that loss asks for. */
  List<Place> bySquaredError() {
    return ranked().stream()
        .filter(place -> place.entry().squaredError())
        .filter(place -> !Double.isNaN(place.metric(Metric.LOG1P_RMSE)))
        .sorted(Comparator.comparing(place -> place.metric(Metric.LOG1P_RMSE)))
        .toList();
  }

  /** Those of one leaderboard that squared error was the loss of, by its own metric. */
  Table squaredErrorTable() {
    List<Place> own = bySquaredError();
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (int k = 0; k < own.size(); k++) {
      Place place = own.get(k);
      rows.add(
          List.of(
              new Table.Datum(place.name(), k == 0),
              Table.Datum.of(String.valueOf(k + 1)),
              place.datum(Metric.LOG1P_RMSE).best(k == 0),
              place.datum(run.primary()),
              Table.Datum.count(place.rank())));
    }
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.text("rank"),
            Table.Column.number(Metric.LOG1P_RMSE.label(), space(Metric.LOG1P_RMSE)),
            Table.Column.number(run.primary().label(), "primary, " + space(run.primary())),
            Table.Column.number("rank", "of all, by primary")),
        rows);
  }

  /** In how many folds no ranked entry is better. */
  int foldsWon(Place place) {
    Comparator<Double> order = bestFirst(run.primary());
    int won = 0;
    for (int fold : place.byFold().keySet()) {
      double own = place.byFold().get(fold);
      boolean beaten =
          ranked().stream()
              .map(other -> other.byFold().getOrDefault(fold, Double.NaN))
              .anyMatch(value -> order.compare(value, own) < 0);
      won += beaten ? 0 : 1;
    }
    return won;
  }

  /** Test rows with an outcome over all folds, one value if all entries have the same. */
  TreeSet<Long> testRows() {
    TreeSet<Long> rows = new TreeSet<>();
    for (Place place : places) {
      List<Cell> cells = place.entry().finished();
      if (place.entry().failed().isEmpty() && !cells.isEmpty()) {
        long seed = cells.get(0).seed();
        rows.add(
            cells.stream()
                .filter(cell -> cell.seed() == seed)
                .mapToLong(cell -> cell.testRows().getOrDefault(target, 0L))
                .sum());
      }
    }
    return rows;
  }

  /** The places and, last, the lower bound. */
  List<Place> shown() {
    return Stream.concat(places.stream(), lowerBound.stream()).toList();
  }

  Table table() {
    Metric primary = run.primary();
    List<Metric> metrics =
        SHOWN.stream()
            .filter(metric -> metric != primary)
            .filter(metric -> places.stream().anyMatch(p -> !Double.isNaN(p.metric(metric))))
            .toList();
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text("entry"));
    columns.add(Table.Column.text("rank"));
    columns.add(Table.Column.number(primary.label(), "primary, " + space(primary)));
    columns.add(Table.Column.number("by fold", "mean ± sd"));
    columns.add(Table.Column.number("skill", "vs median"));
    metrics.forEach(metric -> columns.add(Table.Column.number(metric.label(), note(metric))));
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Place place : shown()) {
      List<Table.Datum> row = new ArrayList<>();
      row.add(new Table.Datum(place.name(), place.rank() == 1));
      row.add(
          Table.Datum.of(
              place.eligible()
                  ? String.valueOf(place.rank())
                  : places.contains(place) ? "none: " + place.reservation() : Figures.ABSENT));
      row.add(place.datum(primary).best(isBest(place, primary)));
      row.add(Table.Datum.of(Figures.spread(place.foldMean(), place.foldDeviation())));
      row.add(place.skillDatum());
      for (Metric metric : metrics) {
        row.add(place.datum(metric).best(isBest(place, metric)));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** The primary metric of each entry in each fold, mean over seeds. */
  Table byFold() {
    List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.text("entry")));
    run.folds()
        .forEach(fold -> columns.add(Table.Column.number("fold " + fold.number(), fold.cutDay())));
    Comparator<Double> order = bestFirst(run.primary());
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Place place : shown()) {
      List<Table.Datum> row = new ArrayList<>(List.of(Table.Datum.of(place.name())));
      for (int fold : run.foldNumbers()) {
        double value = place.byFold().getOrDefault(fold, Double.NaN);
        boolean beaten =
            ranked().stream()
                .map(other -> other.byFold().getOrDefault(fold, Double.NaN))
                .anyMatch(other -> order.compare(other, value) < 0);
        row.add(
            Table.Datum.of(value, Figures::value)
                .best(isJudged(place, run.primary(), value) && !beaten));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  /** Best of the ranked entries, in metrics that have a direction and a space that can be read. */
  private boolean isBest(Place place, Metric metric) {
    if (!isJudged(place, metric, place.metric(metric))
        || (metric != run.primary() && original(metric))) {
      return false;
    }
    Comparator<Double> order = bestFirst(metric);
    return ranked().stream()
        .noneMatch(other -> order.compare(other.metric(metric), place.metric(metric)) < 0);
  }

  private static boolean isJudged(Place place, Metric metric, double value) {
    return place.eligible() && !Double.isNaN(value) && metric.better() != Better.NEITHER;
  }

  private String note(Metric metric) {
    return metric == Metric.COVERAGE && !Double.isNaN(run.nominalCoverage())
        ? "nominal " + Figures.value(run.nominalCoverage())
        : space(metric);
  }

  private static boolean original(Metric metric) {
    return space(metric).equals("original units");
  }

  /** The space a metric is taken in. */
  static String space(Metric metric) {
    return switch (metric) {
      case LOG1P_MAE, LOG1P_RMSE, LOG1P_R2, MSLE, LOG1P_PINBALL -> "log space";
      case MAE, RMSE, R2, MASE -> "original units";
      case SPEARMAN -> "ranks";
      case DUEL -> "pairs";
      case COVERAGE -> "share of rows";
    };
  }
}
