package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;
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
      sentences.add(NOT_TESTED);
    }
    return new Verdict(headline, sentences, warnings(board));
  }

  private static Optional<String> reference(Leaderboard board, Place best) {
    Optional<Place> median = board.authorMedian();
    if (median.isEmpty()) {
      return Optional.of("author-median is not in this run, so there is no skill to tell.");
    }
    if (best.entry().equals(median.get().entry())) {
      List<Place> unjudged = board.unjudgedBetter(best);
      return Optional.of(
          unjudged.isEmpty()
              ? "Nothing in this run is better than the median of the author's own past."
              : "Of what can be judged, nothing is better than the median of the author's own past; %s."
                  .formatted(butBetter(unjudged)));
    }
    return Optional.of("That is %s.".formatted(lead(board, best, median.get())));
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
    if (!losers.isEmpty()) {
      sentences.add(
          losers.stream()
                  .map(place -> place.name() + " (" + Figures.value(place.value()) + ")")
                  .collect(Collectors.joining(", "))
              + (losers.size() == 1 ? " loses" : " lose")
              + " to the baseline %s (%s)."
                  .formatted(baseline.name(), Figures.value(baseline.value())));
    }
    return sentences;
  }

  private static String butBetter(List<Place> unjudged) {
    return unjudged.stream()
            .map(
                place ->
                    "%s (%s; %s)"
                        .formatted(place.name(), Figures.value(place.value()), place.reservation()))
            .collect(Collectors.joining(", "))
        + (unjudged.size() == 1
            ? " has a better value and gets no verdict"
            : " have better values and get no verdict");
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
    for (Place place : board.places()) {
      Entry entry = place.entry();
      String share = entry.limited() + " of " + entry.finished().size() + " cells";
      if (!entry.converged()) {
        warnings.add(
            "%s is not trained to convergence: in %s training ended at the limit of epochs. It gets no verdict."
                .formatted(entry.name(), share));
      } else if (entry.limited() > 0) {
        warnings.add(
            "%s reached its limit in %s; a higher limit might make it better."
                .formatted(entry.name(), share));
      }
      for (Cell cell : entry.failed()) {
        warnings.add("Failed: %s: %s".formatted(cell.name(), cell.error()));
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
