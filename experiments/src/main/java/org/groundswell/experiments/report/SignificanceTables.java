package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Intervals and tests as tables: a short one for the first screen, and every pair. */
final class SignificanceTables {
  /** With more entries than this a first look shows only some. */
  private static final int MANY = 10;

  private static final int FEW = 8;

  private final Leaderboard board;
  private final Significance significance;

  SignificanceTables(Leaderboard board, Significance significance) {
    this.board = board;
    this.significance = significance;
  }

  /** A line an entry: its value, how far it is from the first, and what that means. */
  Table summary() {
    return summary(significance.places(board));
  }

  /**
   * The same for a first look: where there are many, the first few and the best of each kind, what
   * skill is measured against among them.
   */
  Table brief() {
    List<Place> all = significance.places(board);
    if (all.size() <= MANY) {
      return summary(all);
    }
    Set<Place> kept = new LinkedHashSet<>();
    significance.first().ifPresent(kept::add);
    Stream.of(Kind.values()).flatMap(kind -> board.best(kind).stream()).forEach(kept::add);
    board.authorMedian().ifPresent(kept::add);
    all.stream().limit(MANY).filter(place -> kept.size() < FEW).forEach(kept::add);
    return summary(all.stream().filter(kept::contains).toList());
  }

  private Table summary(List<Place> places) {
    String first = significance.first().map(Place::name).orElse("");
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Place place : places) {
      Optional<Contrast> contrast =
          significance.first().flatMap(other -> significance.between(place, other));
      rows.add(
          List.of(
              new Table.Datum(place.name(), place.name().equals(first)),
              Table.Datum.of(place.value(), Figures::value)
                  .noted(significance.value(place).map(Pooled.Range::text).orElse("")),
              difference(contrast),
              word(place, first, contrast),
              Table.Datum.of(place.skill(), Figures::signedPercent)
                  .noted(significance.skill(place).map(SignificanceTables::percents).orElse(""))));
    }
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.number(board.run().primary().label(), "95 % interval"),
            Table.Column.number("difference", "to " + first),
            Table.Column.text("verdict"),
            Table.Column.number("skill", "vs median")),
        rows);
  }

  static Table.Datum difference(Optional<Contrast> contrast) {
    return contrast
        .map(
            c ->
                c.difference()
                    .map(
                        i ->
                            Table.Datum.of(c.mean(), v -> Figures.difference(v, i.low(), i.high()))
                                .noted(Figures.differences(i.low(), i.high())))
                    .orElse(Table.Datum.of(c.mean(), Figures::difference)))
        .orElse(Table.Datum.of(Double.NaN, Figures::value));
  }

  private Table.Datum word(Place place, String first, Optional<Contrast> contrast) {
    if (place.name().equals(first)) {
      return Table.Datum.of(
          significance.champion().isPresent() ? "chosen on validation" : "best on the test rows");
    }
    if (!place.eligible()) {
      return Table.Datum.of("not judged", place.reservation());
    }
    return contrast
        .map(c -> Table.Datum.of(c.word(), c.evidence()))
        .orElse(
            Table.Datum.of(
                "not testable", significance.losses().missing().getOrDefault(place.name(), "")));
  }

  /** Every pair that was looked at, with all that is known of it. */
  Table pairs() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Contrast contrast : significance.contrasts()) {
      rows.add(
          List.of(
              Table.Datum.of(contrast.one()),
              Table.Datum.of(contrast.other()),
              difference(Optional.of(contrast)),
              contrast
                  .winRate()
                  .map(
                      i ->
                          Table.Datum.of(i.estimate(), Figures::percent)
                              .noted(percents(Pooled.Range.of(i), false)))
                  .orElse(Table.Datum.of(Double.NaN, Figures::percent)),
              p(contrast, contrast.p()),
              p(contrast, contrast.holm()),
              contrast.tested()
                  ? Table.Datum.of(contrast.word(), contrast.family())
                  : Table.Datum.of(contrast.word(), contrast.untested())));
    }
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.text("against"),
            Table.Column.number("difference", "95 % interval"),
            Table.Column.number("win rate", "of rows"),
            Table.Column.number("p", "of the pair"),
            Table.Column.number("p", "Holm"),
            Table.Column.text("verdict")),
        rows);
  }

  private static Table.Datum p(Contrast contrast, double p) {
    return Table.Datum.of(
        contrast.tested() ? p : Double.NaN,
        value ->
            Double.isNaN(value) ? Figures.ABSENT : Figures.p(value).replaceFirst("^p (= )?", ""));
  }

  /** An interval of a skill. */
  static String percents(Pooled.Range interval) {
    return percents(interval, true);
  }

  private static String percents(Pooled.Range interval, boolean signed) {
    String low = signed ? Figures.signedPercent(interval.low()) : Figures.percent(interval.low());
    String high =
        signed ? Figures.signedPercent(interval.high()) : Figures.percent(interval.high());
    return low.replace(" %", "") + " to " + high;
  }
}
