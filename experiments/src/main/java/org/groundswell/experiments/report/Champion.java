package org.groundswell.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.groundswell.evaluate.Metric;

/**
 * What one would have taken at each cut by validation rows alone: {@code champion.json}, written
 * before a test row was forecast. Each fold may have another entry; then the champion is an entry
 * of its own, made of their cells.
 *
 * @param place how it did; that of the entry itself if all folds have the same
 * @param byFold the entry of each fold
 * @param chosen how each was chosen
 */
record Champion(Place place, Map<Integer, String> byFold, List<OfFold> chosen) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a champion of several entries is called. */
  static final String NAME = "champion";

  private record Chosen(List<OfFold> folds) {}

  /**
   * The choice of a fold.
   *
   * @param configSha256 of its configuration, empty if the file has none
   * @param value on validation rows, {@code NaN} if the file has none
   * @param runnerUp the next best, empty if there is none
   */
  record OfFold(
      int fold,
      String entry,
      String configSha256,
      Double value,
      long rows,
      String runnerUp,
      Double runnerUpValue) {
    OfFold {
      configSha256 = configSha256 == null ? "" : configSha256;
      value = value == null ? Double.NaN : value;
      runnerUp = runnerUp == null ? "" : runnerUp;
      runnerUpValue = runnerUpValue == null ? Double.NaN : runnerUpValue;
    }
  }

  record Tested(
      Map<String, Map<String, Double>> metrics, Map<String, Map<String, Pooled.Range>> intervals) {
    Tested {
      intervals = intervals == null ? Map.of() : intervals;
    }
  }

  /**
   * The champion of a leaderboard; empty if the run chose none, in some fold none, if what was
   * chosen has no result on test rows, or if it is a comparison, whose champions are those of
   * several runs.
   */
  static Optional<Champion> of(Leaderboard board) throws IOException {
    List<OfFold> chosen = chosen(board.run());
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Map<Integer, String> byFold = new TreeMap<>();
    chosen.forEach(own -> byFold.put(own.fold(), own.entry()));
    List<String> names = names(chosen);
    Path folder = board.run().origins().get(0).tables().folder();
    Optional<Place> place =
        names.size() == 1
            ? board.places().stream().filter(own -> own.name().equals(names.get(0))).findFirst()
            : together(board, byFold, folder.resolve("champion-test.json"));
    return place
        .filter(own -> !Double.isNaN(own.value()))
        .map(own -> new Champion(own, byFold, chosen));
  }

  /** What was chosen and failed on test rows, a sentence; empty if it did not, or none was. */
  static Optional<String> lost(Leaderboard board) throws IOException {
    List<OfFold> chosen = chosen(board.run());
    return chosen.isEmpty() || of(board).isPresent()
        ? Optional.empty()
        : Optional.of(
            "What was chosen on validation, %s, has no result over all test rows: there is no test value that is free of a choice, and the best entry is known as such from the test rows alone."
                .formatted(String.join(" and ", names(chosen))));
  }

  private static List<String> names(List<OfFold> chosen) {
    return chosen.stream().map(OfFold::entry).distinct().toList();
  }

  /** What was chosen in each fold; nothing if in some fold nothing was. */
  private static List<OfFold> chosen(Run run) throws IOException {
    Path file = run.origins().get(0).tables().folder().resolve("champion.json");
    if (run.compares() || !Files.isRegularFile(file)) {
      return List.of();
    }
    List<OfFold> chosen = read(file, Chosen.class).folds();
    Set<Integer> folds = chosen.stream().map(OfFold::fold).collect(Collectors.toSet());
    return folds.equals(run.foldNumbers()) ? chosen : List.of();
  }

  private static Optional<Place> together(
      Leaderboard board, Map<Integer, String> byFold, Path tested) throws IOException {
    if (!Files.isRegularFile(tested)) {
      return Optional.empty();
    }
    Tested test = read(tested, Tested.class);
    Map<String, Double> measured = test.metrics().getOrDefault(board.target(), Map.of());
    Map<Metric, Double> pooled = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      Optional.ofNullable(measured.get(metric.key())).ifPresent(v -> pooled.put(metric, v));
    }
    List<Cell> cells = new ArrayList<>();
    TreeMap<Integer, Double> values = new TreeMap<>();
    boolean network = false;
    for (Entry entry : board.run().entries()) {
      for (Cell cell : entry.cells()) {
        if (entry.name().equals(byFold.get(cell.fold()))) {
          cells.add(cell);
          network |= entry.gradientTrained();
        }
      }
    }
    Metric primary = board.run().primary();
    Entry entry =
        new Entry(NAME, NAME, "", "", network, List.of(), board.run().origins().get(0), cells);
    for (int fold : byFold.keySet()) {
      values.put(fold, Place.foldMean(entry, fold, board.target(), primary));
    }
    double own = pooled.getOrDefault(primary, Double.NaN);
    double median = board.authorMedian().map(Place::value).orElse(Double.NaN);
    return Optional.of(
        new Place(
            entry,
            0,
            "",
            primary,
            pooled,
            values,
            Pooled.skill(primary, own, median),
            Place.byMetric(test.intervals().getOrDefault(board.target(), Map.of())),
            Optional.empty()));
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), type);
    } catch (JsonProcessingException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /**
   * Who was chosen at each cut, and how nearly it was somebody else.
   *
   * @param metric that chose
   */
  Table table(String metric) {
    return new Table(
        List.of(
            Table.Column.text("fold"),
            Table.Column.text("entry"),
            Table.Column.number(metric, "on validation"),
            Table.Column.number("validation", "rows so far"),
            Table.Column.text("runner-up"),
            Table.Column.number(metric, "of the runner-up"),
            Table.Column.text("configuration, SHA-256")),
        chosen.stream()
            .map(
                own ->
                    List.of(
                        Table.Datum.of(String.valueOf(own.fold())),
                        Table.Datum.of(own.entry()),
                        Table.Datum.of(own.value(), Figures::value),
                        Table.Datum.count(own.rows()),
                        Table.Datum.of(own.runnerUp()),
                        Table.Datum.of(own.runnerUpValue(), Figures::value),
                        Table.Datum.of(own.configSha256())))
            .toList());
  }

  /** Who it is, to begin a sentence with. */
  String introduction() {
    if (!place.name().equals(NAME)) {
      return place.name() + ", chosen on validation,";
    }
    List<String> parts = new ArrayList<>();
    for (String name : byFold.values().stream().distinct().toList()) {
      int[] folds =
          byFold.keySet().stream()
              .filter(fold -> byFold.get(fold).equals(name))
              .mapToInt(Integer::intValue)
              .toArray();
      parts.add("%s in fold%s %s".formatted(name, folds.length == 1 ? "" : "s", runs(folds)));
    }
    return "The champion, chosen on validation (%s),".formatted(String.join("; ", parts));
  }

  /** Numbers in ascending order, three or more in a row by their ends. */
  private static String runs(int[] numbers) {
    List<String> runs = new ArrayList<>();
    for (int k = 0; k < numbers.length; ) {
      int end = k;
      while (end + 1 < numbers.length && numbers[end + 1] == numbers[end] + 1) {
        end++;
      }
      if (end - k < 2) {
        runs.add(String.valueOf(numbers[k++]));
      } else {
        runs.add(numbers[k] + " to " + numbers[end]);
        k = end + 1;
      }
    }
    return String.join(", ", runs);
  }
}
