package org.groundswell.experiments.audit;

import java.time.Instant;
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
    if (frame.rows() <= most) {
      return new Share(made, frame, fold, Optional.empty());
    }
    Cuts cuts = Cuts.of(frame, fold, most);
    int[] train = Arrays.stream(fold.train()).filter(row -> row < cuts.v).toArray();
    int kept = Math.min(train.length, Math.max(1, cuts.part(cuts.v)));
    int first = kept == 0 ? cuts.v : train[train.length - kept];
    return of(
        made,
        frame,
        fold,
        fold.validationStart(),
        IntStream.concat(
            IntStream.range(first, cuts.v + cuts.part(cuts.validation())), cuts.test()));
  }

  /**
   * A share for checks that fit all rows that have matured by C and forecast test rows: those about
   * C, without a gap. V is moved so that the share is validated on as much of it as the frame.
   *
   * @param most how many rows it has at most
   */
  static Share aboutCut(Ingredients made, Frame frame, Fold fold, int most) {
    if (frame.rows() <= most) {
      return new Share(made, frame, fold, Optional.empty());
    }
    Cuts cuts = Cuts.of(frame, fold, most);
    return of(
        made,
        frame,
        fold,
        frame.instant(cuts.c - cuts.part(cuts.validation())),
        IntStream.concat(IntStream.range(cuts.c - cuts.part(cuts.c), cuts.c), cuts.test()));
  }

  /**
   * Where the slices of a fold begin and end in the frame, and how much of each is taken.
   *
   * @param v the first row from V on
   * @param c the first row from C on
   */
  private record Cuts(int v, int c, int end, double share) {
    static Cuts of(Frame frame, Fold fold, int most) {
      int end = frame.firstRowAt(fold.testEnd());
      return new Cuts(
          frame.firstRowAt(fold.validationStart()),
          frame.firstRowAt(fold.cut()),
          end,
          Math.min(1, (double) most / end));
    }

    int part(int rows) {
      return (int) (share * rows);
    }

    int validation() {
      return c - v;
    }

    /** The oldest test rows. */
    IntStream test() {
      return IntStream.range(c, c + part(end - c));
    }
  }

  private static Share of(
      Ingredients made, Frame frame, Fold fold, Instant validationStart, IntStream of) {
    int[] rows = of.toArray();
    Ingredients own = new Ingredients(made.bare().withRows(rows), made.asOf(), made.prints());
    Fold within =
        new Fold(
            fold.number(),
            fold.trainFrom(),
            validationStart,
            fold.cut(),
            fold.testEnd(),
            places(fold.train(), rows),
            places(fold.validation(), rows),
            places(fold.refit(), rows),
            places(fold.test(), rows));
    return new Share(
        own,
        own.frame(),
        within,
        Optional.of(
            new Leakage.Share(
                rows.length,
                frame.rows(),
                frame.instant(rows[0]),
                frame.instant(rows[rows.length - 1]))));
  }

  /** Where those of some rows that are in the share stand in it. */
  private static int[] places(int[] some, int[] rows) {
    return Arrays.stream(some)
        .map(row -> Arrays.binarySearch(rows, row))
        .filter(place -> place >= 0)
        .toArray();
  }
}
