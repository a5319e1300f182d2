package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.groundswell.statistics.SpreadShares;

/**
 * Where the spread of a score over cells comes from: folds are other times, seeds are chance of
 * training.
 */
final class Spread {
  private record Of(Place place, int seeds, SpreadShares shares) {
    double deviation() {
      return Math.sqrt(shares.seedVariance());
    }
  }

  private final Leaderboard board;
  private final List<Of> entries = new ArrayList<>();

  Spread(Leaderboard board) {
    this.board = board;
    for (Place place : board.places()) {
      double[][] scores = scores(place);
      int seeds = (int) place.entry().finished().stream().mapToLong(Cell::seed).distinct().count();
      SpreadShares.of(scores).ifPresent(shares -> entries.add(new Of(place, seeds, shares)));
    }
  }

  private double[][] scores(Place place) {
    String key = board.run().primary().key();
    return place.entry().finished().stream()
        .filter(cell -> Double.isFinite(cell.metric(board.target(), key)))
        .collect(Collectors.groupingBy(Cell::fold))
        .values()
        .stream()
        .map(cells -> cells.stream().mapToDouble(c -> c.metric(board.target(), key)).toArray())
        .toArray(double[][]::new);
  }

  /** A sentence about the best entry that has several seeds, or why there is none. */
  String sentence() {
    if (entries.isEmpty()) {
      return "No entry has several seeds in several folds, so chance of training is not told apart from the folds'. Maybe set seeds: [1, 2, 3].";
    }
    Of best = entries.get(0);
    return "Of the spread of %s over its cells %s lies between folds and %s between seeds: chance of training alone moves one cell by about ±%s, and the mean of a fold's %s seeds by ±%s."
        .formatted(
            best.place().name(),
            Figures.percent(best.shares().foldShare()),
            Figures.percent(best.shares().seedShare()),
            Figures.value(best.deviation()),
            best.seeds(),
            Figures.value(best.deviation() / Math.sqrt(best.seeds())));
  }

  /** A line for each entry with several seeds; empty if there is none. */
  Optional<Table> table() {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Of of : entries) {
      rows.add(
          List.of(
              Table.Datum.of(of.place().name()),
              Table.Datum.count(of.seeds()),
              Table.Datum.of(Math.sqrt(of.shares().foldVariance()), Figures::value),
              Table.Datum.of(of.deviation(), Figures::value),
              Table.Datum.of(of.shares().foldShare(), Figures::percent),
              Table.Datum.of(of.shares().seedShare(), Figures::percent)));
    }
    return Optional.of(
        new Table(
            List.of(
                Table.Column.text("entry"),
                Table.Column.number("seeds"),
                Table.Column.number("folds", "sd"),
                Table.Column.number("seeds", "sd"),
                Table.Column.number("folds", "share of variance"),
                Table.Column.number("seeds", "share of variance")),
            rows));
  }
}
