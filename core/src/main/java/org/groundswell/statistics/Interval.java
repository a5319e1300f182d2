package org.groundswell.statistics;

/**
 * A number measured on a sample, and what it may be elsewhere.
 *
 * @param estimate on all rows
 * @param standardError of the estimate
 * @param level how often intervals like this hold the true value, 0.95 say
 * @param runLength of how many blocks of time a run was that was drawn as a whole
 * @param authors among how many authors was drawn, 0 if they were too few and were held fixed
 */
public record Interval(
    double estimate,
    double low,
    double high,
    double standardError,
    double level,
    int runLength,
    int authors) {

  /** Cut to the values there can be, [0, 1] for a share. */
  public Interval clippedTo(double lowest, double highest) {
    return new Interval(
        estimate,
        Math.max(lowest, Math.min(highest, low)),
        Math.max(lowest, Math.min(highest, high)),
        standardError,
        level,
        runLength,
        authors);
  }

  /** Whether a value is within, ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
