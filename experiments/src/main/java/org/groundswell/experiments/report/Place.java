package org.groundswell.experiments.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.groundswell.evaluate.Metric;

/**
 * How an entry did in one target.
 *
 * @param rank from 1; 0 if it may not be called best
 * @param reservation why it may not be called best, empty if it may
 * @param pooled every metric over the test rows of all folds, mean over seeds; absent ones are left
 *     out
 * @param byFold the primary metric by fold, mean over seeds; folds without a finished cell are left
 *     out
 * @param skill of the primary metric against author-median, {@code NaN} if there is none
 * @param intervals of {@code pooled} at 95 %; none in old runs
 * @param skillInterval of {@code skill}; none in old runs
 */
record Place(
    Entry entry,
    int rank,
    String reservation,
    Metric primary,
    Map<Metric, Double> pooled,
    TreeMap<Integer, Double> byFold,
    double skill,
    Map<Metric, Pooled.Range> intervals,
    Optional<Pooled.Range> skillInterval) {

  static Place of(Run run, Entry entry, String target) {
    Pooled line = run.pooled().get(entry.name());
    Map<Metric, Double> pooled = new TreeMap<>();
    Map<Metric, Pooled.Range> intervals = Map.of();
    Optional<Pooled.Range> skillInterval = Optional.empty();
    double skill = Double.NaN;
    if (line != null) {
      for (Metric metric : Metric.values()) {
        double value = line.metric(target, metric.key());
        if (!Double.isNaN(value)) {
          pooled.put(metric, value);
        }
      }
      intervals = byMetric(line.intervals().getOrDefault(target, Map.of()));
      skill = line.skill(target);
      skillInterval = Optional.ofNullable(line.skillIntervals().get(target));
    }
    TreeMap<Integer, Double> byFold = new TreeMap<>();
    for (int fold : run.foldNumbers()) {
      double mean = foldMean(entry, fold, target, run.primary());
      if (!Double.isNaN(mean)) {
        byFold.put(fold, mean);
      }
    }
    String reservation = entry.reservation(run.foldNumbers());
    if (reservation.isEmpty() && !pooled.containsKey(run.primary())) {
      reservation = "no " + run.primary().label();
    }
    return new Place(
        entry, 0, reservation, run.primary(), pooled, byFold, skill, intervals, skillInterval);
  }

  static Map<Metric, Pooled.Range> byMetric(Map<String, Pooled.Range> byKey) {
    Map<Metric, Pooled.Range> byMetric = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      Optional.ofNullable(byKey.get(metric.key())).ifPresent(own -> byMetric.put(metric, own));
    }
    return byMetric;
  }

  /** The lower bound's place: beside the others, never among them. */
  static Place of(Run run, LowerBound bound, String target, Optional<Place> authorMedian) {
    Map<Metric, Double> pooled = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      double value = bound.pooled(target, metric.key());
      if (!Double.isNaN(value)) {
        pooled.put(metric, value);
      }
    }
    TreeMap<Integer, Double> byFold = new TreeMap<>();
    for (int fold : run.foldNumbers()) {
      double value = bound.inFold(fold, target, run.primary().key());
      if (!Double.isNaN(value)) {
        byFold.put(fold, value);
      }
    }
    double skill =
        Pooled.skill(
            run.primary(),
            pooled.getOrDefault(run.primary(), Double.NaN),
            authorMedian.map(Place::value).orElse(Double.NaN));
    Entry entry =
        new Entry(
            LowerBound.NAME,
            "lower-bound",
            "",
            "",
            false,
            List.of(),
            run.origins().get(0),
            List.of());
    return new Place(
        entry, 0, "unreachable", run.primary(), pooled, byFold, skill, Map.of(), Optional.empty());
  }

  /** A metric's mean over the finished seeds of a fold, {@code NaN} if there are none. */
  static double foldMean(Entry entry, int fold, String target, Metric metric) {
    return entry.finished().stream()
        .filter(cell -> cell.fold() == fold)
        .mapToDouble(cell -> cell.metric(target, metric.key()))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  Place ranked(int newRank) {
    return new Place(
        entry, newRank, reservation, primary, pooled, byFold, skill, intervals, skillInterval);
  }

  boolean eligible() {
    return reservation.isEmpty();
  }

  String name() {
    return entry.name();
  }

  double metric(Metric metric) {
    return pooled.getOrDefault(metric, Double.NaN);
  }

  /** A metric beside its interval, if there is one. */
  Table.Datum datum(Metric metric) {
    return Table.Datum.of(metric(metric), Figures::value)
        .noted(interval(metric).map(Pooled.Range::text).orElse(""));
  }

  /** The skill beside its interval, if there is one. */
  Table.Datum skillDatum() {
    return Table.Datum.of(skill, Figures::signedPercent)
        .noted(skillInterval.map(SignificanceTables::percents).orElse(""));
  }

  Optional<Pooled.Range> interval(Metric metric) {
    return Optional.ofNullable(intervals.get(metric));
  }

  /** The primary metric over the test rows of all folds. */
  double value() {
    return metric(primary);
  }

  double foldMean() {
    return folds().average().orElse(Double.NaN);
  }

  /** Standard deviation over folds (n − 1), {@code NaN} with fewer than two. */
  double foldDeviation() {
    if (byFold.size() < 2) {
      return Double.NaN;
    }
    double mean = foldMean();
    return Math.sqrt(
        folds().map(value -> (value - mean) * (value - mean)).sum() / (byFold.size() - 1));
  }

  private DoubleStream folds() {
    return byFold.values().stream().mapToDouble(Double::doubleValue);
  }
}
