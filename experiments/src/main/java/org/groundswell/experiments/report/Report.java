package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The report of a finished run: {@code report/index.html}, one page that needs neither network nor
 * scripts, {@code report/report.md}, and the tables {@code report/leaderboard.csv} and {@code
 * report/by_fold.csv}.
 *
 * <p>It reads nothing but files of the run folder, so that it can be made again at any time, and
 * the same folder gives the same bytes.
 */
public final class Report {
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
    List<Leaderboard> boards =
        run.targets().stream().map(target -> Leaderboard.of(run, target)).toList();
    Verdict verdict = Verdict.of(boards.get(0));
    CsvTables csv = new CsvTables(run);
    String page = new HtmlReport(run, boards, verdict, new CellTables(runFolder)).page();
    Path report = Files.createDirectories(runFolder.resolve("report"));
    Files.writeString(report.resolve("leaderboard.csv"), csv.leaderboard(boards));
    Files.writeString(report.resolve("by_fold.csv"), csv.byFold());
    Files.writeString(report.resolve("report.md"), new MarkdownReport(run, boards, verdict).text());
    Files.writeString(report.resolve("index.html"), page);
    return verdict.lines();
  }
}
