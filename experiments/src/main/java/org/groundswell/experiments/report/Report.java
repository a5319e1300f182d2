package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.experiments.machine.Manifest;

/**
 * The report of a finished run: {@code report/index.html}, one page that needs neither network nor
 * scripts, {@code report/report.md}, the tables {@code report/leaderboard.csv}, {@code
 * report/by_fold.csv}, {@code report/intervals.csv}, {@code report/pairs.csv}, {@code
 * report/ablation.csv} if feature groups were left out, and, unless the run is an old one, {@code
 * report/slices.csv}; and the page's tables and figures one by one, in {@code report/tables/} as
 * CSV and LaTeX and in {@code report/figures/} as SVG. These two folders are the report's own:
 * tables and figures of an earlier report that this one does not have are removed from them, of a
 * run with a manifest only those that it lists.
 *
 * <p>It reads nothing but files of the run folder, so that it can be made again at any time, and
 * the same folder gives the same bytes. Another version of the program may give others; then the
 * run's manifest gets the new checksums of these files and keeps those of all others.
 */
public final class Report {
  static final String CARD = "model-card.md";

  static final String FOLDER = "report";

  /** What the name of a file that is being written ends with. */
  static final String PARTIAL = ".partial";

  private Report() {}

  /**
   * Writes the report of a run, over an earlier one if there is any.
   *
   * @return the verdict and what qualifies it, a sentence each, as the report gives them
   * @throws IOException if the folder is not that of a finished run, saying which file is missing
   *     or wrong, or if the report can't be written
   */
  public static List<String> write(Path runFolder) throws IOException {
    Run run = RunReader.read(runFolder);
    List<Path> files = new ArrayList<>();
    try {
      return write(run, runFolder, files);
    } finally {
      // what was written or removed before a failure too, and what an earlier report removed
      files.addAll(Exhibits.gone(runFolder));
      Manifest.refresh(runFolder, files);
    }
  }

  /**
   * Writes the report of what was read.
   *
   * @param files gets the files that were written
   */
  static List<String> write(Run run, Path out, List<Path> files) throws IOException {
    List<Leaderboard> boards =
        run.targets().stream().map(target -> Leaderboard.of(run, target)).toList();
    Significance significance = Significance.of(boards.get(0));
    Verdict verdict =
        TestReads.told(boards.get(0), significance, Verdict.of(boards.get(0), significance));
    Optional<String> lost = Champion.lost(boards.get(0));
    if (lost.isPresent()) {
      verdict = verdict.warned(lost.get());
    }
    List<GroupWorth> worths = GroupWorth.of(boards, significance);
    if (!worths.isEmpty()) {
      verdict = verdict.and(worths.get(0).sentences());
    }
    CsvTables csv = new CsvTables(run);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("leaderboard.csv", csv.leaderboard(boards));
    texts.put("by_fold.csv", csv.byFold());
    texts.put("intervals.csv", csv.intervals(boards, significance));
    texts.put("pairs.csv", csv.pairs(boards.get(0), significance));
    if (!worths.isEmpty()) {
      texts.put("ablation.csv", csv.ablation(worths));
    }
    if (!run.slices().slices().isEmpty()) {
      texts.put("slices.csv", csv.slices());
    }
    Exhibits exhibits = new Exhibits();
    String page = new HtmlReport(run, boards, significance, worths, verdict, exhibits).page();
    texts.putAll(exhibits.files());
    texts.put(
        "report.md",
        new MarkdownReport(run, boards, significance, worths, verdict, exhibits).text());
    ModelCard.of(run, boards, significance, verdict).ifPresent(card -> texts.put(CARD, card));
    texts.put("index.html", page);
    put(out.resolve(FOLDER), texts, files);
    Exhibits.removeOthers(out, texts.keySet());
    List<String> lines = new ArrayList<>(run.alarms());
    lines.addAll(verdict.lines());
    return lines;
  }

  /**
   * Writes files.
   *
   * @param texts by their paths in the folder
   * @param files gets each file once it is written
   */
  static void put(Path report, Map<String, String> texts, List<Path> files) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = report.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      // written beside and moved, so that a report is never half of an old and half of a new one
      Path partial = report.resolve(text.getKey() + PARTIAL);
      Files.writeString(partial, text.getValue());
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      files.add(file);
    }
  }
}
