package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What keeps entries of a leaderboard from being judged, a sentence each. */
final class Warnings {
  /** More than so many are counted and no longer named one by one. */
  private static final int FEW = 3;

  private Warnings() {}

  static List<String> of(Leaderboard board) {
    List<String> warnings = new ArrayList<>();
    programs(board.run().origins()).ifPresent(warnings::add);
    List<Entry> unconverged =
        board.places().stream().map(Place::entry).filter(entry -> !entry.converged()).toList();
    List<Entry> limited =
        board.places().stream()
            .map(Place::entry)
            .filter(entry -> entry.converged() && entry.limited() > 0)
            .toList();
    if (unconverged.size() > FEW) {
      warnings.add(
          "%s entries are not trained to convergence and get no verdict: training ended at the limit of epochs in %s."
              .formatted(unconverged.size(), shares(unconverged)));
    }
    if (limited.size() > FEW) {
      warnings.add(
          "%s entries reached their limit in some cells, and a higher limit might make them better: %s."
              .formatted(limited.size(), shares(limited)));
    }
    for (Place place : board.places()) {
      Entry entry = place.entry();
      String share = entry.limited() + " of " + entry.finished().size() + " cells";
      if (!entry.converged() && unconverged.size() <= FEW) {
        warnings.add(
            "%s is not trained to convergence: in %s training ended at the limit of epochs. It gets no verdict."
                .formatted(entry.name(), share));
      } else if (limited.contains(entry) && limited.size() <= FEW) {
        warnings.add(
            "%s reached its limit in %s; a higher limit might make it better."
                .formatted(entry.name(), share));
      }
      entry.failed().stream()
          .limit(FEW)
          .forEach(cell -> warnings.add("Failed: %s: %s".formatted(cell.name(), cell.error())));
      if (entry.failed().size() > FEW) {
        warnings.add(
            "Failed: %s more cells of %s, listed under “Every cell”."
                .formatted(entry.failed().size() - FEW, entry.name()));
      }
      List<String> members =
          entry.members().stream().filter(member -> !member.converged()).map(Entry::name).toList();
      if (!members.isEmpty()) {
        warnings.add(
            "%s averages %s, not trained to convergence; a higher limit might make it better."
                .formatted(entry.name(), String.join(" and ", members)));
      }
      if (entry.outside()) {
        warnings.add(
            "%s: forecasts made by another program; what they were fitted on and chosen by, nobody here can know."
                .formatted(entry.name()));
      }
      if (!place.eligible() && entry.converged() && entry.failed().isEmpty()) {
        warnings.add("%s gets no verdict: %s.".formatted(entry.name(), place.reservation()));
      }
    }
    if (board.testRows().size() > 1) {
      warnings.add(
          "Entries were tested on different numbers of rows (%s): their metrics do not compare."
              .formatted(
                  board.testRows().stream()
                      .map(Figures::count)
                      .collect(Collectors.joining(" and "))));
    }
    return warnings;
  }

  private static Optional<String> programs(List<Origin> origins) {
    return origins.stream().map(Origin::program).distinct().count() < 2
        ? Optional.empty()
        : Optional.of(
            "The runs were made by different programs: %s."
                .formatted(
                    origins.stream()
                        .map(origin -> origin.label() + " by " + origin.program())
                        .collect(Collectors.joining("; "))));
  }

  private static String shares(List<Entry> entries) {
    return entries.stream()
        .map(
            entry ->
                "%s (%s of %s)".formatted(entry.name(), entry.limited(), entry.finished().size()))
        .collect(Collectors.joining(", "));
  }
}
