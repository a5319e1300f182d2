package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final String HOSTILE = "<script>alert('x')</script>\\\"><img src=x onerror=y>";

  @TempDir Path run;

  @BeforeEach
  void writeRun() throws IOException {
    FixtureRun.write(run);
  }

  private static Path written(Path run) throws IOException {
    assertThat(Report.write(run)).isNotEmpty();
    return run.resolve("report/index.html");
  }

  @Test
  void write_finishedRun_pageIsWellFormedAndSmallAndLoadsNothing() throws IOException {
    Path page = written(run);

    assertThat(page).isEqualTo(run.resolve("report/index.html"));
    assertThat(Files.size(page)).isLessThan(2_000_000);
    Page parsed = Page.of(page);
    assertThat(parsed.all("//@src | //script | //link | //iframe | //img")).isEmpty();
    assertThat(parsed.all("//@href")).noneMatch(target -> target.matches("(?s)(/|\\.|.*:).*"));
    assertThat(Files.readString(page)).doesNotContain("url(", "@import");
    assertThat(parsed.all("//section/@id"))
        .containsExactly(
            "leaderboard",
            "significance",
            "by-fold",
            "forecasts",
            "learning",
            "folds",
            "data",
            "audit",
            "cost",
            "limits",
            "provenance",
            "files");
  }

  @Test
  void write_finishedRun_keyboardReachesWhatScrollsAndSkipsToTheContents() throws IOException {
    Page page = Page.of(written(run));

    assertThat(page.all("//body/*[1]/@href")).containsExactly("#contents");
    assertThat(page.all("//nav[@id='contents']//@href"))
        .isEqualTo(page.all("//section/@id").stream().map(id -> "#" + id).toList());
    int tables = page.all("//table").size();
    assertThat(page.all("//*[@role='region' and @tabindex='0']/@aria-label"))
        .hasSize(tables)
        .noneMatch(String::isBlank)
        .doesNotHaveDuplicates();
    assertThat(page.all("//details[not(summary)]")).isEmpty();
    assertThat(page.all("//*[name()='svg'][not(@role='img' or @aria-hidden='true')]")).isEmpty();
  }

  @Test
  void write_finishedRun_everyChartSaysWhatItShows() throws IOException {
    Page page = Page.of(written(run));

    // forest in three forms, cost in two, fold chart, scatters, two networks of ten cells, timeline
    assertThat(page.all("//*[contains(@class,'chart')]/@aria-label"))
        .hasSize(3 + 2 + 1 + 2 + 20 + 1)
        .noneMatch(String::isBlank);
    assertThat(page.all("//*[@id='by-fold']//*[contains(@class,'marker')]/title"))
        .hasSize(5 * FixtureRun.FOLDS)
        .anyMatch(title -> title.startsWith("ridge, fold 2 from 2021-12-21: "));
    assertThat(page.all("//*[@id='learning']//*[@class='chosen']")).hasSize(20);
    assertThat(page.all("//*[@id='learning']//figcaption").get(0))
        .matches("fold 1, seed 1: stopped early, epoch \\d+ of \\d+ chosen");
  }

  @Test
  void write_finishedRun_leaderboardHoldsTheNumbersOfTheFiles() throws IOException {
    Page page = Page.of(written(run));

    List<List<String>> rows = page.rows("leaderboard-0");
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0).get(0)).isEqualTo("transformer-quantile");
    List<String> header = page.all("//*[@id='leaderboard-0']//th");
    for (List<String> row : rows) {
      JsonNode line = pooled(row.get(0));
      JsonNode likes = line.path("metrics").path("likes");
      assertThat(row.get(2)).isEqualTo(rounded(likes.path("log1p-mae").asDouble(), 3));
      assertThat(row.get(index(header, "Spearman")))
          .isEqualTo(rounded(likes.path("spearman").asDouble(), 3));
      assertThat(row.get(index(header, "log1p R²")))
          .isEqualTo(rounded(likes.path("log1p-r2").asDouble(), 3));
    }
    assertThat(rows.get(0).get(4))
        .isEqualTo(
            "+"
                + rounded(100 * pooled("transformer-quantile").at("/skill/likes").asDouble(), 1)
                + " %");
    assertThat(page.all("//*[@id='leaderboard-0']//td[1]/strong"))
        .containsExactly("transformer-quantile");
  }

  @Test
  void write_intervalsOfMetrics_standBesideTheValuesInEveryFormat() throws IOException {
    FixtureRun.edit(
        run,
        "pooled.jsonl",
        text ->
            text.replace(
                "\"skill\":{",
                "\"intervals\":{\"likes\":{\"spearman\":{\"low\":0.123,\"high\":0.987}}},\"skillIntervals\":{\"likes\":{\"low\":-0.5,\"high\":0.25}},\"skill\":{"));

    Page page = Page.of(written(run));

    List<String> row = page.rows("leaderboard-0").get(0);
    List<String> header = page.all("//*[@id='leaderboard-0']//th");
    assertThat(row.get(index(header, "Spearman"))).endsWith(" 0.123 to 0.987");
    assertThat(row.get(4)).endsWith(" −50.0 to +25.0 %");
    assertThat(Files.readString(run.resolve("report/report.md")))
        .contains(" (0.123 to 0.987) |", " (−50.0 to +25.0 %) |");
    assertThat(Files.readString(run.resolve("report/tables/leaderboard-likes.csv")))
        .contains(",0.123 to 0.987,");
    assertThat(Files.readString(run.resolve("report/tables/leaderboard-likes.tex")))
        .contains("{\\scriptsize 0.123 to 0.987}");
    assertThat(Files.readAllLines(run.resolve("report/intervals.csv")))
        .anyMatch(line -> line.matches("likes,ridge,spearman,0[.0-9]+,0.123,0.987,,,,"))
        .anyMatch(line -> line.matches("likes,ridge,log1p-mae,[^-]*,-0.5,0.25,"))
        .anyMatch(line -> line.startsWith("shares,ridge,spearman,"));
  }

  @Test
  void write_finishedRun_markdownHasTheSameLeaderboards() throws IOException {
    Page page = Page.of(written(run));

    String text = Files.readString(run.resolve("report/report.md"));
    for (int k = 0; k < FixtureRun.TARGETS.size(); k++) {
      String after = text.substring(text.indexOf("## Leaderboard: " + FixtureRun.TARGETS.get(k)));
      List<List<String>> rows =
          after
              .lines()
              .dropWhile(line -> !line.startsWith("|"))
              .takeWhile(line -> line.startsWith("|"))
              .skip(2)
              .map(
                  line ->
                      Stream.of(line.substring(1).replace("**", "").split("\\|"))
                          .map(String::strip)
                          .toList())
              .toList();
      assertThat(rows).isNotEmpty().isEqualTo(page.rows("leaderboard-" + k));
    }
  }

  @Test
  void write_finishedRun_verdictNamesBestAndDistances() throws IOException {
    Page page = Page.of(written(run));

    double best = pooled("transformer-quantile").at("/metrics/likes/log1p-mae").asDouble();
    double median = pooled("author-median").at("/metrics/likes/log1p-mae").asDouble();
    String verdict = page.text("//*[@class='verdict']");
    assertThat(verdict)
        .contains("transformer-quantile has the best log1p MAE on likes: " + rounded(best, 3))
        .contains(rounded(100 * (1 - best / median), 1) + " % lower than author-median")
        .contains("lower than lightgbm", "the runner-up")
        .contains("It is the best in 5 of 5 folds.")
        .contains("significantly better than all 4 others", "p values are Holm's over all 10 pairs")
        .containsPattern("mlp-mae \\(0\\.\\d+\\) can't be told apart from the baseline lightgbm");
  }

  @Test
  void write_networksWorse_saysSoPlainly() throws IOException {
    FixtureRun.edit(
        run,
        "pooled.jsonl",
        text ->
            text.replaceFirst(
                "(\"entry\":\"transformer-quantile\".*?\"log1p-mae\":)[0-9.]+", "$10.999"));

    String verdict = Page.of(written(run)).text("//*[@class='verdict']");

    assertThat(verdict)
        .contains("lightgbm has the best log1p MAE on likes")
        .contains(
            "No network beats the best baseline; the best of them, mlp-mae, can't be told apart")
        .contains("transformer-quantile (0.999) loses to the baseline lightgbm");
  }

  @Test
  void write_networkAtItsLimit_getsNoVerdictAndNoRank() throws IOException {
    // three of ten cells is more than a fifth
    for (int fold = 1; fold <= 3; fold++) {
      atLimit("transformer-quantile_fold" + fold + "_seed1");
    }

    Page page = Page.of(written(run));

    assertThat(page.text("//*[@class='headline']")).startsWith("lightgbm has the best");
    assertThat(page.text("//*[@class='warnings']"))
        .contains("transformer-quantile is not trained to convergence: in 3 of 10 cells");
    List<String> last = page.rows("leaderboard-0").get(4);
    assertThat(last.get(0)).isEqualTo("transformer-quantile");
    assertThat(last.get(1)).isEqualTo("none: not trained to convergence");
    assertThat(Files.readString(run.resolve("report/leaderboard.csv")))
        .contains("likes,,transformer-quantile,");
  }

  @Test
  void write_unjudgedNetworkIsBetter_verdictSaysSoInTheSameSentence() throws IOException {
    for (int fold = 1; fold <= 3; fold++) {
      atLimit("transformer-quantile_fold" + fold + "_seed1");
    }
    double value = pooled("transformer-quantile").at("/metrics/likes/log1p-mae").asDouble();
    String network = "transformer-quantile (" + rounded(value, 3) + "; not trained to convergence)";

    Page page = Page.of(written(run));

    assertThat(page.text("//*[@class='headline']"))
        .startsWith("lightgbm has the best log1p MAE on likes of what can be judged: ");
    assertThat(page.text("//*[@class='verdict']"))
        .contains("Of what can be judged, no network beats the best baseline; ")
        .contains("; " + network + " has a better value and gets no verdict.")
        .doesNotContain("No network beats");
  }

  @Test
  void write_unjudgedNetworkBeatsTheMedian_verdictDoesNotSayNothingDoes() throws IOException {
    for (int fold = 1; fold <= 3; fold++) {
      atLimit("transformer-quantile_fold" + fold + "_seed1");
    }
    for (String entry : List.of("ridge", "lightgbm", "mlp-mae")) {
      FixtureRun.edit(
          run,
          "pooled.jsonl",
          text ->
              text.replaceFirst("(\"entry\":\"" + entry + "\".*?\"log1p-mae\":)[0-9.]+", "$12.5"));
    }

    String verdict = Page.of(written(run)).text("//*[@class='verdict']");

    assertThat(verdict)
        .contains("nothing is better than the median of the author's own past; transformer-quant")
        .doesNotContain("Nothing in this run");
  }

  @Test
  void write_aFifthOfCellsAtTheLimit_isStillJudged() throws IOException {
    atLimit("transformer-quantile_fold1_seed1");
    atLimit("transformer-quantile_fold2_seed1");

    Page page = Page.of(written(run));

    assertThat(page.text("//*[@class='headline']")).startsWith("transformer-quantile has the best");
    assertThat(page.text("//*[@class='warnings']")).contains("reached its limit in 2 of 10 cells");
  }

  @Test
  void write_failedCell_isNamedAndItsEntryNotBest() throws IOException {
    FixtureRun.edit(
        run,
        "metrics.jsonl",
        text ->
            text.replaceFirst(
                "\\{\"cell\":\"transformer-quantile_fold2_seed1\".*",
                "{\"cell\":\"transformer-quantile_fold2_seed1\",\"entry\":\"transformer-quantile\",\"model\":\"transformer\",\"loss\":\"quantile\",\"gradientTrained\":true,\"fold\":2,\"seed\":1,\"status\":\"failed\",\"error\":\"loss is NaN\"}"));

    Page page = Page.of(written(run));

    assertThat(page.text("//*[@class='headline']")).startsWith("lightgbm");
    assertThat(page.text("//*[@class='warnings']"))
        .contains("Failed: transformer-quantile_fold2_seed1: loss is NaN");
    assertThat(page.rows("cell-table")).anyMatch(row -> row.get(1).equals("failed: loss is NaN"));
  }

  @Test
  void write_oneBaselineInOneFold_comparesWithNothing() throws IOException {
    for (String file : List.of("metrics.jsonl", "pooled.jsonl", "folds.csv")) {
      FixtureRun.edit(
          run,
          file,
          text ->
              text.lines()
                  .filter(line -> line.matches("fold,.*|1,.*|.*\"entry\":\"ridge\".*"))
                  .filter(line -> !line.matches(".*\"fold\":[2-9].*"))
                  .collect(Collectors.joining("\n")));
    }

    Page page = Page.of(written(run));

    assertThat(page.text("//*[@class='headline']")).startsWith("ridge has the best");
    assertThat(page.text("//*[@class='verdict']"))
        .contains("It is the only entry that can be judged.")
        .contains("author-median is not in this run");
    assertThat(page.text("//*[@id='learning']")).contains("There is no network in this run.");
    assertThat(page.rows("leaderboard-0").get(0).get(3)).doesNotContain("±");
  }

  @Test
  void write_generatedData_saysSoInTitlePageAndMarkdown() throws IOException {
    assertThat(Files.readString(written(run))).doesNotContain("GENERATED DATA");
    FixtureRun.edit(
        run, "data.json", text -> text.replace("\"generated\":false", "\"generated\":true"));

    Page page = Page.of(written(run));

    assertThat(page.text("//head/title")).startsWith("GENERATED DATA");
    assertThat(page.text("//*[@class='banner']")).startsWith("GENERATED DATA");
    assertThat(Files.readString(run.resolve("report/report.md")))
        .startsWith("# GENERATED DATA")
        .contains("> **GENERATED DATA**");
  }

  @Test
  void write_numberOfAuthors_isSaidInWords() throws IOException {
    String several = Files.readString(written(run));
    FixtureRun.edit(run, "data.json", text -> text.replaceFirst("\"groups\":\\d+", "\"groups\":1"));

    assertThat(several).containsPattern("rows of \\d+ authors from");
    assertThat(Files.readString(written(run))).contains("rows of 1 author from");
  }

  @Test
  void write_listsInProvenance_areRowsAndNoJson() throws IOException {
    Files.writeString(
        run.resolve("provenance.json"),
        """
        {"environment":[{"name":"OMP","value":"1","by":"US"},{"name":"BLAS","value":"2","by":""}],
         "seeds":[1,2],"encoders":[],"odd":[{"a":{"b":[3,{"c":4}]}}]}
        """);

    List<List<String>> rows = Page.of(written(run)).rows("provenance-table");

    assertThat(rows)
        .contains(
            List.of("environment.OMP", "value: 1; by: US"),
            List.of("environment.BLAS", "value: 2"),
            List.of("seeds", "1, 2"),
            List.of("odd", "a: b: 3, c: 4"),
            List.of("encoders", "none"));
    assertThat(rows).noneMatch(row -> row.get(1).matches(".*[{}\\[\\]\"].*"));
  }

  @Test
  void write_hostileNames_stayText() throws IOException {
    for (String file : List.of("metrics.jsonl", "pooled.jsonl")) {
      FixtureRun.edit(
          run, file, text -> text.replace("\"entry\":\"ridge\"", "\"entry\":\"" + HOSTILE + "\""));
    }
    FixtureRun.edit(run, "data.json", text -> text.replace("no time", "</td>" + HOSTILE));
    FixtureRun.edit(run, "provenance.json", text -> text.replace("0123abc", HOSTILE));
    FixtureRun.edit(
        run, "config.yaml", text -> text.replace("main-comparison", "</title>" + HOSTILE));

    Path page = written(run);

    assertThat(Files.readString(page)).doesNotContain("<script", "<img", "onerror=y>");
    Page parsed = Page.of(page);
    String name = HOSTILE.replace("\\\"", "\"");
    assertThat(parsed.rows("leaderboard-0")).anyMatch(row -> row.get(0).equals(name));
    assertThat(parsed.text("//head/title")).isEqualTo("</title>" + name);
    assertThat(Files.readString(run.resolve("report/report.md"))).doesNotContain("<script", "<img");
  }

  @Test
  void write_formulaAsName_isDefusedInTheTables() throws IOException {
    for (String file : List.of("metrics.jsonl", "pooled.jsonl")) {
      FixtureRun.edit(
          run,
          file,
          text -> text.replace("\"entry\":\"ridge\"", "\"entry\":\"=HYPERLINK(\\\"x\\\",1)\""));
    }

    written(run);

    for (String file : List.of("leaderboard.csv", "by_fold.csv")) {
      assertThat(Files.readString(run.resolve("report").resolve(file)))
          .contains(",\"'=HYPERLINK(\"\"x\"\",1)\",ridge,")
          .doesNotContain("\"=HYPERLINK", ",=");
    }
  }

  @Test
  void write_anyLocale_sameBytes() throws IOException {
    List<String> files = List.of("index.html", "report.md", "leaderboard.csv", "by_fold.csv");
    Locale before = Locale.getDefault();
    written(run);
    List<String> first = contents(files);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      written(run);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(contents(files)).isEqualTo(first);
  }

  @Test
  void write_csv_hasEveryTargetEntryAndFoldWithFullDigits() throws IOException {
    written(run);

    List<String> leaderboard = Files.readAllLines(run.resolve("report/leaderboard.csv"));
    assertThat(leaderboard).hasSize(1 + 3 * 5);
    assertThat(leaderboard.get(1))
        .startsWith("likes,1,transformer-quantile,transformer,quantile,true,,log1p-mae,")
        .contains(pooled("transformer-quantile").at("/metrics/likes/log1p-mae").asText());
    assertThat(Files.readAllLines(run.resolve("report/by_fold.csv")))
        .hasSize(1 + 3 * 5 * FixtureRun.FOLDS)
        .anyMatch(line -> line.startsWith("likes,mlp-mae,mlp,mae,3,2022-04-20T00:00:00Z,2,200,"));
  }

  @Test
  void write_countsThatDoNotAddUp_areCalledOut() throws IOException {
    assertThat(Files.readString(written(run))).doesNotContain("do not add up");
    FixtureRun.edit(run, "data.json", text -> text.replace("\"rowsIn\":16010", "\"rowsIn\":16011"));

    assertThat(Page.of(written(run)).text("//*[@id='data']")).contains("do not add up");
  }

  @Test
  void write_cellNamedOutOfTheFolder_isRefused() throws IOException {
    FixtureRun.edit(
        run, "metrics.jsonl", text -> text.replace("lightgbm_fold1_seed1", "../../secret"));

    assertThatThrownBy(() -> written(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'../../secret' names a file outside");
  }

  @Test
  void write_noRunFolder_saysWhatIsMissing() throws IOException {
    Path empty = Files.createDirectory(run.resolve("empty"));

    assertThatThrownBy(() -> written(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a run folder: it has no config.yaml");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void write_brokenLine_namesFileAndLine() throws IOException {
    FixtureRun.edit(run, "metrics.jsonl", text -> text.replaceFirst("\n\\{", "\n{,"));

    assertThatThrownBy(() -> written(run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("metrics.jsonl, line 2");
  }

  private void atLimit(String cell) throws IOException {
    FixtureRun.edit(
        run,
        "metrics.jsonl",
        text -> text.replaceFirst("(\"cell\":\"" + cell + "\".*?)EARLY_STOPPING", "$1LIMIT"));
  }

  private JsonNode pooled(String entry) throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(run.resolve("pooled.jsonl"))) {
      JsonNode node = json.readTree(line);
      if (node.path("entry").asText().equals(entry)) {
        return node;
      }
    }
    throw new AssertionError("no line of " + entry);
  }

  private List<String> contents(List<String> files) throws IOException {
    Stream.Builder<String> all = Stream.builder();
    for (String file : files) {
      all.add(Files.readString(run.resolve("report").resolve(file)));
    }
    return all.build().toList();
  }

  private static int index(List<String> header, String label) {
    for (int k = 0; k < header.size(); k++) {
      if (header.get(k).startsWith(label + " ")) {
        return k;
      }
    }
    throw new AssertionError("no column " + label + " in " + header);
  }

  private static String rounded(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  @Test
  void write_failedAudit_saysSoBeforeAnythingElse() throws IOException {
    Files.writeString(
        run.resolve("leakage.json"),
        """
        {"passed": false, "mode": "full", "checks": [
          {"audit": "fitted rows", "fold": 2, "check": "rows had matured", "passed": false, "verdict": "fail", "evidence": "<b>late</b>"},
          {"audit": "canary column", "fold": 5, "check": "silent", "passed": true, "verdict": "pass", "evidence": "0.1 %"}],
         "sensitivity": [{"labelDelay": "PT1H", "history": true, "model": "ridge", "fittedRows": 900, "testRows": 80, "value": 0.5}]}
        """);

    List<String> lines = Report.write(run);

    assertThat(lines.get(0)).startsWith("LEAK: 1 of 2 checks").contains("fold 2: rows had matured");
    Page page = Page.of(run.resolve("report/index.html"));
    assertThat(page.all("//header/p[1]")).singleElement().asString().startsWith("LEAK");
    assertThat(Files.readString(run.resolve("report/report.md")))
        .contains("LEAK: 1 of 2", "## Audit")
        .doesNotContain("<b>late");
    assertThat(page.all("//table[@id='audit-table']/tbody/tr")).hasSize(2);
    assertThat(page.all("//table[@id='sensitivity-table']/tbody/tr")).hasSize(1);
  }

  @Test
  void write_olderRun_hasItsGeometryOrSaysThatThereIsNoAudit() throws IOException {
    Files.deleteIfExists(run.resolve("leakage.json"));
    assertThat(Files.readString(written(run))).contains("This run has no leakage audit.");

    Files.writeString(
        run.resolve("leakage.json"),
        """
        {"passed": true, "checks": [{"fold": 1, "check": "in order", "passed": true, "evidence": "1 < 2"}]}
        """);

    assertThat(Files.readString(written(run))).contains("1 checks: 1 pass", "fold 1: in order");
  }
}
