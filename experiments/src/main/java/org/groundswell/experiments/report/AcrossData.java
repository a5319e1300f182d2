package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
 * @param names what the data of each run are called: the file and, where several runs have the
 *     same, what tells their rows apart
 * @param notes data that overlap, and entries that are not in the ranking and why, a sentence each
 */
record AcrossData(
    Metric metric,
    List<Run> runs,
    List<String> names,
    List<DataSet> sets,
    List<Place> places,
    List<String> notes) {

  /** With fewer data sets than this no test is made. */
  static final int FEWEST_SETS = 5;

  private static final int FEWEST_ENTRIES = 2;

  /** Settings of data that say which rows of a file are forecast. */
  private static final List<String> CHOICES = List.of("replies", "reposts");

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
   * @throws UsageException if two runs have the same rows or other primary metrics, or there are
   *     fewer than two entries that all of them can judge
   */
  static AcrossData of(List<Path> folders, boolean bySeries) throws IOException {
    List<Run> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(RunReader.read(folder));
    }
    checkApart(folders, runs);
    List<String> called = called(runs);
    Metric metric = runs.get(0).primary();
    List<Leaderboard> boards =
        runs.stream().map(run -> Leaderboard.of(run, run.targets().get(0))).toList();
    List<String> notes = overlaps(runs, called);
    List<String> left = new ArrayList<>();
    Set<String> names = shared(boards, left);
    notes.addAll(left);
    if (names.size() < FEWEST_ENTRIES) {
      throw new UsageException(
          "the runs have fewer than %d entries in common that can be judged in all of them. %s"
              .formatted(FEWEST_ENTRIES, String.join(" ", left)));
    }
    List<DataSet> sets = new ArrayList<>();
    for (int k = 0; k < boards.size(); k++) {
      sets.addAll(sets(boards.get(k), MergedRuns.letter(k), called.get(k), names, bySeries));
    }
    return new AcrossData(
        metric,
        List.copyOf(runs),
        called,
        List.copyOf(sets),
        boards.get(0).ranked().stream().filter(place -> names.contains(place.name())).toList(),
        List.copyOf(notes));
  }

  private static void checkApart(List<Path> folders, List<Run> runs) throws IOException {
    for (int k = 0; k < runs.size(); k++) {
      Metric metric = runs.get(k).primary();
      if (metric != runs.get(0).primary() || metric.better() == Metric.Better.NEITHER) {
        throw new UsageException(
            "%s and %s can't be ranked together: their primary metrics are %s and %s. Rank runs by one metric that has a better and a worse."
                .formatted(
                    folders.get(0), folders.get(k), runs.get(0).primary().key(), metric.key()));
      }
      for (int before = 0; before < k; before++) {
        if (sameRows(runs.get(before), runs.get(k))) {
          throw new UsageException(
              "%s and %s have the same data (SHA-256 %s) and forecast the same rows of it, which would count twice. Name a run of each data set once; runs of the same data compare without --across."
                  .formatted(folders.get(before), folders.get(k), runs.get(k).data().sha256()));
        }
      }
    }
  }

  /** Whether two runs are of the same rows: of one file, with nothing that chooses others of it. */
  private static boolean sameRows(Run one, Run other) throws IOException {
    DataSummary first = one.data();
    DataSummary second = other.data();
    if (!first.sha256().equals(second.sha256())) {
      return false;
    }
    // a setting that leaves nothing out chooses nothing
    boolean alike =
        first.rows() == second.rows()
            && first.first().equals(second.first())
            && first.last().equals(second.last())
            && first.targets().equals(second.targets());
    return alike || choices(one).equals(choices(other));
  }

  /** What a run's configuration says of which rows are forecast, such as {@code replies only}. */
  private static List<String> choices(Run run) throws IOException {
    JsonNode data = RunReader.yaml(run.origins().get(0).config()).path("data");
    return CHOICES.stream()
        .map(key -> key + " " + data.path(key).asText("").toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<Run> ofOneFile(String sha256, List<Run> runs) {
    return runs.stream().filter(run -> run.data().sha256().equals(sha256)).toList();
  }

  /** The file of each run, and what tells its rows from those of other runs of that file. */
  private static List<String> called(List<Run> runs) throws IOException {
    List<String> called = new ArrayList<>();
    for (Run run : runs) {
      Set<String> telling = new LinkedHashSet<>();
      for (Run other : ofOneFile(run.data().sha256(), runs)) {
        List<String> others = choices(other);
        choices(run).stream().filter(choice -> !others.contains(choice)).forEach(telling::add);
      }
      called.add(
          run.data().file() + (telling.isEmpty() ? "" : " (" + String.join(", ", telling) + ")"));
    }
    return called;
  }

  /** Which runs are of one file, and what that means. */
  private static List<String> overlaps(List<Run> runs, List<String> called) {
    List<String> overlaps = new ArrayList<>();
    for (String sha256 : runs.stream().map(run -> run.data().sha256()).distinct().toList()) {
      List<String> several =
          IntStream.range(0, runs.size())
              .filter(k -> runs.get(k).data().sha256().equals(sha256))
              .mapToObj(k -> MergedRuns.letter(k) + ": " + called.get(k))
              .toList();
      if (several.size() > 1) {
        overlaps.add(
            "%s are rows of one file: they overlap in authors and time, if not in rows, and so are not independent data sets. Ranks that agree on them say less than ranks that agree on different files, and a test that takes them for independent finds differences too easily."
                .formatted(String.join("; ", several)));
      }
    }
    return overlaps;
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
      Leaderboard board, String letter, String called, Set<String> names, boolean bySeries)
      throws IOException {
    List<Place> places =
        board.ranked().stream().filter(place -> names.contains(place.name())).toList();
    Optional<SeriesRanking.Means> series =
        bySeries
            ? SeriesRanking.Means.of(Significance.of(board).losses(), places)
            : Optional.empty();
    if (series.isEmpty()) {
      Map<String, Double> values = new LinkedHashMap<>();
      places.forEach(place -> values.put(place.name(), place.value()));
      long rows = board.testRows().isEmpty() ? 0 : board.testRows().first();
      return List.of(new DataSet(letter, letter + ": " + called, board.target(), rows, values));
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
   * 1 less the geometric mean over the sets of an entry's error in units of author-median's, those
   * left out where author-median has none; {@code NaN} without author-median, or where the metric
   * is no error.
   */
  double skill(Place place) {
    double mean =
        sets.stream()
            .filter(set -> reference(set) > 0)
            .mapToDouble(set -> Math.log(set.values().get(place.name()) / reference(set)))
            .average()
            .orElse(Double.NaN);
    boolean error = metric.better() == Metric.Better.LOWER;
    return error ? 1 - Math.exp(mean) : Double.NaN;
  }

  /** The value of author-median, {@code NaN} without it. */
  private double reference(DataSet set) {
    return places.stream()
        .filter(place -> place.entry().authorMedian())
        .mapToDouble(place -> set.values().get(place.name()))
        .findFirst()
        .orElse(Double.NaN);
  }

  /**
   * On how many sets no ratio to the error of author-median can be told, as a part of a sentence.
   */
  private String withoutRatio() {
    long without = sets.stream().filter(set -> reference(set) == 0).count();
    return without == 0
        ? ""
        : ", %d of %d %s left out, where that is 0".formatted(without, sets.size(), what());
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
                        + withoutRatio()
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
