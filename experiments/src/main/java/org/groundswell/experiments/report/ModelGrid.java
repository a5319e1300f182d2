package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The networks of a leaderboard in two directions: a row a model and a column a loss, or a column a
 * scaling of the targets. Cells hold the primary metric.
 *
 * @param id of the table in the page
 * @param title such as {@code Model × loss}
 */
record ModelGrid(String id, String title, Table table) {

  /** What the cells hold, and what they stand beside. */
  static String howToRead(Leaderboard board) {
    return board.run().primary().label()
        + " of the networks; bold: best of the ranked; in brackets: not ranked."
        + board
            .best(Kind.BASELINE)
            .map(
                place ->
                    " The best baseline, %s, has %s."
                        .formatted(place.name(), Figures.value(place.value())))
            .orElse("")
        + board
            .lowerBound()
            .map(place -> " The lower bound is %s.".formatted(Figures.value(place.value())))
            .orElse("");
  }

  /** The grids that a leaderboard has: none if its networks differ in one direction only. */
  static List<ModelGrid> of(Leaderboard board) {
    List<ModelGrid> grids = new ArrayList<>();
    grid(board, "loss", Entry::loss).ifPresent(grids::add);
    grid(board, "scaling", Entry::scaling).ifPresent(grids::add);
    return grids;
  }

  private static Optional<ModelGrid> grid(
      Leaderboard board, String what, Function<Entry, String> column) {
    List<Entry> networks =
        board.run().entries().stream()
            .filter(Entry::gradientTrained)
            .filter(entry -> !column.apply(entry).isEmpty())
            .toList();
    List<String> models = networks.stream().map(Entry::model).distinct().toList();
    List<String> columns = networks.stream().map(column).distinct().toList();
    long pairs =
        networks.stream()
            .map(entry -> List.of(entry.model(), column.apply(entry)))
            .distinct()
            .count();
    // with fewer pairs there is nothing to compare along a row or a column
    if (models.size() < 2 || columns.size() < 2 || pairs < models.size() + columns.size() - 1) {
      return Optional.empty();
    }
    Optional<Place> best =
        board.ranked().stream().filter(place -> networks.contains(place.entry())).findFirst();
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (String model : models) {
      List<Table.Datum> row = new ArrayList<>();
      row.add(Table.Datum.of(model));
      for (String value : columns) {
        List<Place> of =
            board.places().stream()
                .filter(place -> networks.contains(place.entry()))
                .filter(place -> place.entry().model().equals(model))
                .filter(place -> column.apply(place.entry()).equals(value))
                .toList();
        row.add(
            Table.Datum.of(
                    of.isEmpty() ? Double.NaN : of.get(0).value(),
                    any -> of.isEmpty() ? Figures.ABSENT : shown(of))
                .best(best.filter(of::contains).isPresent()));
      }
      rows.add(row);
    }
    List<Table.Column> heads = new ArrayList<>(List.of(Table.Column.text("model")));
    columns.forEach(value -> heads.add(Table.Column.number(value)));
    return Optional.of(new ModelGrid("model-" + what, "Model × " + what, new Table(heads, rows)));
  }

  /** The best of some places, and of how many it is that. */
  private static String shown(List<Place> of) {
    Place best = of.get(0);
    String value = Figures.value(best.value());
    return (best.eligible() ? value : "(" + value + ")")
        + (of.size() > 1 ? ", best of " + of.size() : "");
  }
}
