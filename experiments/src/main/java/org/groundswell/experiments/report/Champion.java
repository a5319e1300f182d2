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
import java.util.TreeMap;
import org.groundswell.evaluate.Metric;

/**
 * What one would have taken at each cut by validation rows alone: {@code champion.json}, written
 * before a test row was forecast. Each fold may have another entry; then the champion is an entry
 * of its own, made of their cells.
 *
 * @param place how it did; that of the entry itself if all folds have the same
 * @param byFold the entry of each fold
 */
record Champion(Place place, Map<Integer, String> byFold) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** What a champion of several entries is called. */
  static final String NAME = "champion";

  private record Chosen(List<OfFold> folds) {}

  private record OfFold(int fold, String entry) {}

  private record Tested(Map<String, Map<String, Double>> metrics) {}

  /**
   * The champion of a leaderboard; empty if the run chose none, in some fold none, or if it is a
   * comparison, whose champions are those of several runs.
   */
  static Optional<Champion> of(Leaderboard board) throws IOException {
    Run run = board.run();
    Path folder = run.origins().get(0).tables().folder();
    if (run.compares() || !Files.isRegularFile(folder.resolve("champion.json"))) {
      return Optional.empty();
    }
    Map<Integer, String> byFold = new TreeMap<>();
    for (OfFold own : read(folder.resolve("champion.json"), Chosen.class).folds()) {
      byFold.put(own.fold(), own.entry());
    }
    List<String> names = byFold.values().stream().distinct().toList();
    if (!byFold.keySet().equals(run.foldNumbers())) {
      return Optional.empty();
    }
    Optional<Place> place =
        names.size() == 1
            ? board.places().stream().filter(own -> own.name().equals(names.get(0))).findFirst()
            : together(board, byFold, folder.resolve("champion-test.json"));
    return place.map(own -> new Champion(own, byFold));
  }

  private static Optional<Place> together(
      Leaderboard board, Map<Integer, String> byFold, Path tested) throws IOException {
    if (!Files.isRegularFile(tested)) {
      return Optional.empty();
    }
    Map<String, Double> measured =
        read(tested, Tested.class).metrics().getOrDefault(board.target(), Map.of());
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
        new Place(entry, 0, "", primary, pooled, values, Pooled.skill(primary, own, median)));
  }

  private static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      return JSON.readValue(Files.readString(file), type);
    } catch (JsonProcessingException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** Who it is, to begin a sentence with. */
  String introduction() {
    if (!place.name().equals(NAME)) {
      return place.name() + ", chosen on validation,";
    }
    List<String> parts = new ArrayList<>();
    for (String name : byFold.values().stream().distinct().toList()) {
      List<String> folds =
          byFold.keySet().stream()
              .filter(fold -> byFold.get(fold).equals(name))
              .map(String::valueOf)
              .toList();
      parts.add(
          "%s in fold%s %s"
              .formatted(name, folds.size() == 1 ? "" : "s", String.join(", ", folds)));
    }
    return "The champion, chosen on validation (%s),".formatted(String.join("; ", parts));
  }
}
