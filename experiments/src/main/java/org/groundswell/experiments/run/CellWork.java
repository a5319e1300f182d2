package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;

/** What is done with a cell: a model is fitted in it, or what others forecast is averaged. */
interface CellWork {
  /** What the second phase leaves behind beside its files. */
  record Outcome(CellResult result, Cost cost) {}

  /**
   * Wall-clock seconds of a cell's parts.
   *
   * @param selectSeconds of the first phase, 0 if nobody knows any more
   */
  record Cost(String cell, double selectSeconds, double refitSeconds, double forecastSeconds) {}

  /**
   * The first phase: reads nothing later than the cut.
   *
   * @param forecasts where forecasts of validation rows are wanted
   * @throws org.groundswell.model.FitFailedException if the cell has none
   */
  Selected select(Cell cell, Optional<Path> forecasts) throws IOException;

  /**
   * The second phase: reads the test slice once, and writes {@code predictions.csv} and what else
   * there is into an empty folder.
   *
   * @param selectSeconds what the first phase took
   * @throws org.groundswell.model.FitFailedException if the cell has no forecasts
   */
  Outcome test(Cell cell, Selected selected, double selectSeconds, Path folder) throws IOException;

  /**
   * Forecasts of a slice beside what came of them, by target.
   *
   * @param byTarget in the order of the names
   */
  record Measured(List<String> targets, List<Scored> byTarget) {

    /** Rows with an outcome, by target. */
    Map<String, Integer> rows() {
      Map<String, Integer> rows = new LinkedHashMap<>();
      for (int t = 0; t < targets.size(); t++) {
        rows.put(targets.get(t), byTarget.get(t).size());
      }
      return rows;
    }

    /** By target and metric key. */
    Map<String, Map<String, Double>> metrics() {
      Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
      for (int t = 0; t < targets.size(); t++) {
        metrics.put(targets.get(t), byKey(byTarget.get(t)));
      }
      return metrics;
    }

    /** Metrics by their keys; none where no row has an outcome. */
    static Map<String, Double> byKey(Scored scored) {
      Map<String, Double> byKey = new LinkedHashMap<>();
      if (scored.size() > 0) {
        for (Map.Entry<Metric, Double> metric : Evaluation.metrics(scored).entrySet()) {
          byKey.put(metric.getKey().key(), metric.getValue());
        }
      }
      return byKey;
    }
  }
}
