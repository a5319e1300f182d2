package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import org.groundswell.model.Fit;

/**
 * What the first phase found of a cell, as it stands in {@code selected.jsonl}: how far to go, and
 * how the model fitted on training rows forecasts the validation rows. Nothing in it is later than
 * the fold's cut, and everything is the same bits on every run.
 *
 * @param status {@code ok} or {@code failed}
 * @param error why it failed, empty if it did not
 * @param stopping why the fit ended
 * @param choice what validation chose: epochs, trees or a penalty
 * @param epochs the course of the fit
 * @param validationRows rows with an outcome, by target
 * @param validation by target and {@link org.groundswell.evaluate.Metric#key}
 */
@JsonPropertyOrder({
  "cell",
  "status",
  "error",
  "stopping",
  "choice",
  "epochs",
  "validationRows",
  "validation"
})
record Selected(
    String cell,
    String status,
    String error,
    Fit.StoppingReason stopping,
    double choice,
    List<Fit.Epoch> epochs,
    Map<String, Integer> validationRows,
    Map<String, Map<String, Double>> validation) {

  static Selected of(
      Cell cell,
      Fit fit,
      Map<String, Integer> validationRows,
      Map<String, Map<String, Double>> validation) {
    return new Selected(
        cell.name(),
        CellResult.OK,
        "",
        fit.reason(),
        fit.choice(),
        fit.epochs(),
        validationRows,
        validation);
  }

  static Selected failed(Cell cell, String error) {
    return new Selected(
        cell.name(),
        CellResult.FAILED,
        error,
        Fit.StoppingReason.CHOICE,
        0,
        List.of(),
        Map.of(),
        Map.of());
  }

  boolean ok() {
    return CellResult.OK.equals(status);
  }

  /** The fit that chose. */
  Fit fit() {
    return new Fit(choice, stopping, epochs);
  }
}
