package org.groundswell.experiments.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.groundswell.evaluate.Metric;

/**
 * Ensembles with trees among their members, beside the best of trees alone. A mixture that beats a
 * single model may owe it to averaging, which trees can have without networks.
 *
 * @param mixtures ensembles of trees and others, best first
 * @param best of the ensembles of nothing but trees, and of trees by themselves, the one with the
 *     best primary metric on validation rows; test rows have no say
 */
record TreesAlone(List<Place> mixtures, Optional<Place> best) {
  private static final String TREES = "lightgbm";

  static TreesAlone of(Leaderboard board) {
    List<Place> mixtures =
        board.ranked().stream()
            .filter(place -> place.entry().members().stream().anyMatch(TreesAlone::trees))
            .filter(place -> !alone(place.entry()))
            .toList();
    return new TreesAlone(
        mixtures,
        mixtures.isEmpty()
            ? Optional.empty()
            : board.ranked().stream()
                .filter(place -> alone(place.entry()))
                .min(
                    Comparator.comparing(
                        place -> onValidation(board, place.entry()),
                        Leaderboard.bestFirst(board.run().primary()))));
  }

  private static boolean trees(Entry entry) {
    return entry.model().equals(TREES);
  }

  private static boolean alone(Entry entry) {
    return entry.ensemble() ? entry.members().stream().allMatch(TreesAlone::trees) : trees(entry);
  }

  /** The primary metric, mean over seeds, averaged over the validation slices by their rows. */
  private static double onValidation(Leaderboard board, Entry entry) {
    Metric primary = board.run().primary();
    double sum = 0;
    double rows = 0;
    for (FoldSpan fold : board.run().folds()) {
      double mean =
          entry.finished().stream()
              .filter(cell -> cell.fold() == fold.number())
              .mapToDouble(cell -> cell.onValidation(board.target(), primary.key()))
              .average()
              .orElse(Double.NaN);
      sum += mean * fold.validationRows();
      rows += fold.validationRows();
    }
    return sum / rows;
  }
}
