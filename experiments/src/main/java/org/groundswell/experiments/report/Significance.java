package org.groundswell.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.statistics.BlockBootstrap;
import org.groundswell.statistics.Interval;

/**
 * What the differences of a leaderboard are worth.
 *
 * @param untested why there are no tests at all, empty if there are
 * @param champion the entry that was chosen before its test rows were looked at, if there is one
 * @param first what the table compares others with: the champion, or the best on the test rows
 * @param reference what the forest plot measures from: the champion, or else the best baseline
 * @param losses that all rests on
 * @param values the primary metric by entry
 * @param skills against author-median by entry
 * @param contrasts the pairs that matter
 * @param judged between how many entries all pairs were tested
 * @param days that have test rows
 */
record Significance(
    String untested,
    Optional<Champion> champion,
    Optional<Place> first,
    Optional<Place> reference,
    RowLosses losses,
    Map<String, Interval> values,
    Map<String, Interval> skills,
    List<Contrast> contrasts,
    int judged,
    int days) {

  /** Tests a leaderboard, and first of all the champion if its run chose one. */
  static Significance of(Leaderboard board) throws IOException {
    Optional<Champion> champion = Champion.of(board);
    if (!RowLosses.hasRowLoss(board.run().primary())) {
      return none(
          board,
          champion,
          "%s is not a mean over single rows, so differences in it are not tested."
              .formatted(board.run().primary().label()));
    }
    RowLosses losses = RowLosses.of(board, champion.map(Champion::place));
    return losses.rows() == 0
        ? none(board, champion, "No forecasts are stored, so differences are not tested.")
        : new PairedTests(board, champion, losses).significance();
  }

  private static Significance none(Leaderboard board, Optional<Champion> champion, String why) {
    return new Significance(
        why,
        champion,
        first(board, champion),
        reference(board, champion),
        new RowLosses(new long[0], new int[0], List.of(), Map.of(), Map.of()),
        Map.of(),
        Map.of(),
        List.of(),
        0,
        0);
  }

  static Optional<Place> first(Leaderboard board, Optional<Champion> champion) {
    return champion.map(Champion::place).or(() -> board.ranked().stream().findFirst());
  }

  static Optional<Place> reference(Leaderboard board, Optional<Champion> champion) {
    return champion
        .map(Champion::place)
        .or(() -> board.best(Kind.BASELINE))
        .or(() -> first(board, champion));
  }

  /** One entry against another, empty for a pair that does not matter or can't be compared. */
  Optional<Contrast> between(Place one, Place other) {
    for (Contrast contrast : contrasts) {
      if (contrast.one().equals(one.name()) && contrast.other().equals(other.name())) {
        return Optional.of(contrast);
      }
      if (contrast.one().equals(other.name()) && contrast.other().equals(one.name())) {
        return Optional.of(contrast.reversed());
      }
    }
    return Optional.empty();
  }

  /** The champion, and the others as the leaderboard has them. */
  List<Place> places(Leaderboard board) {
    List<Place> places = new ArrayList<>();
    champion.map(Champion::place).ifPresent(places::add);
    board.places().stream().filter(place -> !places.contains(place)).forEach(places::add);
    return places;
  }

  /** The interval of the primary metric: the run's own, or else that of the rows. */
  Optional<Pooled.Range> value(Place place) {
    return place
        .interval(place.primary())
        .or(() -> Optional.ofNullable(values.get(place.name())).map(Pooled.Range::of));
  }

  /** The interval of the skill, likewise. */
  Optional<Pooled.Range> skill(Place place) {
    return place
        .skillInterval()
        .or(() -> Optional.ofNullable(skills.get(place.name())).map(Pooled.Range::of));
  }

  /** How many entries the champion was tested against. */
  long ofChampion() {
    return contrasts.stream().filter(Contrast::confirmatory).count();
  }

  int pairs() {
    return judged * (judged - 1) / 2;
  }

  /** How it was tested; empty where nothing was. */
  String method(Words words) {
    return untested.isEmpty()
        ? "Tests are Diebold and Mariano's on %s paired rows of %s days, with errors correlated over the label delay and beyond; Holm's p values are adjusted over the family named. Intervals hold 95 %%, each for itself; they draw runs of days again and, where there are %s or more, whole %s."
            .formatted(
                Figures.count(losses.rows()),
                Figures.count(days),
                BlockBootstrap.FEWEST_AUTHORS,
                words.severalGroups())
        : "";
  }
}
