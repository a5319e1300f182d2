package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Metric;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.statistics.Friedman;
import org.groundswell.statistics.Ranks;

/**
 * The same entries on different data: which ranks best over them? Errors of different data do not
 * compare, so nothing is put together but ranks.
 *
 * @param metric the primary metric, the same in all runs
 * @param runs where each is told by a letter
 * @param sets what counts as one each
 * @param places of the entries that all sets have, as they stand in the first run
 * @param left entries that are not in the ranking, and why, a sentence
 */
record AcrossData(
    Metric metric, List<Run> runs, List<DataSet> sets, List<Place> places, List<String> left) {

  /** With fewer data sets than this no test is made. */
  static final int FEWEST_SETS = 5;

  private static final int FEWEST_ENTRIES = 2;

  /**
   * What counts as one: the rows of a run, or those of one of its series.
   *
   * @param letter of the run
   * @param label such as {@code B: posts.csv}
   * @param target which of them
   * @param values the primary metric by entry
   */
  record DataSet(
      String letter, String label, String target, long rows, Map<String, Double> values) {}

  /**
   * Reads runs.
   *
   * @param bySeries whether each series (author, page …) of a run with several counts as one
   * @throws UsageException if two runs have the same data or other primary metrics, or there are
   *     fewer than two entries that all of them can judge
   */
  static AcrossData of(List<Path> folders, boolean bySeries) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(RunReader.read(folder));
    }
    checkApart(folders, runs);
    Metric metric = runs.get(0).primary();
    List<Leaderboard> boards =
        runs.stream().map(run -> Leaderboard.of(run, run.targets().get(0))).toList();
    List<String> left = new ArrayList<>();
    Set<String> names = shared(boards, left);
    if (names.size() < FEWEST_ENTRIES) {
      throw new UsageException(
          "the runs have fewer than %d entries in common that can be judged in all of them. %s"
              .formatted(FEWEST_ENTRIES, String.join(" ", left)));
    }
    List<DataSet> sets = new ArrayList<>();
    for (int k = 0; k < boards.size(); k++) {
      sets.addAll(sets(boards.get(k), MergedRuns.letter(k), names, bySeries));
    }
    return new AcrossData(
        metric,
        List.copyOf(runs),
        List.copyOf(sets),
        boards.get(0).ranked().stream().filter(place -> names.contains(place.name())).toList(),
        List.copyOf(left));
  }

  private static void checkApart(List<Path> folders, List<Run> runs) {
    Map<String, Path> seen = new LinkedHashMap<>();
    for (int k = 0; k < runs.size(); k++) {
      Metric metric = runs.get(k).primary();
      if (metric != runs.get(0).primary() || metric.better() == Metric.Better.NEITHER) {
        throw new UsageException(
            "%s and %s can't be ranked together: their primary metrics are %s and %s. Rank runs by one metric that has a better and a worse."
                .formatted(
                    folders.get(0), folders.get(k), runs.get(0).primary().key(), metric.key()));
      }
      Path before = seen.putIfAbsent(runs.get(k).data().sha256(), folders.get(k));
      if (before != null) {
        throw new UsageException(
            "%s and %s have the same data (SHA-256 %s), which would count twice. Name a run of each data set once; runs of the same data compare without --across."
                .formatted(before, folders.get(k), runs.get(k).data().sha256()));
      }
    }
  }

  /** The names of entries that every run can judge; what is left out of the first is told. */
  private static Set<String> shared(List<Leaderboard> boards, List<String> left) {
    Set<String> names =
        boards.stream()
            .flatMap(board -> board.places().stream())
            .map(Place::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<String, List<String>> missing = new LinkedHashMap<>();
    for (int k = 0; k < boards.size(); k++) {
      Map<String, Place> own =
          boards.get(k).places().stream().collect(Collectors.toMap(Place::name, place -> place));
      for (String name : names) {
        Place place = own.get(name);
        if (place == null || !place.eligible()) {
          missing
              .computeIfAbsent(name, any -> new ArrayList<>())
              .add(
                  "%s%s"
                      .formatted(
                          MergedRuns.letter(k),
                          place == null ? "" : " (" + place.reservation() + ")"));
        }
      }
    }
    names.removeAll(missing.keySet());
    missing.forEach(
        (name, where) ->
            left.add("%s is left out: no result in %s.".formatted(name, String.join(", ", where))));
    return names;
  }

  private static List<DataSet> sets(
      Leaderboard board, String letter, Set<String> names, boolean bySeries) throws IOException {
    List<Place> places =
        board.ranked().stream().filter(place -> names.contains(place.name())).toList();
    Optional<SeriesRanking.Means> series =
        bySeries
            ? SeriesRanking.Means.of(Significance.of(board).losses(), places)
            : Optional.empty();
    String file = board.run().data().file();
    if (series.isEmpty()) {
      Map<String, Double> values = new LinkedHashMap<>();
      places.forEach(place -> values.put(place.name(), place.value()));
      long rows = board.testRows().isEmpty() ? 0 : board.testRows().first();
      return List.of(new DataSet(letter, letter + ": " + file, board.target(), rows, values));
    }
    SeriesRanking.Means means = series.get();
    List<DataSet> sets = new ArrayList<>();
    for (int k = 0; k < means.names().size(); k++) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (int model = 0; model < places.size(); model++) {
        values.put(places.get(model).name(), means.losses()[k][model]);
      }
      sets.add(
          new DataSet(
              letter,
              letter + ": " + means.names().get(k),
              board.target(),
              means.rows().get(k),
              values));
    }
    return sets;
  }

  /** Ranks on each set, 1 the best; entries as in {@link #places}. */
  Ranks ranks() {
    int sign = metric.better() == Metric.Better.HIGHER ? -1 : 1;
    return Ranks.of(
        sets.stream()
            .map(
                set ->
                    places.stream()
                        .mapToDouble(place -> sign * set.values().get(place.name()))
                        .toArray())
            .toArray(double[][]::new));
  }

  /** What sets are called. */
  String what() {
    return sets.size() > runs.size() ? "series and data sets" : "data sets";
  }

  /** Average ranks with the test, or with the reason why there is none. */
  SeriesRanking ranking() {
    if (sets.size() < FEWEST_SETS || places.size() < SeriesRanking.FEWEST_ENTRIES) {
      String few =
          "There are %d %s and %d entries, and ranks are tested over %d %s or more, between %d entries or more: the table says how it was on these, and nothing of others."
              .formatted(
                  sets.size(),
                  what(),
                  places.size(),
                  FEWEST_SETS,
                  what(),
                  SeriesRanking.FEWEST_ENTRIES);
      return SeriesRanking.untested(what(), few, sets.size(), byRank());
    }
    return SeriesRanking.ranked(what(), places, ranks());
  }

  /** The entries by average rank, best first. */
  List<SeriesRanking.Row> byRank() {
    double[] average = ranks().average();
    return IntStream.range(0, average.length)
        .mapToObj(model -> new SeriesRanking.Row(places.get(model), average[model]))
        .sorted(Comparator.comparingDouble(SeriesRanking.Row::rank))
        .toList();
  }

  /**
   * 1 less the geometric mean over the sets of an entry's error in units of author-median's; {@code
   * NaN} without author-median, or where the metric is no error.
   */
  double skill(Place place) {
    double sum = 0;
    for (DataSet set : sets) {
      sum +=
          places.stream()
              .filter(of -> of.entry().authorMedian())
              .mapToDouble(
                  of -> Math.log(set.values().get(place.name()) / set.values().get(of.name())))
              .findFirst()
              .orElse(Double.NaN);
    }
    boolean error = metric.better() == Metric.Better.LOWER;
    return error ? 1 - Math.exp(sum / sets.size()) : Double.NaN;
  }

  /** What can be said, the first sentence being the answer. */
  List<String> sentences() {
    SeriesRanking ranking = ranking();
    List<SeriesRanking.Row> rows = byRank();
    List<String> best =
        rows.stream()
            .filter(row -> row.rank() == rows.get(0).rank())
            .map(row -> row.place().name())
            .toList();
    boolean tested = ranking.friedman() instanceof Friedman.Tested;
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Of %d entries on %d %s %s the best mean rank, %s%s"
            .formatted(
                rows.size(),
                sets.size(),
                what(),
                String.join(" and ", best) + (best.size() == 1 ? " has" : " have"),
                Figures.value(rows.get(0).rank()),
                tested
                    ? ranking.differ()
                        ? alike(ranking, best.size() > 1)
                        : "; entries can't be told apart"
                    : "; too few to test"));
    sentences.add(ranking.sentence());
    sentences.add(
        "Errors of different data do not compare, so nothing is averaged but ranks%s; each entry is as its own run configured it."
            .formatted(
                rows.stream().anyMatch(row -> Double.isFinite(skill(row.place())))
                    ? " and skill, by ratios to the error of author-median on the same data"
                    : ""));
    return sentences;
  }

  /** Whom the first can't be told from. */
  private static String alike(SeriesRanking ranking, boolean several) {
    int level =
        (int)
            ranking.rows().stream()
                .filter(
                    row -> row.rank() - ranking.rows().get(0).rank() < ranking.criticalDifference())
                .count();
    int others = ranking.rows().size() - level;
    return "; %s %s"
        .formatted(
            several ? "they are" : "it is",
            others == 0
                ? "not told apart from any other"
                : level == 1
                    ? "better than all others"
                    : "better than %d and not told apart from %d".formatted(others, level - 1));
  }
}
