package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric.Better;

/**
 * What the run says in plain words about its first target. A difference is called better or worse
 * only where a test says so, and "can't be told apart" where a test does not.
 *
 * @param headline the answer
 * @param sentences by how much, how surely, and how networks compare with baselines
 * @param further what else tests say, for those who want it
 * @param warnings what keeps an entry from being judged
 */
record Verdict(
    String headline, List<String> sentences, List<String> further, List<String> warnings) {

  /** More than so many are counted and no longer named one by one. */
  private static final int FEW = 3;

  /** With more entries than this the best of each model is named. */
  private static final int MANY = 8;

  Verdict {
    sentences = List.copyOf(sentences);
    further = List.copyOf(further);
    warnings = List.copyOf(warnings);
  }

  /** What comes first and what comes further. */
  List<String> all() {
    return Stream.concat(sentences.stream(), further.stream()).toList();
  }

  /** Headline, first sentences and warnings one after the other. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline);
    lines.addAll(sentences);
    lines.addAll(warnings);
    return lines;
  }

  /** The same with more sentences behind the others. */
  Verdict and(List<String> more) {
    return new Verdict(
        headline, Stream.concat(sentences.stream(), more.stream()).toList(), further, warnings);
  }

  /** The same with a warning before the others. */
  Verdict warned(String warning) {
    return new Verdict(
        headline,
        sentences,
        further,
        Stream.concat(Stream.of(warning), warnings.stream()).toList());
  }

  static Verdict of(Leaderboard board, Significance significance) {
    List<String> warnings = Warnings.of(board);
    if (board.ranked().isEmpty()) {
      return new Verdict(
          "No verdict: no entry can be judged on " + board.target() + ".",
          List.of(),
          List.of(),
          warnings);
    }
    if (board.run().primary().better() == Better.NEITHER) {
      return new Verdict(
          "No verdict: " + board.run().primary().label() + " is neither better high nor low.",
          List.of(),
          List.of(),
          warnings);
    }
    Place first = significance.first().orElseThrow();
    List<Place> ranked = board.ranked();
    List<String> sentences = new ArrayList<>();
    if (ranked.size() == 1) {
      sentences.add("It is the only entry that can be judged.");
    }
    reference(board, significance, first).ifPresent(sentences::add);
    if (significance.champion().isPresent()) {
      bestOnTest(board, significance).ifPresent(sentences::add);
    } else if (ranked.size() > 1) {
      sentences.add(runnerUp(board, significance, first, ranked.get(1)));
    }
    rest(board, significance, first).ifPresent(sentences::add);
    List<String> networks = networks(board, significance);
    networks.stream().findFirst().ifPresent(sentences::add);
    sentences.addAll(mixtures(board, significance));
    List<String> further = new ArrayList<>(networks.stream().skip(1).toList());
    models(board).ifPresent(further::add);
    lowerBound(board, first).ifPresent(further::add);
    boolean foretold = significance.untested().isEmpty() && significance.champion().isPresent();
    (foretold ? further : sentences).add(howSure(board, significance));
    return new Verdict(headline(board, significance, first), sentences, further, warnings);
  }

  private static String headline(Leaderboard board, Significance significance, Place first) {
    Standing standing = Standing.of(board, significance, first);
    boolean chosen = significance.champion().isPresent();
    String metric = board.run().primary().label();
    String value = Figures.value(first.value());
    String judged = board.unjudgedBetter(first).isEmpty() ? "" : " of what can be judged";
    if (!chosen && standing.better().isEmpty() && standing.alike().size() == 1) {
      Place second = standing.alike().get(0);
      return "%s and %s can't be told apart: %s on %s is %s and %s%s"
          .formatted(
              first.name(),
              second.name(),
              metric,
              board.target(),
              value,
              Figures.value(second.value()),
              judged.isEmpty() ? "" : ", the best" + judged);
    }
    String start =
        chosen
            ? "%s has %s %s on %s"
                .formatted(
                    significance.champion().get().introduction(), metric, value, board.target())
            : "%s has the best %s on %s%s: %s"
                .formatted(first.name(), metric, board.target(), judged, value);
    if (!standing.better().isEmpty()) {
      return "%s; %s %s significantly better"
          .formatted(start, some(standing.better()), standing.better().size() == 1 ? "is" : "are");
    }
    if (standing.winsAll()) {
      List<Place> others = standing.worse();
      return "%s, significantly better than %s"
          .formatted(
              start,
              others.size() == 1 ? others.get(0).name() : "all " + others.size() + " others");
    }
    return standing.alike().isEmpty()
        ? start
        : "%s; %s can't be told apart from it".formatted(start, some(standing.alike()));
  }

  /** A few by name, more by number. */
  private static String some(List<Place> places) {
    return places.size() > FEW
        ? places.size() + " others"
        : joined(places.stream().map(Place::name).toList());
  }

  private static String joined(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  private static Optional<String> reference(
      Leaderboard board, Significance significance, Place first) {
    Optional<Place> median = board.authorMedian();
    if (median.isEmpty()) {
      return Optional.of(
          "author-median is not in %s, so there is no skill to tell.".formatted(here(board)));
    }
    if (first.entry().equals(median.get().entry())) {
      List<Place> unjudged = board.unjudgedBetter(first);
      return Optional.of(
          unjudged.isEmpty()
              ? "Nothing in %s is better than the median of the %s own past."
                  .formatted(here(board), board.run().data().words().groups())
              : "Of what can be judged, nothing is better than the median of the %s own past; %s."
                  .formatted(board.run().data().words().groups(), butBetter(unjudged)));
    }
    String skill =
        significance
            .skill(first)
            .map(
                i ->
                    "; its skill is %s (95 %% interval %s to %s)"
                        .formatted(
                            Figures.signedPercent(first.skill()),
                            Figures.signedPercent(i.low()),
                            Figures.signedPercent(i.high())))
            .orElse("");
    return Optional.of(
        "%s is %s%s%s."
            .formatted(
                subject(first),
                lead(board, first, median.get()),
                significance
                    .between(first, median.get())
                    .filter(Contrast::tested)
                    .map(contrast -> ", %s (%s)".formatted(contrast.word(), contrast.evidence()))
                    .orElse(""),
                skill));
  }

  /** What the test of a pair says, to be put behind their distance; empty without a test. */
  private static String tested(Significance significance, Place one, Place other) {
    return significance
        .between(one, other)
        .filter(Contrast::tested)
        .map(contrast -> ": " + contrast.words())
        .orElse("");
  }

  private static Optional<String> bestOnTest(Leaderboard board, Significance significance) {
    Place champion = significance.champion().orElseThrow().place();
    Place best = board.ranked().get(0);
    boolean beaten =
        Leaderboard.bestFirst(board.run().primary()).compare(champion.value(), best.value()) < 0;
    if (beaten && champion.eligible()) {
      return Optional.of(
          "No single entry is better on the test rows; the best of them, %s, is %s%s."
              .formatted(
                  best.name(), lead(board, best, champion), tested(significance, best, champion)));
    }
    return Optional.of(
        best.name().equals(champion.name())
            ? "It is also the best on the test rows."
            : "The best on the test rows, known as such only from them, is %s: %s%s."
                .formatted(
                    best.name(),
                    lead(board, best, champion),
                    tested(significance, best, champion)));
  }

  private static String runnerUp(
      Leaderboard board, Significance significance, Place best, Place second) {
    int sign = board.run().primary().better() == Better.LOWER ? -1 : 1;
    double[] leads =
        best.byFold().keySet().stream()
            .filter(second.byFold()::containsKey)
            .mapToDouble(fold -> sign * (best.byFold().get(fold) - second.byFold().get(fold)))
            .toArray();
    String range =
        leads.length < 2
            ? ""
            : "; fold by fold its lead runs from "
                + Figures.differences(
                    DoubleStream.of(leads).min().orElseThrow(),
                    DoubleStream.of(leads).max().orElseThrow());
    return "It is %s, the runner-up%s%s. It is the best in %s of %s folds."
        .formatted(
            lead(board, best, second),
            tested(significance, best, second),
            range,
            board.foldsWon(best),
            best.byFold().size());
  }

  /** The others by what tests say, where that is not in the headline already. */
  private static Optional<String> rest(Leaderboard board, Significance significance, Place first) {
    Standing standing = Standing.of(board, significance, first);
    if (standing.winsAll() || standing.worse().isEmpty()) {
      return Optional.empty();
    }
    double most =
        standing.worse().stream()
            .flatMap(place -> significance.between(place, first).stream())
            .mapToDouble(Contrast::holm)
            .max()
            .orElseThrow();
    return Optional.of(
        "%s is significantly better than %s (Holm %s%s)."
            .formatted(
                subject(first),
                some(standing.worse()),
                Figures.p(most),
                standing.worse().size() > 1 && most >= 0.001 ? " at most" : ""));
  }

  private static List<String> networks(Leaderboard board, Significance significance) {
    Optional<Place> bestNetwork = board.best(Kind.NETWORK);
    Optional<Place> bestBaseline = board.best(Kind.BASELINE);
    if (bestNetwork.isEmpty() || bestBaseline.isEmpty()) {
      return List.of();
    }
    Place network = bestNetwork.get();
    Place baseline = bestBaseline.get();
    if (network.rank() == 1 && baseline.rank() == 2 && significance.champion().isEmpty()) {
      List<String> sentences = new ArrayList<>(List.of("The runner-up is the best baseline."));
      sentences.addAll(losers(board, significance, baseline));
      return sentences;
    }
    List<String> sentences = new ArrayList<>();
    if (network.rank() < baseline.rank()) {
      sentences.add(
          "The best baseline is %s; the network %s is %s%s."
              .formatted(
                  baseline.name(),
                  network.name(),
                  lead(board, network, baseline),
                  tested(significance, network, baseline)));
    } else {
      List<Place> unjudged =
          board.unjudgedBetter(baseline).stream()
              .filter(place -> place.entry().gradientTrained())
              .toList();
      String nothing =
          unjudged.isEmpty()
              ? "No network beats the best baseline"
              : "Of what can be judged, no network beats the best baseline";
      sentences.add(
          nothing
              + significance
                  .between(network, baseline)
                  .filter(Contrast::tested)
                  .map(contrast -> behind(contrast, network))
                  .orElse("")
              + (unjudged.isEmpty() ? "." : "; " + butBetter(unjudged) + "."));
    }
    sentences.addAll(losers(board, significance, baseline));
    return sentences;
  }

  /** Each ensemble with trees beside the best of trees alone. */
  private static List<String> mixtures(Leaderboard board, Significance significance) {
    TreesAlone trees = TreesAlone.of(board);
    return trees.mixtures().stream()
        .map(
            mixture ->
                trees
                    .best()
                    .map(
                        best ->
                            "The ensemble %s is %s, the best of trees alone on validation rows%s."
                                .formatted(
                                    mixture.name(),
                                    lead(board, mixture, best),
                                    tested(significance, mixture, best)))
                    .orElse(
                        "There are no trees alone to compare the ensemble %s with, so what it owes to its other members is not known."
                            .formatted(mixture.name())))
        .toList();
  }

  private static String behind(Contrast contrast, Place network) {
    return contrast.significant()
        ? "; the difference is significant for the best of them, %s (%s)"
            .formatted(network.name(), contrast.measured())
        : "; the best of them, %s, can't be told apart from it (%s)"
            .formatted(network.name(), contrast.measured());
  }

  /** Networks behind the best baseline, less those that a test can't tell from it. */
  private static List<String> losers(Leaderboard board, Significance significance, Place baseline) {
    List<Place> losers = new ArrayList<>();
    List<Place> level = new ArrayList<>();
    List<Place> networks =
        board.ranked().stream().filter(place -> place.entry().gradientTrained()).toList();
    for (Place place : networks) {
      if (place.rank() > baseline.rank()) {
        boolean alike =
            significance
                .between(place, baseline)
                .filter(contrast -> contrast.tested() && !contrast.significant())
                .isPresent();
        (alike ? level : losers).add(place);
      }
    }
    List<String> sentences = new ArrayList<>();
    // what the test of the best network says has been said
    level.remove(networks.get(0));
    if (losers.equals(networks.subList(0, 1))
        && significance.between(networks.get(0), baseline).filter(Contrast::tested).isPresent()) {
      losers.clear();
    }
    if (losers.size() > FEW) {
      sentences.add(
          "%s lose to the baseline %s, from %s to %s."
              .formatted(
                  losers.size() == networks.size()
                      ? "All " + losers.size() + " networks"
                      : "%s of %s networks".formatted(losers.size(), networks.size()),
                  valued(baseline),
                  valued(losers.get(0)),
                  valued(losers.get(losers.size() - 1))));
    } else if (!losers.isEmpty()) {
      sentences.add(
          losers.stream().map(Verdict::valued).collect(Collectors.joining(", "))
              + (losers.size() == 1 ? " loses" : " lose")
              + " to the baseline "
              + valued(baseline)
              + ".");
    }
    if (!level.isEmpty()) {
      sentences.add(
          "%s can't be told apart from the baseline %s."
              .formatted(
                  level.size() > FEW
                      ? "%s of %s networks".formatted(level.size(), networks.size())
                      : joined(level.stream().map(Verdict::valued).toList()),
                  valued(baseline)));
    }
    return sentences;
  }

  /** What the tests rest on, or why there are none. */
  private static String howSure(Leaderboard board, Significance significance) {
    if (!significance.untested().isEmpty()) {
      return "These are differences as measured. " + significance.untested();
    }
    if (significance.judged() < 2) {
      return "There are no two entries whose forecasts can be compared row by row, so nothing is tested.";
    }
    if (significance.judged() == 2) {
      return significance.champion().isPresent()
          ? "The champion was chosen before its test rows were looked at."
          : "The order was seen on these same test rows, so the test is exploratory.";
    }
    String family =
        "p values are Holm's over all %s pairs of entries%s"
            .formatted(
                significance.pairs(),
                TreesAlone.of(board).mixtures().isEmpty()
                    ? ""
                    : ", but for ensembles against trees alone, which were named beforehand and are a family of their own");
    return significance.champion().isPresent()
        ? "The champion was chosen before its test rows were looked at: its p values are Holm's over its own %s comparisons. Other tests are exploratory: %s."
            .formatted(significance.ofChampion(), family)
        : "The order was seen on these same test rows, so the tests are exploratory: %s, whichever is picked."
            .formatted(family);
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
                .formatted(subject(best), gap(-distance, bound), Figures.value(bound))
            : "The bound that no forecast can pass is %s: %s is %s from it."
                .formatted(Figures.value(bound), called(best), gap(distance, bound)));
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

  /** A champion of several entries has no name of its own. */
  static String called(Place place) {
    return place.name().equals(Champion.NAME) ? "the champion" : place.name();
  }

  private static String subject(Place place) {
    return place.name().equals(Champion.NAME) ? "The champion" : place.name();
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
    return "%s %s (%s)".formatted(size, called(other), Figures.value(other.value()));
  }
}
