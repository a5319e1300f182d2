package org.groundswell.experiments.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * One finished (entry, fold, seed), a line of {@code metrics.jsonl}.
 *
 * @param name what its files in {@code predictions} and {@code history} are called
 * @param scaling of the targets; absent in files of old runs
 * @param choice what validation chose: epochs, trees, a penalty
 * @param clipped forecasts that were cut back to ten times the training maximum
 * @param testRows rows with an outcome, by target
 * @param metrics by target and metric key; a metric that does not apply is absent
 * @param validation the same on validation rows
 */
record Cell(
    @JsonProperty("cell") String name,
    String entry,
    String model,
    String loss,
    String scaling,
    boolean gradientTrained,
    int fold,
    long seed,
    String status,
    String error,
    String stopping,
    double choice,
    int epochLimit,
    long clipped,
    Map<String, Long> testRows,
    Map<String, Map<String, Double>> metrics,
    Map<String, Map<String, Double>> validation) {

  Cell {
    if (name == null || entry == null) {
      throw new IllegalArgumentException("a cell needs 'cell' and 'entry'");
    }
    model = model == null ? entry : model;
    loss = loss == null ? "" : loss;
    scaling = scaling == null ? "" : scaling;
    status = status == null ? "ok" : status;
    error = error == null ? "" : error;
    stopping = stopping == null ? "" : stopping;
    testRows = testRows == null ? Map.of() : testRows;
    metrics = metrics == null ? Map.of() : metrics;
    validation = validation == null ? Map.of() : validation;
  }

  boolean failed() {
    return !status.equals("ok");
  }

  /** Whether fitting ended at the limit of epochs while it could still improve. */
  boolean limited() {
    return stopping.equals("LIMIT");
  }

  /** Whether the configuration fixed the number of epochs. */
  boolean fixedEpochs() {
    return stopping.equals("FIXED");
  }

  /** A metric of a target, {@code NaN} if it is absent. */
  double metric(String target, String key) {
    return value(metrics, target, key);
  }

  /** The same on validation rows. */
  double onValidation(String target, String key) {
    return value(validation, target, key);
  }

  private static double value(Map<String, Map<String, Double>> metrics, String target, String key) {
    Double value = metrics.getOrDefault(target, Map.of()).get(key);
    return value == null ? Double.NaN : value;
  }
}
