package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.groundswell.evaluate.Metric;

/**
 * What a finished run left in its folder, apart from the tables of single cells.
 *
 * @param primary the metric that decides, fixed before the run
 * @param targets in the configuration's order; the verdict is about the first
 * @param config the resolved configuration as it stands in the file
 * @param nominalCoverage the share that the outer quantile levels promise, {@code NaN} without
 *     quantiles
 * @param provenance any JSON
 * @param pooled by entry
 * @param costs by cell
 */
record Run(
    String name,
    String question,
    Metric primary,
    List<String> targets,
    String config,
    double nominalCoverage,
    JsonNode provenance,
    DataSummary data,
    List<FoldSpan> folds,
    List<Entry> entries,
    Map<String, Pooled> pooled,
    Map<String, Cost> costs) {

  Set<Integer> foldNumbers() {
    Set<Integer> numbers = new TreeSet<>();
    folds.forEach(fold -> numbers.add(fold.number()));
    return numbers;
  }

  Cost cost(Cell cell) {
    return costs.getOrDefault(cell.name(), Cost.NONE);
  }

  /** The command that makes the run again, empty if the run did not note it. */
  String command() {
    return provenance.path("command").asText("");
  }
}
