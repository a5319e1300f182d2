package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * The rows that checks are made on which make columns anew and fit models: all, or of a long frame
 * a share, in the proportions of the frame and of all authors. Columns that follow from other rows
 * are made anew from the share alone.
 *
 * @param frame of {@code made}, as models see it
 * @param fold the last, with what of its slices is in the share
 * @param taken which rows these are; empty if they are all
 */
record Share(Ingredients made, Frame frame, Fold fold, Optional<Leakage.Share> taken) {

  /**
   * A share for checks that fit training rows and forecast validation rows: the newest training
   * rows, all rows from there to V, and the oldest from V on and from C on. The fold keeps its
   * instants.
   *
   * @param most how many rows it has at most, beside those between the training rows and V
   */
  static Share aboutValidation(Ingredients made, Frame frame, Fold fold, int most) {
    int v = frame.firstRowAt(fold.validationStart());
    int c = frame.firstRowAt(fold.cut());
    int end = frame.firstRowAt(fold.testEnd());
    if (frame.rows() <= most) {
      return new Share(made, frame, fold, Optional.empty());
    }
    double part = Math.min(1, (double) most / end);
    int[] train = Arrays.stream(fold.train()).filter(row -> row < v).toArray();
    int kept = Math.min(train.length, Math.max(1, (int) (part * v)));
    int first = kept == 0 ? v : train[train.length - kept];
    return of(
        made,
        frame,
        fold,
        IntStream.concat(
            IntStream.range(first, v + (int) (part * (c - v))),
            IntStream.range(c, c + (int) (part * (end - c)))));
  }

  /**
   * A share for checks that fit all rows that have matured by C and forecast test rows: those about
   * C, without a gap. V is moved so that the share is validated on as much of it as the frame.
   *
   * @param most how many rows it has at most
   */
  static Share aboutCut(Ingredients made, Frame frame, Fold fold, int most) {
    int v = frame.firstRowAt(fold.validationStart());
    int c = frame.firstRowAt(fold.cut());
    int end = frame.firstRowAt(fold.testEnd());
    if (frame.rows() <= most) {
      return new Share(made, frame, fold, Optional.empty());
    }
    double part = Math.min(1, (double) most / end);
    Fold moved =
        new Fold(
            fold.number(),
            fold.trainFrom(),
            frame.instant(c - (int) (part * (c - v))),
            fold.cut(),
            fold.testEnd(),
            fold.train(),
            fold.validation(),
            fold.refit(),
            fold.test());
    return of(
        made, frame, moved, IntStream.range(c - (int) (part * c), c + (int) (part * (end - c))));
  }

  private static Share of(Ingredients made, Frame frame, Fold fold, IntStream of) {
    int[] rows = of.toArray();
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
