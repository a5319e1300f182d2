package org.groundswell.experiments.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.groundswell.evaluate.Metric;

/**
 * What a finished run left in its folder, or several runs together.
 *
 * @param primary the metric that decides, fixed before the run
 * @param targets in the configuration's order; the verdict is about the first
 * @param nominalCoverage the share that the outer quantile levels promise, {@code NaN} without
 *     quantiles
 * @param pooled by entry
 * @param remarks what readers must know of the data, as the configuration says it
 * @param slices nothing in old runs
 * @param ablation of feature groups, empty without one and in a comparison
 * @param notes how runs were put together; empty for one run
 * @param origins the folders; one, or several in a comparison
 */
record Run(
    String name,
    String question,
    Metric primary,
    List<String> targets,
    double nominalCoverage,
    DataSummary data,
    List<FoldSpan> folds,
    List<Entry> entries,
    Map<String, Pooled> pooled,
    Optional<LowerBound> lowerBound,
    List<String> remarks,
    SliceResults slices,
    Ablation ablation,
    List<String> notes,
    List<Origin> origins) {

  Set<Integer> foldNumbers() {
    Set<Integer> numbers = new TreeSet<>();
    folds.forEach(fold -> numbers.add(fold.number()));
    return numbers;
  }

  /** A cell of a fold that didn't fail; all have the same test rows. */
  Optional<Cell> finishedCell(int fold) {
    return entries.stream()
        .flatMap(entry -> entry.finished().stream())
        .filter(cell -> cell.fold() == fold)
        .findFirst();
  }

  /** What failed in the leakage audit of each run; comes before anything else. */
  List<String> alarms() {
    return origins.stream()
        .flatMap(
            origin ->
                origin.audit().alarm().stream()
                    .map(alarm -> compares() ? origin.letter() + ": " + alarm : alarm))
        .toList();
  }

  /** Whether it is a comparison of several runs. */
  boolean compares() {
    return origins.size() > 1;
  }
}
