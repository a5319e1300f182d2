package org.groundswell.experiments.report;

import java.util.Map;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Metric.Better;

/**
 * An entry's metrics over the test rows of all folds, mean over seeds: a line of {@code
 * pooled.jsonl}.
 *
 * @param metrics by target and metric key
 * @param skill by target: of the primary metric against author-median on the same rows
 */
record Pooled(
    String entry,
    String model,
    String loss,
    Map<String, Map<String, Double>> metrics,
    Map<String, Double> skill) {

  Pooled {
    if (entry == null) {
      throw new IllegalArgumentException("a line needs 'entry'");
    }
    metrics = metrics == null ? Map.of() : metrics;
    skill = skill == null ? Map.of() : skill;
  }

  Pooled named(String newName) {
    return new Pooled(newName, model, loss, metrics, skill);
  }

  Pooled withSkill(Map<String, Double> newSkill) {
    return new Pooled(entry, model, loss, metrics, newSkill);
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
