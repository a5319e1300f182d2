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
 */
record TestedChampion(Map<String, Integer> rows, Map<String, Map<String, Double>> metrics) {

  /** Pools what the champions' cells left in the folder; empty if a fold has none that did. */
  static Optional<TestedChampion> of(
      RunFolder folder, Frame frame, List<Cell> cells, List<CellResult> results, Champion champion)
      throws IOException {
    Map<Integer, Map<Long, Cell>> byFold = new LinkedHashMap<>();
    for (int k = 0; k < cells.size(); k++) {
      Cell cell = cells.get(k);
      Map<Long, Cell> bySeed =
          byFold.computeIfAbsent(cell.fold().number(), fold -> new LinkedHashMap<>());
      if (champion.in(cell.fold()).equals(Optional.of(cell.entry().name()))) {
        if (!results.get(k).ok()) {
          return Optional.empty();
        }
        bySeed.put(cell.seed(), cell);
      }
    }
    if (byFold.values().stream().anyMatch(Map::isEmpty)) {
      return Optional.empty();
    }
    List<List<Cell>> bySeed = bySeed(byFold.values());
    List<String> targets = frame.schema().targets();
    Map<String, Integer> rows = new LinkedHashMap<>();
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    for (int t = 0; t < targets.size(); t++) {
      List<Scored> scored = new ArrayList<>();
      for (List<Cell> ofSeed : bySeed) {
        List<Scored> parts = new ArrayList<>();
        for (Cell cell : ofSeed) {
          parts.add(pointsOf(Pooled.read(folder, frame, cell, t)));
        }
        scored.add(Pooled.together(parts));
      }
      rows.put(targets.get(t), scored.get(0).size());
      metrics.put(targets.get(t), Pooled.mean(scored));
    }
    return Optional.of(new TestedChampion(rows, metrics));
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

  /** Not all champions need have quantiles. */
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
