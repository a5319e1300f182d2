package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Manifest;

/**
 * How far the run of a folder is, finished or not. Looking at a run leaves it as it is, and it may
 * be at work meanwhile.
 *
 * @param done cells that have ended
 * @param failed cells among them that failed
 * @param cells all that there are, empty before folds are cut
 * @param lastWords the last line of the log
 * @param verdict of a finished run, as its report gives it; empty of others
 */
public record RunState(
    Path folder,
    String name,
    String question,
    boolean finished,
    int done,
    int failed,
    OptionalInt cells,
    Optional<String> lastWords,
    List<String> verdict) {

  /** Lists the cells of a run, a name a line, from before the first of them begins. */
  public static final String CELLS = "cells.txt";

  public RunState {
    verdict = List.copyOf(verdict);
  }

  /** Whether a folder is that of a run. */
  public static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve("config.yaml"));
  }

  /**
   * Reads the state of a run.
   *
   * @throws UsageException if the folder is not that of a run
   * @throws IOException if a file of it is damaged, saying which
   */
  public static RunState of(Path folder) throws IOException {
    if (!isRun(folder)) {
      throw new UsageException(
          "%s is not a run folder: it has no config.yaml. A run folder is one like runs/20260101T120000Z_smoke_0a1b2c3d"
              .formatted(folder));
    }
    JsonNode config = new YAMLMapper().readTree(folder.resolve("config.yaml").toFile());
    boolean finished = Manifest.in(folder);
    Map<String, Boolean> done = cellsDone(folder.resolve("metrics.jsonl"));
    List<String> cells = lines(folder.resolve(CELLS));
    List<String> folds = lines(folder.resolve("folds.csv"));
    List<String> log = lines(folder.resolve("run.log"));
    return new RunState(
        folder,
        config.path("name").asText(),
        config.path("question").asText(),
        finished,
        done.size(),
        (int) done.values().stream().filter(ok -> !ok).count(),
        cells(config, cells, folds),
        log.isEmpty() ? Optional.empty() : Optional.of(log.get(log.size() - 1)),
        finished ? verdictOf(folder) : List.of());
  }

  /** Runs of old had a cell for each seed of each model, and no list of them. */
  private static OptionalInt cells(JsonNode config, List<String> cells, List<String> folds) {
    if (!cells.isEmpty()) {
      return OptionalInt.of(cells.size());
    }
    return folds.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            config.path("models").size() * config.path("seeds").size() * (folds.size() - 1));
  }

  private static List<String> verdictOf(Path folder) throws IOException {
    Run run = RunReader.read(folder);
    Leaderboard board = Leaderboard.of(run, run.targets().get(0));
    Significance significance = Significance.of(board);
    return TestReads.told(board, significance, Verdict.of(board, significance)).lines();
  }

  /** Of each cell whether it succeeded; the later line about a cell counts. */
  private static Map<String, Boolean> cellsDone(Path file) throws IOException {
    Map<String, Boolean> done = new LinkedHashMap<>();
    JsonMapper json = new JsonMapper();
    for (String line : lines(file)) {
      // a line that does not end yet is being written, or was cut short with its run
      if (line.endsWith("}")) {
        JsonNode cell = json.readTree(line);
        done.put(cell.path("cell").asText(), cell.path("status").asText("ok").equals("ok"));
      }
    }
    return done;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
  }
}
