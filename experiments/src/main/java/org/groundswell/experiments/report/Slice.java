package org.groundswell.experiments.report;

/**
 * How an entry did on a part of the test rows: a line of {@code slices.jsonl}.
 *
 * @param slicing what parts the rows, such as {@code weekday}
 * @param slice which part, such as {@code Monday}
 * @param few whether it has so few rows that its value says little
 * @param metric the key of the metric
 * @param skill against author-median on the same rows, {@code NaN} if it is absent
 * @param coverage of the outer quantile levels, {@code NaN} if it is absent
 */
record Slice(
    String entry,
    String target,
    String slicing,
    String slice,
    long rows,
    boolean few,
    String metric,
    double value,
    Double skill,
    Double coverage) {
  /** The slicing by the outcome itself. */
  static final String TOP_DECILE = "top-decile";

  Slice {
    if (entry == null || target == null || slicing == null || slice == null) {
      throw new IllegalArgumentException("a line needs 'entry', 'target', 'slicing' and 'slice'");
    }
    metric = metric == null ? "" : metric;
    skill = skill == null ? Double.NaN : skill;
    coverage = coverage == null ? Double.NaN : coverage;
  }

  Slice named(String newName) {
    return new Slice(newName, target, slicing, slice, rows, few, metric, value, skill, coverage);
  }
}
