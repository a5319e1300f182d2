package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.groundswell.evaluate.Metric.Better;

/**
 * What the run says in plain words about its first target.
 *
 * @param headline the answer
 * @param sentences by how much, how often, and how networks compare with baselines
 * @param warnings what keeps an entry from being judged
 */
record Verdict(String headline, List<String> sentences, List<String> warnings) {

  static final String NOT_TESTED =
      "These are differences as measured: no significance test has been made yet.";

  /** More than so many are counted and no longer named one by one. */
  private static final int FEW = 3;

  /** With more entries than this the best of each model is named. */
  private static final int MANY = 8;

  Verdict {
    sentences = List.copyOf(sentences);
    warnings = List.copyOf(warnings);
  }

  /** Headline, sentences and warnings one after the other. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline);
    lines.addAll(sentences);
    lines.addAll(warnings);
    return lines;
  }

  static Verdict of(Leaderboard board) {
    String metric = board.run().primary().label();
    List<Place> ranked = board.ranked();
    List<String> sentences = new ArrayList<>();
    String headline;
    if (ranked.isEmpty()) {
      headline = "No verdict: no entry can be judged on " + board.target() + ".";
    } else if (board.run().primary().better() == Better.NEITHER) {
      headline = "No verdict: " + metric + " is neither better high nor low.";
    } else {
      Place best = ranked.get(0);
      headline =
          "%s has the best %s on %s%s: %s"
              .formatted(
                  best.name(),
                  metric,
                  board.target(),
                  board.unjudgedBetter(best).isEmpty() ? "" : " of what can be judged",
                  Figures.value(best.value()));
      if (ranked.size() == 1) {
        sentences.add("It is the only entry that can be judged.");
      }
      reference(board, best).ifPresent(sentences::add);
      if (ranked.size() > 1) {
        sentences.add(runnerUp(board, best, ranked.get(1)));
      }
      sentences.addAll(networks(board));
      models(board).ifPresent(sentences::add);
      lowerBound(board, best).ifPresent(sentences::add);
      sentences.add(NOT_TESTED);
    }
    return new Verdict(headline, sentences, warnings(board));
  }

  private static Optional<String> reference(Leaderboard board, Place best) {
    Optional<Place> median = board.authorMedian();
    if (median.isEmpty()) {
      return Optional.of(
          "author-median is not in %s, so there is no skill to tell.".formatted(here(board)));
    }
    if (best.entry().equals(median.get().entry())) {
      List<Place> unjudged = board.unjudgedBetter(best);
      return Optional.of(
          unjudged.isEmpty()
              ? "Nothing in %s is better than the median of the %s own past."
                  .formatted(here(board), board.run().data().words().groups())
              : "Of what can be judged, nothing is better than the median of the %s own past; %s."
                  .formatted(board.run().data().words().groups(), butBetter(unjudged)));
    }
    return Optional.of("That is %s.".formatted(lead(board, best, median.get())));
  }

  private static String here(Leaderboard board) {
    return board.run().compares() ? "these runs" : "this run";
  }

  /** How far the best is from what nobody reaches; a value beyond it is no merit. */
  private static Optional<String> lowerBound(Leaderboard board, Place best) {
    double bound = board.lowerBound().map(Place::value).orElse(Double.NaN);
    if (Double.isNaN(bound)) {
      return Optional.empty();
    }
    int sign = board.run().primary().better() == Better.LOWER ? 1 : -1;
    double distance = sign * (best.value() - bound);
    return Optional.of(
        distance < 0
            ? "%s is %s beyond the bound that no forecast can pass (%s): that is chance or a leak, not merit."
                .formatted(best.name(), gap(-distance, bound), Figures.value(bound))
            : "The bound that no forecast can pass is %s: %s is %s from it."
                .formatted(Figures.value(bound), best.name(), gap(distance, bound)));
  }

  private static String gap(double distance, double bound) {
    String size = distance == 0 ? "0" : Figures.difference(distance).substring(1);
    return bound > 0 ? "%s (%s)".formatted(size, Figures.percent(distance / bound)) : size;
  }

  /** The best of each model, where a leaderboard is too long to see it at once. */
  private static Optional<String> models(Leaderboard board) {
    Map<String, Place> best = new LinkedHashMap<>();
    board.ranked().stream()
        .filter(place -> place.entry().gradientTrained())
        .forEach(place -> best.putIfAbsent(place.entry().model(), place));
    return best.size() < 2 || board.places().size() <= MANY
        ? Optional.empty()
        : Optional.of(
            "The best of each kind of network: %s."
                .formatted(
                    best.values().stream().map(Verdict::valued).collect(Collectors.joining(", "))));
  }

  private static String valued(Place place) {
    return place.name() + " (" + Figures.value(place.value()) + ")";
  }

  private static String runnerUp(Leaderboard board, Place best, Place second) {
    int sign = board.run().primary().better() == Better.LOWER ? -1 : 1;
    double[] leads =
        best.byFold().keySet().stream()
            .filter(second.byFold()::containsKey)
            .mapToDouble(fold -> sign * (best.byFold().get(fold) - second.byFold().get(fold)))
            .toArray();
    String range =
        leads.length < 2
            ? ""
            : "; fold by fold its lead runs from %s to %s"
                .formatted(
                    Figures.difference(DoubleStream.of(leads).min().orElseThrow()),
                    Figures.difference(DoubleStream.of(leads).max().orElseThrow()));
    return "It is %s, the runner-up%s. It is the best in %s of %s folds."
        .formatted(lead(board, best, second), range, board.foldsWon(best), best.byFold().size());
  }

  private static List<String> networks(Leaderboard board) {
    Optional<Place> bestNetwork = board.best(true);
    Optional<Place> bestBaseline = board.best(false);
    if (bestNetwork.isEmpty() || bestBaseline.isEmpty()) {
      return List.of();
    }
    Place baseline = bestBaseline.get();
    List<Place> losers =
        board.ranked().stream()
            .filter(place -> place.entry().gradientTrained() && place.rank() > baseline.rank())
            .toList();
    List<String> sentences = new ArrayList<>();
    if (bestNetwork.get().rank() == 1 && baseline.rank() == 2) {
      sentences.add("The runner-up is the best baseline.");
    } else if (bestNetwork.get().rank() < baseline.rank()) {
      sentences.add(
          "The best baseline is %s; the network %s is %s."
              .formatted(
                  baseline.name(),
                  bestNetwork.get().name(),
                  lead(board, bestNetwork.get(), baseline)));
    } else {
      List<Place> unjudged =
          board.unjudgedBetter(baseline).stream()
              .filter(place -> place.entry().gradientTrained())
              .toList();
      sentences.add(
          unjudged.isEmpty()
              ? "No network beats the best baseline."
              : "Of what can be judged, no network beats the best baseline; %s."
                  .formatted(butBetter(unjudged)));
    }
    if (losers.size() > FEW) {
      long all = board.ranked().stream().filter(place -> place.entry().gradientTrained()).count();
      sentences.add(
          "%s lose to the baseline %s, from %s to %s."
              .formatted(
                  losers.size() == all
                      ? "All " + all + " networks"
                      : "%s of %s networks".formatted(losers.size(), all),
                  valued(baseline),
                  valued(losers.get(0)),
                  valued(losers.get(losers.size() - 1))));
    } else if (!losers.isEmpty()) {
      sentences.add(
          losers.stream().map(Verdict::valued).collect(Collectors.joining(", "))
              + (losers.size() == 1 ? " loses" : " lose")
              + " to the baseline %s (%s)."
                  .formatted(baseline.name(), Figures.value(baseline.value())));
    }
    return sentences;
  }

  private static String butBetter(List<Place> unjudged) {
    return unjudged.stream()
            .limit(FEW)
            .map(
                place ->
                    "%s (%s; %s)"
                        .formatted(place.name(), Figures.value(place.value()), place.reservation()))
            .collect(Collectors.joining(", "))
        + (unjudged.size() > FEW ? " and %s more".formatted(unjudged.size() - FEW) : "")
        + (unjudged.size() == 1
            ? " has a better value and gets no verdict"
            : " have better values and get no verdict");
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

  /** By how much one value is better than another: relative for errors, absolute for the rest. */
  private static String lead(Leaderboard board, Place better, Place other) {
    double difference = better.value() - other.value();
    boolean relative = board.run().primary().better() == Better.LOWER && other.value() > 0;
    String size =
        difference == 0
            ? "level with"
            : (relative
                    ? Figures.percent(Math.abs(difference / other.value()))
                    : Figures.difference(Math.abs(difference)).substring(1))
                + (difference < 0 ? " lower than" : " higher than");
    return "%s %s (%s)".formatted(size, other.name(), Figures.value(other.value()));
  }

  private static List<String> warnings(Leaderboard board) {
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
}
