package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/**
 * A finished cell, as it stands in {@code metrics.jsonl}; everything in it is the same bits on
 * every run.
 *
 * @param scaling how its targets are transformed, such as {@code log + robust, deviation}
 * @param status {@code ok} or {@code failed}
 * @param error why it failed, empty if it did not
 * @param stopping why the fit that chose ended
 * @param choice what validation chose: epochs, trees or a penalty
 * @param epochLimit the limit that {@code LIMIT} refers to, 0 where there is none
 * @param clipped forecasts clipped to [0, 10 × training maximum] on the way back, over targets and
 *     levels
 * @param testRows rows with an outcome, by target
 * @param metrics by target and {@link org.groundswell.evaluate.Metric#key}
 * @param validation the same on the validation rows, by the model that was fitted on training rows
 */
@JsonPropertyOrder({
  "cell",
  "entry",
  "model",
  "loss",
  "scaling",
  "gradientTrained",
  "fold",
  "seed",
  "status",
  "error",
  "stopping",
  "choice",
  "epochLimit",
  "clipped",
  "testRows",
  "metrics",
  "validation"
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CellResult(
    String cell,
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
    Map<String, Integer> testRows,
    Map<String, Map<String, Double>> metrics,
    Map<String, Map<String, Double>> validation) {

  /** Lines of old runs say nothing of validation. */
  public CellResult {
    validation = validation == null ? Map.of() : validation;
  }

  static final String OK = "ok";
  static final String FAILED = "failed";

  /**
   * Of a cell that was tested.
   *
   * @param clipped forecasts that were clipped
   * @param testRows rows with an outcome, by target
   */
  static CellResult of(
      Cell cell,
      Selected selected,
      long clipped,
      Map<String, Integer> testRows,
      Map<String, Map<String, Double>> metrics) {
    Competitor entry = cell.entry();
    return new CellResult(
        cell.name(),
        entry.name(),
        entry.model(),
        entry.lossName(),
        entry.scaling(),
        entry.gradientTrained(),
        cell.fold().number(),
        cell.seed(),
        OK,
        "",
        selected.stopping().name(),
        selected.choice(),
        entry.epochLimit(),
        clipped,
        testRows,
        metrics,
        selected.validation());
  }

  /**
   * @param validation what it did on validation rows, empty if it failed there already
   */
  static CellResult failed(Cell cell, String error, Map<String, Map<String, Double>> validation) {
    Competitor entry = cell.entry();
    return new CellResult(
        cell.name(),
        entry.name(),
        entry.model(),
        entry.lossName(),
        entry.scaling(),
        entry.gradientTrained(),
        cell.fold().number(),
        cell.seed(),
        FAILED,
        error,
        "",
        0,
        0,
        0,
        Map.of(),
        Map.of(),
        validation);
  }

  boolean ok() {
    return OK.equals(status);
  }
}
