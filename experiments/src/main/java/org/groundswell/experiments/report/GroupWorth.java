package org.groundswell.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.statistics.Interval;

/**
 * What feature groups are worth for a target: by how much the primary metric is worse where they
 * are left out, and by how much it is better with them alone than with nothing. Each comparison was
 * fixed by the configuration, so these of a target are one family.
 *
 * @param target what is forecast
 * @param metric the primary metric's label
 * @param lines in the order of the configuration
 * @param untested why there are no tests at all, empty if there are
 */
record GroupWorth(String target, String metric, List<Line> lines, String untested) {

  /**
   * What groups are worth to a model.
   *
   * @param part the entry that sees only some
   * @param value its primary metric
   * @param against that of what it is held against
   * @param contrast of the poorer in knowledge against the richer, so that above 0 speaks for the
   *     groups; empty if either has no losses
   */
  record Line(Ablation.Part part, double value, double against, Optional<Contrast> contrast) {

    /** How much is lost without the groups, or won by them alone. */
    double worth() {
      return contrast
          .map(Contrast::mean)
          .orElse(part.change() == Ablation.Change.WITHOUT ? value - against : against - value);
    }

    String word() {
      return contrast
          .filter(Contrast::tested)
          .map(c -> c.worse() ? "helps" : c.better() ? "harms" : "no significant difference")
          .orElse("not testable");
    }

    Optional<Interval> interval() {
      return contrast.flatMap(Contrast::difference);
    }

    boolean significant() {
      return contrast.filter(Contrast::significant).isPresent();
    }
  }

  GroupWorth {
    lines = List.copyOf(lines);
  }

  /**
   * Works it out for a target.
   *
   * @param losses of the board's entries
   */
  static GroupWorth of(Leaderboard board, RowLosses losses) {
    Map<String, Place> places = new LinkedHashMap<>();
    board.places().forEach(place -> places.put(place.name(), place));
    Map<Ablation.Part, List<String>> pairs = new LinkedHashMap<>();
    for (Ablation.Part part : board.run().ablation().parts()) {
      if (part.against().filter(places::containsKey).isPresent()
          && places.containsKey(part.entry())) {
        String against = part.against().get();
        pairs.put(
            part,
            part.change() == Ablation.Change.WITHOUT
                ? List.of(part.entry(), against)
                : List.of(against, part.entry()));
      }
    }
    Map<List<String>, Contrast> contrasts = new LinkedHashMap<>();
    if (losses.rows() > 0) {
      List<Contrast> family =
          new PairedTests(board, Optional.empty(), losses)
              .family(List.copyOf(pairs.values()), "comparisons of feature groups");
      family.forEach(
          contrast -> contrasts.put(List.of(contrast.one(), contrast.other()), contrast));
    }
    List<Line> lines = new ArrayList<>();
    pairs.forEach(
        (part, pair) ->
            lines.add(
                new Line(
                    part,
                    places.get(part.entry()).value(),
                    places.get(part.against().orElseThrow()).value(),
                    Optional.ofNullable(contrasts.get(pair)))));
    String metric = board.run().primary().label();
    return new GroupWorth(
        board.target(),
        metric,
        lines,
        losses.rows() > 0
            ? ""
            : "%s is not a mean over single rows, or no forecasts are stored, so differences in it are not tested."
                .formatted(metric));
  }

  /** Of each target, what an ablation's groups are worth; empty without one. */
  static List<GroupWorth> of(List<Leaderboard> boards, Significance significance)
      throws IOException {
    List<GroupWorth> all = new ArrayList<>();
    for (Leaderboard board : boards) {
      if (!board.run().ablation().parts().isEmpty()) {
        boolean first = board.equals(boards.get(0));
        boolean readable = RowLosses.hasRowLoss(board.run().primary());
        all.add(
            of(
                board,
                first || !readable
                    ? significance.losses()
                    : RowLosses.of(board, Optional.empty())));
      }
    }
    return all;
  }

  List<Line> of(Ablation.Change change) {
    return lines.stream().filter(line -> line.part().change() == change).toList();
  }

  /** A sentence a model: what leaving groups out does to it. */
  List<String> sentences() {
    Map<String, List<Line>> byModel = new LinkedHashMap<>();
    of(Ablation.Change.WITHOUT)
        .forEach(
            line -> byModel.computeIfAbsent(line.part().of(), name -> new ArrayList<>()).add(line));
    List<String> sentences = new ArrayList<>();
    byModel.forEach((model, own) -> sentences.add(sentence(model, own)));
    return sentences;
  }

  private String sentence(String model, List<Line> own) {
    List<String> parts = new ArrayList<>();
    Stream.of("helps", "harms")
        .forEach(
            word -> {
              List<String> named =
                  own.stream()
                      .filter(line -> line.word().equals(word))
                      .map(
                          line ->
                              "%s (%s)"
                                  .formatted(line.part().named(), Figures.difference(line.worth())))
                      .toList();
              if (!named.isEmpty()) {
                parts.add(
                    "significantly %s without %s"
                        .formatted(
                            word.equals("helps") ? "worse" : "better", String.join(", ", named)));
              }
            });
    List<String> same =
        own.stream().filter(line -> !line.significant()).map(line -> line.part().named()).toList();
    if (!same.isEmpty()) {
      parts.add("not to be told from itself without " + String.join(", ", same));
    }
    return "Feature groups: %s on %s is %s.".formatted(model, target, String.join("; ", parts));
  }

  /** A line a group and model. */
  Table table() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Line line : lines) {
      Ablation.Part part = line.part();
      rows.add(
          List.of(
              Table.Datum.of(part.named()),
              Table.Datum.of(part.change() == Ablation.Change.WITHOUT ? "left out" : "alone"),
              Table.Datum.of(part.of()),
              Table.Datum.of(line.value(), Figures::value),
              Table.Datum.of(line.against(), Figures::value).noted(part.against().orElse("")),
              worth(line),
              line.contrast()
                  .map(c -> Table.Datum.of(line.word(), c.evidence()))
                  .orElse(Table.Datum.of(line.word(), untested))));
    }
    return new Table(
        List.of(
            Table.Column.text("group"),
            Table.Column.text("change"),
            Table.Column.text("model"),
            Table.Column.number(metric, "so changed"),
            Table.Column.number(metric, "held against"),
            Table.Column.number("worth", "95 % interval"),
            Table.Column.text("verdict")),
        rows);
  }

  static Table.Datum worth(Line line) {
    return line.interval()
        .map(
            i ->
                Table.Datum.of(line.worth(), v -> Figures.difference(v, i.low(), i.high()))
                    .noted(Figures.differences(i.low(), i.high())))
        .orElse(Table.Datum.of(line.worth(), Figures::difference));
  }

  String howToRead() {
    String family =
        lines.stream()
            .flatMap(line -> line.contrast().stream())
            .findFirst()
            .map(
                contrast ->
                    " Tests are adjusted over %s of %s.".formatted(contrast.family(), target))
            .orElse(" " + untested);
    return ("Worth: by how much %s gets worse on the same rows if the group is left out, and by how much it is better with the group alone than with nothing to go by; above 0 speaks for the group. "
                .formatted(metric)
            + "Without history there are neither its columns nor observed rows in the window, and levels are learnt, not deviations from the past median. Groups overlap in what they tell, so worths don't add up.")
        + family;
  }
}
