package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * The rows that checks are made on which make columns anew and fit models: all, or of a long frame
 * a share about the last fold's V and C. It has the newest rows before V, the oldest from V on and
 * the oldest from C on, in the proportions of the frame, and of all authors; within a part no row
 * is left out. Columns that follow from other rows are made anew from the share alone. The fold
 * keeps its instants, and of its slices what is in the share.
 *
 * @param frame of {@code made}, as models see it
 * @param taken which rows these are; empty if they are all
 */
record Share(Ingredients made, Frame frame, Fold fold, Optional<Leakage.Share> taken) {

  /**
   * Takes a share.
   *
   * @param most how many rows it has at most
   */
  static Share of(Ingredients made, Frame frame, Fold fold, int most) {
    if (frame.rows() <= most) {
      return new Share(made, frame, fold, Optional.empty());
    }
    int v = frame.firstRowAt(fold.validationStart());
    int c = frame.firstRowAt(fold.cut());
    int end = frame.firstRowAt(fold.testEnd());
    double part = Math.min(1, (double) most / end);
    int[] rows =
        IntStream.concat(
                IntStream.range(v - (int) (part * v), v + (int) (part * (c - v))),
                IntStream.range(c, c + (int) (part * (end - c))))
            .toArray();
    Ingredients own = new Ingredients(made.bare().withRows(rows), made.asOf(), made.prints());
    return new Share(
        own,
        own.frame(),
        of(fold, rows),
        Optional.of(
            new Leakage.Share(
                rows.length,
                frame.rows(),
                frame.instant(rows[0]),
                frame.instant(rows[rows.length - 1]))));
  }

  private static Fold of(Fold fold, int[] rows) {
    return new Fold(
        fold.number(),
        fold.trainFrom(),
        fold.validationStart(),
        fold.cut(),
        fold.testEnd(),
        places(fold.train(), rows),
        places(fold.validation(), rows),
        places(fold.refit(), rows),
        places(fold.test(), rows));
  }

  /** Where those of some rows that are in the share stand in it. */
  private static int[] places(int[] some, int[] rows) {
    return Arrays.stream(some)
        .map(row -> Arrays.binarySearch(rows, row))
        .filter(place -> place >= 0)
        .toArray();
  }
}
