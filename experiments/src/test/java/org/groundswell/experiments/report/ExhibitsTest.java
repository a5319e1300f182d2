package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.groundswell.experiments.machine.Manifest;
import org.groundswell.experiments.machine.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and figures of a report as files of their own. */
class ExhibitsTest {
  private static final String HOSTILE = "\\input{/etc/passwd} $x$ 50 %&_#{}~^\"[*--<b>|`é漢";

  /** What may stand in a LaTeX file of ours besides plain letters. */
  private static final Pattern COMMAND =
      Pattern.compile(
          "\\\\(usepackage|begin|end|centering|caption|label|small|scriptsize|resizebox|ifdim|width"
              + "|linewidth|else|fi|toprule|midrule|bottomrule|endfirsthead|endhead|endfoot|textbf"
              + "|texttt|setlength|tabcolsep|raggedright|arraybackslash|textbackslash|textasciitilde"
              + "|textasciicircum|textless|textgreater|textbar|textasciigrave|char|pm|times|rho|dag"
              + "|dots|infty|leq|geq|allowbreak)(?![a-zA-Z])|\\\\[{}$&#%_\\\\]");

  @TempDir Path run;

  @BeforeEach
  void fixture() throws IOException {
    FixtureRun.write(run);
  }

  private Page report() throws IOException {
    Report.write(run);
    return Page.of(run.resolve("report/index.html"));
  }

  private List<Path> files(String folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("report").resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private void rename(String entry, String newName) throws IOException {
    String json = newName.replace("\\", "\\\\").replace("\"", "\\\"");
    for (String file : List.of("metrics.jsonl", "pooled.jsonl")) {
      FixtureRun.edit(
          run,
          file,
          text -> text.replace("\"entry\":\"" + entry + "\"", "\"entry\":\"" + json + "\""));
    }
  }

  @Test
  void write_finishedRun_eachTableOfThePageHasCsvAndLatex() throws IOException {
    Page page = report();

    int tables = page.all("//table").size();
    assertThat(tables).isGreaterThan(10);
    assertThat(files("tables", ".csv")).hasSize(tables);
    assertThat(files("tables", ".tex")).hasSize(tables);
  }

  @Test
  void write_finishedRun_eachFigureOfThePageIsAWellFormedFileOfItsOwn() throws IOException {
    Page page = report();

    assertThat(page.all("//*[@role='img']")).isNotEmpty();
    assertThat(page.all("//*[@role='img' and (not(@aria-label) or @aria-label='')]")).isEmpty();
    assertThat(files("figures", ".svg"))
        .extracting(file -> file.getFileName().toString())
        .contains("forest.svg", "by-fold.svg", "forecasts.svg", "folds.svg", "cost.svg")
        .contains("learning-transformer-quantile.svg");
    for (Path file : files("figures", ".svg")) {
      Page svg = Page.of(file);
      assertThat(svg.text("/*[name()='svg']/*[name()='title']")).isNotBlank();
      assertThat(svg.all("//*[name()='path' or name()='rect' or name()='line']")).isNotEmpty();
      assertThat(Files.readString(file).replace("http://www.w3.org/2000/svg", ""))
          .contains("fill: #ffffff")
          .doesNotContain("var(", "href", "url(", "://", "@import", "<script");
    }
  }

  @Test
  void write_finishedRun_pageLinksToNothingButItsFiles() throws IOException {
    Page page = report();

    List<String> links = page.all("//@href");
    assertThat(links).hasSizeGreaterThan(40);
    for (String link : links) {
      if (link.startsWith("#")) {
        assertThat(page.all("//*[@id='" + link.substring(1) + "']")).as(link).hasSize(1);
      } else {
        assertThat(link).matches("[a-z0-9_/-]+\\.(md|csv|tex|svg)");
        assertThat(run.resolve("report").resolve(link)).isRegularFile();
      }
    }
    assertThat(page.all("//@src | //*[name()='link'] | //*[name()='script']")).isEmpty();
  }

  @Test
  void write_again_tablesAndFiguresOfAnEarlierReportAreRemovedAndNothingElse() throws IOException {
    report();
    Manifest.write(run, Set.of());
    Path outside = Files.writeString(run.resolve("kept.csv"), "x");
    Path tables = run.resolve("report/tables");
    Path figures = run.resolve("report/figures");
    Files.move(tables.resolve("leaderboard-likes.csv"), tables.resolve("old-name.csv"));
    Files.writeString(tables.resolve("older.tex.partial"), "x");
    Files.writeString(figures.resolve("old.svg"), "x");
    Files.writeString(tables.resolve("old.svg"), "no table");
    Files.writeString(tables.resolve("mine.csv"), "of no report");
    Files.writeString(tables.resolve("My notes.csv"), "x");
    Files.createDirectories(tables.resolve("folder.csv"));
    Files.createSymbolicLink(tables.resolve("link.csv"), outside);
    Manifest.refresh(run, List.of(tables.resolve("old-name.csv"), figures.resolve("old.svg")));

    report();

    assertThat(List.of("old-name.csv", "older.tex.partial"))
        .allSatisfy(name -> assertThat(tables.resolve(name)).doesNotExist());
    assertThat(figures.resolve("old.svg")).doesNotExist();
    assertThat(
            List.of(
                "leaderboard-likes.csv",
                "old.svg",
                "mine.csv",
                "My notes.csv",
                "folder.csv",
                "link.csv"))
        .allSatisfy(name -> assertThat(tables.resolve(name)).exists());
    assertThat(outside).hasContent("x");
    assertThat(Files.readString(run.resolve(Manifest.NAME)))
        .contains("report/tables/leaderboard-likes.csv")
        .doesNotContain("/old-name.csv", "/old.svg");
  }

  @Test
  void write_fileOfAnEarlierReportIsGone_losesItsLineInTheManifest() throws IOException {
    report();
    Path old = Files.writeString(run.resolve("report/figures/old.svg"), "x");
    Path other = Files.writeString(run.resolve("other.svg"), "x");
    Manifest.write(run, Set.of());
    Files.delete(old);
    Files.delete(other);

    report();

    assertThat(Files.readString(run.resolve(Manifest.NAME)))
        .contains("  report/figures/forest.svg", "  other.svg")
        .doesNotContain("report/figures/old.svg");
  }

  @Test
  void write_failsHalfWay_manifestHasWhatWasWritten() throws IOException {
    report();
    Manifest.write(run, Set.of());
    Path first = Files.writeString(run.resolve("report/leaderboard.csv"), "older");
    Manifest.refresh(run, List.of(first));
    Path page = run.resolve("report/index.html");
    Files.delete(page);
    Files.createDirectories(page.resolve("in-the-way"));

    assertThatThrownBy(this::report).isInstanceOf(IOException.class);

    assertThat(Files.readString(run.resolve(Manifest.NAME)))
        .contains(Sha256.of(first) + "  report/leaderboard.csv");
  }

  @Test
  void write_tablesFolderIsALink_nothingBehindItIsRemoved() throws IOException {
    report();
    Path elsewhere = Files.createDirectories(run.resolve("elsewhere"));
    Path other = Files.writeString(elsewhere.resolve("other.csv"), "x");
    Path tables = run.resolve("report/tables");
    for (Path file : files("tables", "")) {
      Files.delete(file);
    }
    Files.delete(tables);
    Files.createSymbolicLink(tables, elsewhere);

    report();

    assertThat(other).hasContent("x");
  }

  @Test
  void write_finishedRun_csvHasAllDigitsAndLatexThoseOfThePage() throws IOException {
    Page page = report();

    String shown = page.rows("leaderboard-0").get(0).get(2);
    List<String> csv = Files.readAllLines(run.resolve("report/tables/leaderboard-likes.csv"));
    String exact = csv.get(1).split(",", -1)[2];
    assertThat(csv).hasSize(1 + FixtureRun.FIVE.size());
    assertThat(exact).startsWith(shown.substring(0, 4)).hasSizeGreaterThan(shown.length());
    assertThat(Files.readString(run.resolve("report/tables/leaderboard-likes.tex")))
        .contains("\\label{tab:leaderboard-likes}")
        .contains("\\textbf{transformer-quantile} & 1 & \\textbf{" + shown + "} &");
  }

  @Test
  void write_hostileNames_latexHasTheCommandsOfOurTablesOnly() throws IOException {
    rename("ridge", HOSTILE);

    report();

    String all = "";
    for (Path file : files("tables", ".tex")) {
      String text = Files.readString(file);
      all += text;
      assertThat(COMMAND.matcher(text).replaceAll("")).as(file.toString()).doesNotContain("\\");
      String bare = text.replaceAll("\\\\[\\\\{}$&#%_]", "");
      assertThat(depths(bare)).as("braces of " + file).doesNotContain(-1).endsWith(0);
      assertThat(bare).doesNotContain("#", "^^").doesNotContainPattern("(?m)^[\\[*]");
      assertThat(bare.lines().filter(line -> line.contains("%"))).allMatch(ExhibitsTest::ours);
    }
    assertThat(all)
        .contains(
            "\\textbackslash{}input\\{/etc/passwd\\} \\$x\\$ 50 \\%\\&\\_\\allowbreak{}\\#\\{\\}\\textasciitilde{}")
        .contains("{[}{*}-{}-\\textless{}b\\textgreater{}", "é\\texttt{U+6F22}");
  }

  private static boolean ours(String line) {
    return line.startsWith("% \\usepackage") || line.endsWith("{!}{%");
  }

  private static List<Integer> depths(String text) {
    List<Integer> depths = new ArrayList<>(List.of(0));
    int depth = 0;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      depths.add(depth);
    }
    return depths;
  }

  @Test
  void write_hostileNames_rowsOfLatexHaveAsManyCellsAsColumns() throws IOException {
    rename("ridge", HOSTILE);

    report();

    String tex = Files.readString(run.resolve("report/tables/leaderboard-likes.tex"));
    List<Long> cells =
        tex.lines()
            .filter(line -> line.endsWith(" \\\\"))
            .map(line -> line.replace("\\&", "").chars().filter(c -> c == '&').count())
            .distinct()
            .toList();
    assertThat(cells).hasSize(1);
  }

  @Test
  void write_hostileNames_figuresAndFileNamesStayHarmless() throws IOException {
    rename("transformer-quantile", "../<script>alert(1)</script>");

    report();

    assertThat(files("figures", ".svg"))
        .extracting(file -> file.getFileName().toString())
        .contains("learning-script-alert-1-script.svg");
    for (Path file : files("figures", ".svg")) {
      assertThat(Files.readString(file)).doesNotContain("<script");
      Page.of(file);
    }
  }

  @Test
  void write_formulaAsName_isDefusedInEachCsv() throws IOException {
    rename("ridge", "=1+1");

    report();

    for (Path file : files("tables", ".csv")) {
      assertThat(Files.readString(file)).doesNotContainPattern("(?m)(^|,|\")=1");
    }
    assertThat(Files.readString(run.resolve("report/tables/summary.csv"))).contains("'=1+1,");
  }

  @Test
  void write_twoNamesThatBecomeOne_haveFilesEach() throws IOException {
    rename("mlp-mae", "A b");
    rename("transformer-quantile", "a-B");

    report();

    assertThat(files("figures", ".svg"))
        .extracting(file -> file.getFileName().toString())
        .contains("learning-a-b.svg", "learning-a-b-2.svg");
  }
}
