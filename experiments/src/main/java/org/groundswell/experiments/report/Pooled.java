package org.groundswell.experiments.report;

import java.util.Map;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Metric.Better;
import org.groundswell.statistics.Interval;

/**
 * An entry's metrics over the test rows of all folds, mean over seeds: a line of {@code
 * pooled.jsonl}.
 *
 * @param metrics by target and metric key
 * @param skill by target: of the primary metric against author-median on the same rows
 * @param intervals of metrics at 95 %, by target and metric key; none in old runs
 * @param skillIntervals of the skill, by target
 */
record Pooled(
    String entry,
    String model,
    String loss,
    Map<String, Map<String, Double>> metrics,
    Map<String, Double> skill,
    Map<String, Map<String, Range>> intervals,
    Map<String, Range> skillIntervals) {

  /** Where an interval begins and ends. */
  record Range(double low, double high) {
    static Range of(Interval interval) {
      return new Range(interval.low(), interval.high());
    }

    String text() {
      return Figures.range(low, high);
    }
  }

  Pooled {
    if (entry == null) {
      throw new IllegalArgumentException("a line needs 'entry'");
    }
    metrics = metrics == null ? Map.of() : metrics;
    skill = skill == null ? Map.of() : skill;
    intervals = intervals == null ? Map.of() : intervals;
    skillIntervals = skillIntervals == null ? Map.of() : skillIntervals;
  }

  Pooled named(String newName) {
    return new Pooled(newName, model, loss, metrics, skill, intervals, skillIntervals);
  }

  /** The same with another skill, whose interval nobody knows. */
  Pooled withSkill(Map<String, Double> newSkill) {
    return newSkill.equals(skill)
        ? this
        : new Pooled(entry, model, loss, metrics, newSkill, intervals, Map.of());
  }

  /** By how much an error is lower than another, {@code NaN} for what is not an error. */
  static double skill(Metric metric, double own, double reference) {
    return metric.better() == Better.LOWER && reference > 0 ? 1 - own / reference : Double.NaN;
  }

  /** A metric of a target, {@code NaN} if it is absent. */
  double metric(String target, String key) {
    Double value = metrics.getOrDefault(target, Map.of()).get(key);
    return value == null ? Double.NaN : value;
  }

  /** The skill in a target, {@code NaN} if it is absent. */
  double skill(String target) {
    Double value = skill.get(target);
    return value == null ? Double.NaN : value;
  }
}
