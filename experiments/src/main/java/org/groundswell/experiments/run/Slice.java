package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * How a competitor did on a part of the test rows of all folds, mean over seeds: a line of {@code
 * slices.jsonl}.
 *
 * @param slicing what parts the rows, such as {@code weekday}
 * @param slice which part, such as {@code Monday}
 * @param few whether it has so few rows that its value says little
 * @param metric the key of the metric
 * @param skill 1 − value / value of the author median on the same rows; absent where that did not
 *     run or makes no error
 * @param coverage share of outcomes between the outer quantile levels; absent without them
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Slice(
    String entry,
    String target,
    String slicing,
    String slice,
    long rows,
    boolean few,
    String metric,
    double value,
    Optional<Double> skill,
    Optional<Double> coverage) {
  static final int FEW_ROWS = 30;
}
