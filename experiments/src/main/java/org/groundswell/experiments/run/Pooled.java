package org.groundswell.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;

/**
 * Metrics of a competitor over the test rows of all folds together, mean over seeds. A competitor
 * with a failed cell has none: it would be measured on other rows than the rest.
 *
 * @param metrics by target and metric key
 * @param skill 1 − primary metric / primary metric of the author median, by target; absent where
 *     the author median did not run
 */
public record Pooled(
    String entry,
    String model,
    String loss,
    Map<String, Map<String, Double>> metrics,
    Map<String, Double> skill) {

  /** The baseline that skill is measured against. */
  public static final String REFERENCE = "author-median";

  /** Pools the forecasts that the cells of a run left in its folder. */
  static List<Pooled> of(
      RunFolder folder, Frame frame, List<Cell> cells, List<CellResult> results, Metric primary)
      throws IOException {
    Map<String, List<Integer>> byEntry = new LinkedHashMap<>();
    for (int k = 0; k < cells.size(); k++) {
      byEntry.computeIfAbsent(cells.get(k).entry().name(), name -> new ArrayList<>()).add(k);
    }
    Map<String, Map<String, Map<String, Double>>> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, List<Integer>> entry : byEntry.entrySet()) {
      if (entry.getValue().stream().allMatch(k -> results.get(k).ok())) {
        List<Cell> own = entry.getValue().stream().map(cells::get).toList();
        metrics.put(entry.getKey(), meanOverSeeds(folder, frame, own));
      }
    }
    Optional<String> reference =
        byEntry.entrySet().stream()
            .filter(e -> cells.get(e.getValue().get(0)).entry().model().equals(REFERENCE))
            .map(Map.Entry::getKey)
            .filter(metrics::containsKey)
            .findFirst();
    List<Pooled> pooled = new ArrayList<>();
    for (Map.Entry<String, Map<String, Map<String, Double>>> own : metrics.entrySet()) {
      Competitor entry = cells.get(byEntry.get(own.getKey()).get(0)).entry();
      Map<String, Double> skill = new LinkedHashMap<>();
      if (reference.isPresent() && primary.better() == Metric.Better.LOWER) {
        for (String target : own.getValue().keySet()) {
          Double theirs = metrics.get(reference.get()).get(target).get(primary.key());
          Double ours = own.getValue().get(target).get(primary.key());
          if (ours != null && theirs != null && theirs > 0) {
            skill.put(target, 1 - ours / theirs);
          }
        }
      }
      pooled.add(new Pooled(own.getKey(), entry.model(), entry.lossName(), own.getValue(), skill));
    }
    return pooled;
  }

  private static Map<String, Map<String, Double>> meanOverSeeds(
      RunFolder folder, Frame frame, List<Cell> cells) throws IOException {
    List<Long> seeds = cells.stream().map(Cell::seed).distinct().toList();
    Map<String, Map<String, Double>> mean = new LinkedHashMap<>();
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      List<Scored> bySeed = new ArrayList<>();
      for (long seed : seeds) {
        List<Cell> ofSeed = cells.stream().filter(cell -> cell.seed() == seed).toList();
        bySeed.add(allFolds(folder, frame, ofSeed, t));
      }
      mean.put(frame.schema().targets().get(t), mean(bySeed));
    }
    return mean;
  }

  /** The mean of each metric over forecasts of the same rows. */
  static Map<String, Double> mean(List<Scored> bySeed) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (Scored scored : bySeed) {
      CellWork.Measured.byKey(scored)
          .forEach((key, value) -> values.computeIfAbsent(key, k -> new ArrayList<>()).add(value));
    }
    Map<String, Double> mean = new LinkedHashMap<>();
    values.forEach(
        (key, ofSeeds) -> {
          // a metric that one seed lacks would be a mean over other seeds than the rest
          if (ofSeeds.size() == bySeed.size()) {
            mean.put(key, ofSeeds.stream().mapToDouble(v -> v).average().orElseThrow());
          }
        });
    return mean;
  }

  /** The forecasts of all folds, read back in the order in which they were written. */
  static Scored allFolds(RunFolder folder, Frame frame, List<Cell> cells, int target)
      throws IOException {
    List<Scored> parts = new ArrayList<>();
    for (Cell cell : cells) {
      parts.add(read(folder, frame, cell, target));
    }
    return together(parts);
  }

  /** Forecasts of one kind, one after the other. */
  static Scored together(List<Scored> parts) {
    return new Scored(
        parts.stream().flatMapToInt(part -> Arrays.stream(part.group())).toArray(),
        parts.stream().flatMapToLong(part -> Arrays.stream(part.millis())).toArray(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.actual())).toArray(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.forecast())).toArray(),
        parts.stream().flatMap(part -> Arrays.stream(part.quantiles())).toArray(double[][]::new),
        parts.get(0).levels(),
        parts.stream().flatMapToDouble(part -> Arrays.stream(part.naiveError())).toArray());
  }

  /** The forecasts that a cell left of a target. */
  static Scored read(RunFolder folder, Frame frame, Cell cell, int target) throws IOException {
    return PredictionFile.read(
        folder.forecasts(RunFolder.PREDICTIONS, cell.name()),
        frame,
        cell.fold().test(),
        cell.fold().refit(),
        target,
        cell.entry().levels());
  }
}
