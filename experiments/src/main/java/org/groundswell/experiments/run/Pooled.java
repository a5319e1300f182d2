package org.groundswell.experiments.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.MetricIntervals;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;
import org.groundswell.statistics.Interval;

/**
 * Metrics of a competitor over the test rows of all folds together, mean over seeds. A competitor
 * with a failed cell has none: it would be measured on other rows than the rest.
 *
 * @param metrics by target and metric key
 * @param skill 1 − primary metric / primary metric of the author median, by target; absent where
 *     the author median did not run
 * @param intervals of the metrics at 95 %, by target and metric key; those without one are absent
 * @param skillIntervals of the skill, by target
 */
public record Pooled(
    String entry,
    String model,
    String loss,
    Map<String, Map<String, Double>> metrics,
    Map<String, Double> skill,
    Map<String, Map<String, Range>> intervals,
    Map<String, Range> skillIntervals) {

  /** The baseline that skill is measured against. */
  public static final String REFERENCE = "author-median";

  /** Where an interval begins and ends. */
  record Range(double low, double high) {
    static Range of(Interval interval) {
      return new Range(interval.low(), interval.high());
    }
  }

  /** Pools the forecasts that the cells of a run left in its folder. */
  static List<Pooled> of(
      RunFolder folder, Frame frame, List<Cell> cells, List<CellResult> results, Metric primary)
      throws IOException {
    Map<String, List<Integer>> byEntry = new LinkedHashMap<>();
    for (int k = 0; k < cells.size(); k++) {
      byEntry.computeIfAbsent(cells.get(k).entry().name(), name -> new ArrayList<>()).add(k);
    }
    List<List<Cell>> finished = new ArrayList<>();
    for (List<Integer> own : byEntry.values()) {
      if (own.stream().allMatch(k -> results.get(k).ok())) {
        finished.add(own.stream().map(cells::get).toList());
      }
    }
    Reference reference = Reference.NONE;
    for (List<Cell> own : finished) {
      Competitor entry = own.get(0).entry();
      if (reference.scored.isEmpty() && entry.model().equals(REFERENCE)) {
        reference = Reference.of(entry.name(), bySeed(folder, frame, own));
      }
    }
    List<Pooled> pooled = new ArrayList<>();
    for (List<Cell> own : finished) {
      pooled.add(of(frame, own.get(0).entry(), bySeed(folder, frame, own), reference, primary));
    }
    return pooled;
  }

  /**
   * The first author median of a run.
   *
   * @param scored {@code [target][seed]}; empty if none ran
   * @param metrics {@code [target]}
   */
  private record Reference(
      String entry, List<List<Scored>> scored, List<Map<String, Double>> metrics) {
    static final Reference NONE = of("", List.of());

    static Reference of(String entry, List<List<Scored>> scored) {
      return new Reference(entry, scored, scored.stream().map(Pooled::mean).toList());
    }
  }

  /**
   * An entry's metrics.
   *
   * @param scored {@code [target][seed]}
   */
  private static Pooled of(
      Frame frame,
      Competitor entry,
      List<List<Scored>> scored,
      Reference reference,
      Metric primary) {
    Pooled pooled =
        new Pooled(
            entry.name(),
            entry.model(),
            entry.lossName(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    for (int t = 0; t < scored.size(); t++) {
      String target = frame.schema().targets().get(t);
      List<Scored> own = scored.get(t);
      Map<String, Double> metrics = mean(own);
      pooled.metrics.put(target, metrics);
      pooled.intervals.put(target, intervals(own, frame.labelDelay()));
      if (!reference.scored.isEmpty() && primary.better() == Metric.Better.LOWER) {
        Double theirs = reference.metrics.get(t).get(primary.key());
        Double ours = metrics.get(primary.key());
        if (ours != null && theirs != null && theirs > 0) {
          pooled.skill.put(target, 1 - ours / theirs);
          // against itself it is 0 for sure
          if (!entry.name().equals(reference.entry)) {
            new MetricIntervals(own.get(0), frame.labelDelay())
                .skill(primary, own, reference.scored.get(t))
                .ifPresent(skill -> pooled.skillIntervals.put(target, Range.of(skill)));
          }
        }
      }
    }
    return pooled;
  }

  /** Forecasts of all folds, {@code [target][seed]}. */
  private static List<List<Scored>> bySeed(RunFolder folder, Frame frame, List<Cell> cells)
      throws IOException {
    List<Long> seeds = cells.stream().map(Cell::seed).distinct().toList();
    List<List<Scored>> scored = new ArrayList<>();
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      List<Scored> bySeed = new ArrayList<>();
      for (long seed : seeds) {
        List<Cell> ofSeed = cells.stream().filter(cell -> cell.seed() == seed).toList();
        bySeed.add(allFolds(folder, frame, ofSeed, t));
      }
      scored.add(bySeed);
    }
    return scored;
  }

  /** The intervals of all metrics by their keys; none where no row has an outcome. */
  static Map<String, Range> intervals(List<Scored> bySeed, Duration labelDelay) {
    Map<String, Range> intervals = new LinkedHashMap<>();
    if (bySeed.get(0).size() > 0) {
      new MetricIntervals(bySeed.get(0), labelDelay)
          .of(bySeed)
          .forEach((metric, interval) -> intervals.put(metric.key(), Range.of(interval)));
    }
    return intervals;
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
