package org.groundswell.experiments.report;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.groundswell.evaluate.MetricIntervals;
import org.groundswell.statistics.BlockBootstrap;
import org.groundswell.statistics.BlockSums;
import org.groundswell.statistics.DieboldMariano;
import org.groundswell.statistics.Holm;
import org.groundswell.statistics.Interval;
import org.groundswell.statistics.LongRunVariance;
import org.groundswell.statistics.PairedLosses;
import org.groundswell.statistics.Statistic;
import org.groundswell.statistics.TimeBlocks;

/**
 * Tests and intervals of a leaderboard's entries on the rows they share.
 *
 * <p>There are three families of tests. One holds the comparisons of the champion, which was chosen
 * before the test rows were looked at; one those of ensembles with trees against trees alone, which
 * the configuration asks for. Any other pair is picked after looking, so its p value is adjusted
 * over all pairs there are: whichever is picked, the chance of a false finding among them stays
 * below the level.
 */
final class PairedTests {
  private static final BlockBootstrap BOOTSTRAP = BlockBootstrap.withSeed(1);

  private final Leaderboard board;
  private final Optional<Champion> champion;
  private final RowLosses losses;
  private final TimeBlocks days;
  private final Duration delay;
  private final int[] drawn;
  private final List<String> judged;
  private final Map<Set<String>, DieboldMariano> tests = new LinkedHashMap<>();
  private final Map<Set<String>, Double> ofAll = new LinkedHashMap<>();
  private final Map<Set<String>, Double> ofChampion = new LinkedHashMap<>();
  private final Map<Set<String>, Double> ofMixtures = new LinkedHashMap<>();

  PairedTests(Leaderboard board, Optional<Champion> champion, RowLosses losses) {
    this.board = board;
    this.champion = champion;
    this.losses = losses;
    days = TimeBlocks.of(losses.millis(), MetricIntervals.BLOCK);
    delay = delay(board.run().data().labelDelay());
    drawn =
        Arrays.stream(losses.group()).map(group -> group % MetricIntervals.MOST_DRAWN).toArray();
    judged =
        board.ranked().stream()
            .map(Place::name)
            .filter(name -> losses.byEntry().containsKey(name))
            .toList();
  }

  Significance significance() {
    test();
    Map<String, Interval> values = new LinkedHashMap<>();
    Map<String, Interval> skills = new LinkedHashMap<>();
    Optional<double[]> median =
        board.authorMedian().map(place -> losses.byEntry().get(place.name()));
    losses
        .byEntry()
        .forEach(
            (name, own) -> {
              interval(Statistic.mean(0), own).ifPresent(value -> values.put(name, value));
              median
                  .filter(reference -> reference != own)
                  .flatMap(reference -> interval(Statistic.skill(0, 1), own, reference))
                  .ifPresent(skill -> skills.put(name, skill));
            });
    return new Significance(
        "",
        champion,
        Significance.first(board, champion),
        Significance.reference(board, champion),
        losses,
        values,
        skills,
        contrasts(),
        judged.size(),
        days.occupied());
  }

  /**
   * Pairs that were fixed before the run, as a family of their own.
   *
   * @param what they are, to be put behind their number
   */
  List<Contrast> family(List<List<String>> pairs, String what) {
    List<List<String>> known =
        pairs.stream().filter(pair -> losses.byEntry().keySet().containsAll(pair)).toList();
    List<Set<String>> family = new ArrayList<>();
    for (List<String> pair : known) {
      if (judged.containsAll(pair)) {
        family.add(Set.copyOf(pair));
        test(pair.get(0), pair.get(1));
      }
    }
    Map<Set<String>, Double> adjusted = new LinkedHashMap<>();
    adjust(family, adjusted);
    String name = "the %s %s".formatted(family.size(), what);
    return known.stream()
        .map(pair -> contrast(pair.get(0), pair.get(1), adjusted, name, true))
        .toList();
  }

  private void test() {
    List<Set<String>> all = new ArrayList<>();
    for (int one = 0; one < judged.size(); one++) {
      for (int other = one + 1; other < judged.size(); other++) {
        all.add(Set.of(judged.get(one), judged.get(other)));
        test(judged.get(one), judged.get(other));
      }
    }
    adjust(all, ofAll);
    champion
        .map(own -> own.place().name())
        .filter(losses.byEntry()::containsKey)
        .ifPresent(this::testChampion);
    adjust(mixtures().stream().map(Set::copyOf).toList(), ofMixtures);
  }

  /** Each ensemble with trees and the best of trees alone. */
  private List<List<String>> mixtures() {
    TreesAlone trees = TreesAlone.of(board);
    List<List<String>> pairs = new ArrayList<>();
    for (Place mixture : trees.mixtures()) {
      trees
          .best()
          .map(best -> List.of(mixture.name(), best.name()))
          .filter(judged::containsAll)
          .ifPresent(pairs::add);
    }
    return pairs;
  }

  private void testChampion(String name) {
    List<Set<String>> family = new ArrayList<>();
    for (String other : judged) {
      if (!other.equals(name)) {
        family.add(Set.of(name, other));
        test(name, other);
      }
    }
    adjust(family, ofChampion);
  }

  private void test(String one, String other) {
    tests.computeIfAbsent(
        Set.of(one, other),
        pair ->
            DieboldMariano.test(
                days, paired(one, other).differences(), delay, LongRunVariance.COSINES));
  }

  private void adjust(List<Set<String>> family, Map<Set<String>, Double> adjusted) {
    double[] p =
        Holm.adjusted(family.stream().mapToDouble(pair -> tests.get(pair).pValue()).toArray());
    for (int k = 0; k < p.length; k++) {
      adjusted.put(family.get(k), p[k]);
    }
  }

  /** Every entry against the first and the reference, and the best network and baseline. */
  private List<Contrast> contrasts() {
    Set<List<String>> pairs = new LinkedHashSet<>();
    List<Place> centres = new ArrayList<>();
    Significance.first(board, champion).ifPresent(centres::add);
    Significance.reference(board, champion).ifPresent(centres::add);
    board.ranked().stream().findFirst().ifPresent(centres::add);
    for (Place centre : centres) {
      for (Place place : board.places()) {
        add(pairs, place, centre);
      }
    }
    board
        .best(Kind.NETWORK)
        .ifPresent(
            network ->
                board.best(Kind.BASELINE).ifPresent(baseline -> add(pairs, network, baseline)));
    for (List<String> pair : mixtures()) {
      if (!pairs.contains(List.of(pair.get(1), pair.get(0)))) {
        pairs.add(pair);
      }
    }
    return pairs.stream().map(pair -> contrast(pair.get(0), pair.get(1))).toList();
  }

  private void add(Set<List<String>> pairs, Place one, Place other) {
    if (!one.equals(other)
        && losses.byEntry().containsKey(one.name())
        && losses.byEntry().containsKey(other.name())
        && !pairs.contains(List.of(other.name(), one.name()))) {
      pairs.add(List.of(one.name(), other.name()));
    }
  }

  private Contrast contrast(String one, String other) {
    Set<String> pair = Set.of(one, other);
    if (ofChampion.containsKey(pair)) {
      String family = "the champion's %s comparisons".formatted(ofChampion.size());
      return contrast(one, other, ofChampion, family, true);
    }
    if (ofMixtures.containsKey(pair)) {
      String family =
          "%s of ensembles with trees alone"
              .formatted(
                  ofMixtures.size() == 1
                      ? "the one comparison"
                      : ofMixtures.size() + " comparisons");
      return contrast(one, other, ofMixtures, family, false);
    }
    return contrast(one, other, ofAll, "all %s pairs".formatted(ofAll.size()), false);
  }

  private Contrast contrast(
      String one,
      String other,
      Map<Set<String>, Double> adjusted,
      String family,
      boolean confirmatory) {
    PairedLosses paired = paired(one, other);
    Optional<Interval> difference =
        interval(Statistic.difference(0, 1), paired.first(), paired.second());
    Optional<Interval> winRate =
        interval(Statistic.mean(0), paired.wins()).map(rate -> rate.clippedTo(0, 1));
    Set<String> pair = Set.of(one, other);
    DieboldMariano test =
        tests.getOrDefault(
            pair,
            new DieboldMariano.NotTestable(
                Double.NaN, "one of both may not be judged, see the leaderboard"));
    return new Contrast(
        one,
        other,
        Arrays.stream(paired.differences()).average().orElseThrow(),
        difference,
        winRate,
        test.pValue(),
        adjusted.getOrDefault(pair, 1.0),
        family,
        confirmatory,
        test instanceof DieboldMariano.NotTestable not ? not.reason() : "");
  }

  private PairedLosses paired(String one, String other) {
    return new PairedLosses(losses.byEntry().get(one), losses.byEntry().get(other));
  }

  private Optional<Interval> interval(Statistic statistic, double[]... quantities) {
    return BOOTSTRAP.interval(BlockSums.of(days, drawn, quantities), delay, statistic);
  }

  static Duration delay(String iso) {
    try {
      return Duration.parse(iso);
    } catch (DateTimeParseException e) {
      return Duration.ZERO;
    }
  }
}
