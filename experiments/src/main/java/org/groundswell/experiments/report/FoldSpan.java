package org.groundswell.experiments.report;

import java.time.Instant;

/** A fold's instants and row counts, a line of {@code folds.csv}. */
record FoldSpan(
    int number,
    Instant trainFrom,
    Instant validationStart,
    Instant cut,
    Instant testEnd,
    long trainRows,
    long validationRows,
    long refitRows,
    long testRows) {

  /** The day of the cut, such as {@code 2021-03-04}. */
  String cutDay() {
    return Figures.day(cut);
  }
}
