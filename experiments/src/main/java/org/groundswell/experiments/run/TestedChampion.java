package org.groundswell.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;

/**
 * How the champions of the folds did on the test rows of all folds together, each on its own
 * fold's: their point forecasts, mean over seeds. It stands in {@code champion-test.json}.
 *
 * @param rows test rows with an outcome, by target
 * @param metrics by target and metric key
 * @param intervals of the metrics at 95 %, by target and metric key
 */
record TestedChampion(
    Map<String, Integer> rows,
    Map<String, Map<String, Double>> metrics,
    Map<String, Map<String, Pooled.Range>> intervals) {

  /** Pools what the champions' cells left in the folder; empty if a fold has none that did. */
  static Optional<TestedChampion> of(
      RunFolder folder, Frame frame, List<Cell> cells, List<CellResult> results, Champion champion)
      throws IOException {
    List<List<Cell>> bySeed = cells(cells, results, champion);
    if (bySeed.isEmpty()) {
      return Optional.empty();
    }
    List<String> targets = frame.schema().targets();
    Map<String, Integer> rows = new LinkedHashMap<>();
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    Map<String, Map<String, Pooled.Range>> intervals = new LinkedHashMap<>();
    for (int t = 0; t < targets.size(); t++) {
      List<Scored> scored = new ArrayList<>();
      for (List<Cell> ofSeed : bySeed) {
        scored.add(points(folder, frame, ofSeed, t));
      }
      rows.put(targets.get(t), scored.get(0).size());
      metrics.put(targets.get(t), Pooled.mean(scored));
      intervals.put(targets.get(t), Pooled.intervals(scored, frame.labelDelay()));
    }
    return Optional.of(new TestedChampion(rows, metrics, intervals));
  }

  /** The point forecasts of cells of all folds; not all champions need have quantiles. */
  static Scored points(RunFolder folder, Frame frame, List<Cell> cells, int target)
      throws IOException {
    List<Scored> parts = new ArrayList<>();
    for (Cell cell : cells) {
      parts.add(pointsOf(Pooled.read(folder, frame, cell, target)));
    }
    return Pooled.together(parts);
  }

  /**
   * The champions' cells, by seed one a fold; empty if a fold has no champion that did not fail.
   */
  static List<List<Cell>> cells(List<Cell> cells, List<CellResult> results, Champion champion) {
    Map<Integer, Map<Long, Cell>> byFold = new LinkedHashMap<>();
    for (int k = 0; k < cells.size(); k++) {
      Cell cell = cells.get(k);
      Map<Long, Cell> bySeed =
          byFold.computeIfAbsent(cell.fold().number(), fold -> new LinkedHashMap<>());
      if (champion.in(cell.fold()).equals(Optional.of(cell.entry().name()))) {
        if (!results.get(k).ok()) {
          return List.of();
        }
        bySeed.put(cell.seed(), cell);
      }
    }
    return byFold.values().stream().anyMatch(Map::isEmpty) ? List.of() : bySeed(byFold.values());
  }

  /** A cell a fold for each seed; one without chance has the same for all. */
  private static List<List<Cell>> bySeed(Collection<Map<Long, Cell>> folds) {
    return folds.stream()
        .flatMap(own -> own.keySet().stream())
        .distinct()
        .map(
            seed ->
                folds.stream()
                    .map(own -> own.getOrDefault(seed, own.values().iterator().next()))
                    .toList())
        .toList();
  }

  private static Scored pointsOf(Scored scored) {
    return new Scored(
        scored.group(),
        scored.millis(),
        scored.actual(),
        scored.forecast(),
        new double[0][],
        new double[0],
        scored.naiveError());
  }
}
