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

  /** All of it in one line, to tell it from another. */
  String text() {
    return "fold %s (train from %s, validation from %s, cut %s, test until %s, %s/%s/%s/%s rows)"
        .formatted(
            number,
            trainFrom,
            validationStart,
            cut,
            testEnd,
            trainRows,
            validationRows,
            refitRows,
            testRows);
  }

  /** The day of the cut, such as {@code 2021-03-04}. */
  String cutDay() {
    return Figures.day(cut);
  }
}
