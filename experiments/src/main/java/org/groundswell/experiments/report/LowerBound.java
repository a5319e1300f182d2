package org.groundswell.experiments.report;

import java.util.Map;

/**
 * The error of forecasts that know what no model can know, {@code lower-bound.json}. It stands in
 * tables and pictures and takes no part in the contest.
 *
 * @param what a sentence that says what it is
 * @param pooled over the test rows of all folds, by target and metric key
 * @param byFold by fold, target and metric key
 */
record LowerBound(
    String what,
    Map<String, Map<String, Double>> pooled,
    Map<Integer, Map<String, Map<String, Double>>> byFold) {

  static final String NAME = "lower bound (unreachable)";

  LowerBound {
    what = what == null ? "" : what;
    pooled = pooled == null ? Map.of() : pooled;
    byFold = byFold == null ? Map.of() : byFold;
  }

  /** A metric over all folds, {@code NaN} if it is absent. */
  double pooled(String target, String key) {
    return value(pooled, target, key);
  }

  /** A metric in a fold, {@code NaN} if it is absent. */
  double inFold(int fold, String target, String key) {
    return value(byFold.getOrDefault(fold, Map.of()), target, key);
  }

  private static double value(Map<String, Map<String, Double>> metrics, String target, String key) {
    Double value = metrics.getOrDefault(target, Map.of()).get(key);
    return value == null ? Double.NaN : value;
  }
}
