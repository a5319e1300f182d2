package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.statistics.CriticalDifference;
import org.groundswell.statistics.Friedman;
import org.groundswell.statistics.Ranks;

/**
 * Entries ranked on each series by itself, or on each author, and the ranks compared: does the same
 * entry win everywhere? Folds never take the place of series, since they share training rows.
 *
 * @param unavailable why there is no test, empty if there is one
 * @param series how many there are
 * @param rows one an entry, best first
 * @param groups {@code [from, to]} of the rows that no test tells apart, ends included
 */
record SeriesRanking(
    String unavailable,
    String what,
    int series,
    List<Row> rows,
    Friedman friedman,
    double criticalDifference,
    List<int[]> groups) {

  /** With fewer series than this ranks say nothing. */
  private static final int FEWEST_SERIES = 5;

  /** A series counts from so many test rows on. */
  private static final int FEWEST_ROWS = 100;

  static final int FEWEST_ENTRIES = 3;

  /** An entry and its mean rank. */
  record Row(Place place, double rank) {}

  static SeriesRanking of(Leaderboard board, Significance significance) {
    RowLosses losses = significance.losses();
    String what = board.run().data().words().severalGroups();
    if (!significance.untested().isEmpty()) {
      return none(what, significance.untested());
    }
    List<Place> places =
        board.ranked().stream()
            .filter(place -> losses.byEntry().containsKey(place.name()))
            .toList();
    Means means = Means.ofAll(losses, places);
    int kept = means.names().size();
    if (kept < FEWEST_SERIES || places.size() < FEWEST_ENTRIES) {
      return none(
          what,
          "Ranks are compared over %s %s with %s test rows each or more, and between %s entries; there are %s and %s, so there is no rank plot."
              .formatted(FEWEST_SERIES, what, FEWEST_ROWS, FEWEST_ENTRIES, kept, places.size()));
    }
    return ranked(what, places, Ranks.of(means.losses()));
  }

  /**
   * Mean losses on each series with rows enough.
   *
   * @param losses {@code [series][entry]}
   */
  record Means(List<String> names, List<Integer> rows, double[][] losses) {

    /** Those of a run with several series; empty if there are none. */
    static Optional<Means> of(RowLosses losses, List<Place> places) {
      boolean known = places.stream().allMatch(p -> losses.byEntry().containsKey(p.name()));
      return Optional.of(losses)
          .filter(of -> known && !places.isEmpty())
          .map(of -> ofAll(of, places))
          .filter(means -> means.names().size() > 1);
    }

    private static Means ofAll(RowLosses losses, List<Place> places) {
      int[] counts = new int[losses.groups().size()];
      for (int group : losses.group()) {
        counts[group]++;
      }
      int[] kept =
          IntStream.range(0, counts.length).filter(group -> counts[group] >= FEWEST_ROWS).toArray();
      double[][] means = new double[kept.length][places.size()];
      for (int model = 0; model < places.size(); model++) {
        double[] sums = new double[counts.length];
        double[] own = losses.byEntry().get(places.get(model).name());
        for (int row = 0; row < own.length; row++) {
          sums[losses.group()[row]] += own[row];
        }
        for (int k = 0; k < kept.length; k++) {
          means[k][model] = sums[kept[k]] / counts[kept[k]];
        }
      }
      return new Means(
          Arrays.stream(kept).mapToObj(losses.groups()::get).toList(),
          Arrays.stream(kept).mapToObj(group -> counts[group]).toList(),
          means);
    }
  }

  private static SeriesRanking none(String what, String why) {
    return untested(what, why, 0, List.of());
  }

  /** Ranks too few to test. */
  static SeriesRanking untested(String what, String why, int series, List<Row> rows) {
    return new SeriesRanking(
        why, what, series, rows, new Friedman.NotTestable(why), Double.NaN, List.of());
  }

  static SeriesRanking ranked(String what, List<Place> places, Ranks ranks) {
    CriticalDifference critical = CriticalDifference.of(ranks, Contrast.LEVEL);
    List<Integer> best =
        IntStream.range(0, places.size())
            .boxed()
            .sorted(Comparator.comparing(model -> critical.averageRanks().get(model)))
            .toList();
    List<int[]> groups = new ArrayList<>();
    for (List<Integer> group : critical.groups()) {
      groups.add(new int[] {best.indexOf(group.get(0)), best.indexOf(group.get(group.size() - 1))});
    }
    return new SeriesRanking(
        "",
        what,
        ranks.dataSets(),
        best.stream()
            .map(model -> new Row(places.get(model), critical.averageRanks().get(model)))
            .toList(),
        Friedman.test(ranks),
        critical.difference(),
        groups);
  }

  /** Whether entries differ at all; only then pairs are looked at. */
  boolean differ() {
    return friedman instanceof Friedman.Tested tested && tested.pValue() < Contrast.LEVEL;
  }

  String sentence() {
    if (!unavailable.isEmpty()) {
      return unavailable;
    }
    String start = "Entries are ranked on each of %s %s by itself; ".formatted(series, what);
    if (friedman instanceof Friedman.Tested tested) {
      return start
          + (differ()
              ? "they differ (Friedman, %s). Those within %s ranks of each other, joined by a bar, can't be told apart at 5 %% (Nemenyi)."
                  .formatted(Figures.p(tested.pValue()), Figures.value(criticalDifference))
              : "no difference is found (Friedman, %s), so pairs are not looked at."
                  .formatted(Figures.p(tested.pValue())))
          + " %s are taken as independent of each other and count alike, however many rows they have."
              .formatted(
                  what.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + what.substring(1));
    }
    return start + "not testable: " + ((Friedman.NotTestable) friedman).reason() + ".";
  }
}
