package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Manifest;
import org.groundswell.experiments.machine.Sha256;

/**
 * One report of several finished runs: their entries in one leaderboard, each read from the folder
 * of its own run. Runs compare only if they were measured on the same rows by the same metric.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * Writes {@code out/report} with the same files as a run's {@link Report}.
   *
   * @param runs folders of finished runs, in the order in which they shall stand
   * @param out a folder that is not there yet, or is empty
   * @return the verdict and what qualifies it, a sentence each, as the report gives them
   * @throws UsageException if there are fewer than two runs or one of them twice, if one is not
   *     finished, if data, label delay, folds, targets, primary metric or test rows differ, or if
   *     {@code out} holds something; nothing is written then
   * @throws IOException if a file of a run is missing or wrong, or the report can't be written
   */
  public static List<String> write(List<Path> runs, Path out) throws IOException {
    checkFolders(runs, out);
    List<Run> read = new ArrayList<>();
    for (Path folder : runs) {
      read.add(RunReader.read(folder));
    }
    for (int k = 1; k < read.size(); k++) {
      checkAlike(runs.get(0), read.get(0), runs.get(k), read.get(k));
    }
    return Report.write(MergedRuns.of(runs, read), out, new ArrayList<>());
  }

  static void checkFolders(List<Path> runs, Path out) throws IOException {
    if (runs.size() < 2) {
      throw new UsageException(
          "a comparison takes at least two run folders, and got %s. Name folders like runs/<time>_<experiment>_<hash>."
              .formatted(runs.isEmpty() ? "none" : "only " + runs.get(0)));
    }
    Map<Path, Path> seen = new LinkedHashMap<>();
    for (Path run : runs) {
      if (!Files.isRegularFile(run.resolve("config.yaml"))) {
        throw new UsageException(
            "%s is not a run folder: it has no config.yaml. Maybe give the folder runs/<time>_<experiment>_<hash> that a run has written."
                .formatted(run));
      }
      if (!Manifest.in(run)) {
        throw new UsageException(
            "%s is not finished: it has no %s. Resume the run, or leave it out."
                .formatted(run, Manifest.NAME));
      }
      Path before = seen.put(run.toRealPath(), run);
      if (before != null) {
        throw new UsageException(
            "%s and %s are the same run folder. Name each run once.".formatted(before, run));
      }
    }
    if (Files.exists(out) && !empty(out)) {
      throw new UsageException(
          "%s already holds something. Name a folder for the comparison that is new or empty."
              .formatted(out));
    }
  }

  private static boolean empty(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return false;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.findAny().isEmpty();
    }
  }

  private static void checkAlike(Path a, Run first, Path b, Run other) throws IOException {
    checkHash(a, first.data().sha256(), b, other.data().sha256(), "data (SHA-256)");
    checkSame(
        a,
        orNone(first.data().context().sha256()),
        b,
        orNone(other.data().context().sha256()),
        "context data (SHA-256)");
    checkSame(a, first.data().labelDelay(), b, other.data().labelDelay(), "label delays");
    checkFolds(a, first.folds(), b, other.folds());
    checkSame(
        a, String.join(", ", first.targets()), b, String.join(", ", other.targets()), "targets");
    checkSame(a, first.primary().key(), b, other.primary().key(), "primary metric");
    checkTestRows(a, first, b, other);
  }

  /** Equal counts don't show that other filters or another mapping kept the same rows. */
  private static void checkTestRows(Path a, Run first, Path b, Run other) throws IOException {
    for (int fold : first.foldNumbers()) {
      Optional<Cell> one = first.finishedCell(fold);
      Optional<Cell> another = other.finishedCell(fold);
      if (one.isPresent() && another.isPresent()) {
        String what = "test rows of fold %d (SHA-256 of ids and outcomes)".formatted(fold);
        checkSame(a, testRows(first, one.get()), b, testRows(other, another.get()), what);
      }
    }
  }

  private static String testRows(Run run, Cell cell) throws IOException {
    String rows = String.join("\n", run.origins().get(0).tables().testRows(cell));
    return rows.isEmpty() ? "none" : Sha256.of(rows).substring(0, 12);
  }

  private static void checkHash(Path a, String first, Path b, String other, String what) {
    checkSame(a, orNone(first), b, orNone(other), what);
    if (first.isEmpty()) {
      throw new UsageException(
          "%s and %s can't be compared: their data.json has no sha256, so nothing shows that they had the same data. Run them again."
              .formatted(a, b));
    }
  }

  private static void checkFolds(Path a, List<FoldSpan> first, Path b, List<FoldSpan> other) {
    checkSame(a, first.size() + " folds", b, other.size() + " folds", "folds");
    for (int k = 0; k < first.size(); k++) {
      checkSame(a, first.get(k).text(), b, other.get(k).text(), "folds");
    }
  }

  private static void checkSame(Path a, String first, Path b, String other, String what) {
    if (!Objects.equals(first, other)) {
      throw new UsageException(
          "%s and %s can't be compared: their %s differ, %s and %s. Compare runs of the same data, read in the same way, with the same folds, targets and primary metric; entries can be ranked over different data by --across."
              .formatted(a, b, what, first, other));
    }
  }

  private static String orNone(String hash) {
    return hash.isEmpty() ? "none" : hash;
  }
}
