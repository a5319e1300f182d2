package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Manifest;
import org.groundswell.experiments.report.FixtureRun.Contestant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final Contestant MEDIAN = FixtureRun.FIVE.get(0);
  private static final Contestant RIDGE = FixtureRun.FIVE.get(1);
  private static final Contestant MLP = Contestant.network("mlp-mae", "mae", "", 0.8);

  @TempDir Path folder;
  private Path a;
  private Path b;
  private Path out;

  @BeforeEach
  void writeRuns() throws IOException {
    a =
        FixtureRun.finished(
            folder.resolve("20260101T120000Z_main_0a"), List.of(MEDIAN, RIDGE, MLP));
    b =
        FixtureRun.finished(
            folder.resolve("20260102T120000Z_main_0b"),
            List.of(
                RIDGE,
                Contestant.network("mlp-mae", "mae", "", 0.7),
                Contestant.network("lstm-mae", "mae", "", 0.5)));
    out = folder.resolve("comparison");
  }

  private Page compared() throws IOException {
    assertThat(Comparison.write(List.of(a, b), out)).isNotEmpty();
    return Page.of(out.resolve("report/index.html"));
  }

  private static List<String> column(Page page, int column) {
    return page.rows("leaderboard-0").stream().map(row -> row.get(column)).toList();
  }

  @Test
  void write_twoRuns_oneLeaderboardOfBoth() throws IOException {
    Page page = compared();

    assertThat(column(page, 0))
        .containsExactly(
            "lstm-mae",
            "mlp-mae (B: 20260102T120000Z)",
            "mlp-mae (A: 20260101T120000Z)",
            "ridge",
            "author-median");
    assertThat(page.text("//*[@class='headline']")).startsWith("lstm-mae has the best log1p MAE");
    assertThat(page.text("//*[@class='run']")).isEqualTo("2 runs of main-comparison");
    assertThat(page.rows("run-table"))
        .extracting(row -> row.get(0))
        .containsExactly("A: 20260101T120000Z_main_0a", "B: 20260102T120000Z_main_0b");
    assertThat(page.all("//*[@id='runs']//p").get(0))
        .endsWith("Baselines with the same numbers in several runs stand once: ridge.");
    assertThat(page.rows("provenance-table-A")).isNotEmpty();
    assertThat(page.all("//*[@id='provenance']//details")).hasSize(2);
    assertThat(Files.readAllLines(out.resolve("report/leaderboard.csv"))).hasSize(1 + 3 * 5);
    assertThat(Files.readAllLines(out.resolve("report/by_fold.csv")))
        .hasSize(1 + 3 * 5 * FixtureRun.FOLDS)
        .anyMatch(line -> line.contains(",B: 20260102T120000Z_main_0b,"));
    assertThat(Files.readString(out.resolve("report/report.md")))
        .contains("## Runs", "B: 20260102T120000Z_main_0b");
  }

  @Test
  void write_runsOfOtherNames_entriesAreToldApartByThem() throws IOException {
    edit(b, "config.yaml", text -> text.replace("main-comparison", "wider"));

    assertThat(column(compared(), 0))
        .contains("mlp-mae (A: main-comparison)", "mlp-mae (B: wider)");
  }

  @Test
  void write_medianInOneRun_isTheReferenceForAll() throws IOException {
    Page page = compared();

    List<List<String>> rows = page.rows("leaderboard-0");
    double median = Double.parseDouble(rows.get(4).get(2));
    for (List<String> row : rows) {
      double skill = 100 * (1 - Double.parseDouble(row.get(2)) / median);
      double shown = Double.parseDouble(row.get(4).replace("+", "").replace(" %", ""));
      assertThat(shown).isBetween(skill - 0.2, skill + 0.2);
    }
  }

  @Test
  void write_baselineOfOtherNumbers_standsTwice() throws IOException {
    edit(b, "pooled.jsonl", text -> text.replaceFirst("\"log1p-mae\":[0-9.]+", "\"log1p-mae\":2"));

    assertThat(column(compared(), 0))
        .contains("ridge (A: 20260101T120000Z)", "ridge (B: 20260102T120000Z)");
  }

  @Test
  void write_sameCellNames_eachIsReadFromItsOwnFolder() throws IOException {
    for (int fold = 1; fold <= FixtureRun.FOLDS; fold++) {
      Files.delete(b.resolve("history/mlp-mae_fold" + fold + "_seed1.csv"));
    }
    edit(
        b,
        "cost.jsonl",
        text ->
            text.lines()
                .filter(line -> !line.contains("mlp-mae"))
                .reduce("", (all, line) -> all + line + "\n"));

    Page page = compared();

    // entries stand in the order of the runs: A's mlp, then B's mlp without half of its cells
    assertThat(page.all("//*[@id='learning']//h3"))
        .containsExactly(
            "mlp-mae (A: 20260101T120000Z)", "mlp-mae (B: 20260102T120000Z)", "lstm-mae");
    assertThat(page.all("//*[@id='learning']/div[1]/figure")).hasSize(10);
    assertThat(page.all("//*[@id='learning']/div[2]/figure")).hasSize(5);
    assertThat(page.rows("cost-table"))
        .anyMatch(row -> row.get(0).startsWith("mlp-mae (B") && row.get(5).equals("0.00"))
        .noneMatch(row -> row.get(0).startsWith("mlp-mae (A") && row.get(5).equals("0.00"));
    assertThat(page.rows("cell-table"))
        .anyMatch(row -> row.get(0).equals("mlp-mae_fold1_seed1 (A)"))
        .anyMatch(row -> row.get(0).equals("mlp-mae_fold1_seed1 (B)"));
  }

  @Test
  void write_otherProgram_isWarnedOf() throws IOException {
    edit(b, "provenance.json", text -> text.replace("0123abc", "fedc987"));

    assertThat(compared().text("//*[@class='warnings']"))
        .contains("different programs", "0123abc", "fedc987");
  }

  @Test
  void write_otherData_isRefused() throws IOException {
    edit(b, "data.json", text -> text.replace("9f2c4b0e5a", "77aa"));

    refused("data (SHA-256) differ, 9f2c4b0e5a and 77aa");
  }

  @Test
  void write_otherContext_isRefused() throws IOException {
    edit(
        b,
        "data.json",
        text -> text.replaceFirst("\\{", "{\"context\":{\"file\":\"x\",\"sha256\":\"c0ffee\"},"));

    refused("context data (SHA-256) differ, none and c0ffee");
  }

  @Test
  void write_noHash_isRefused() throws IOException {
    for (Path run : List.of(a, b)) {
      edit(run, "data.json", text -> text.replace("9f2c4b0e5a", ""));
    }

    refused("no sha256");
  }

  @Test
  void write_otherFolds_isRefused() throws IOException {
    edit(b, "folds.csv", text -> text.replace("2021-12-21T", "2021-12-22T"));

    refused("folds differ, fold 1 (", "2021-12-21T", "2021-12-22T");
  }

  @Test
  void write_fewerFolds_isRefused() throws IOException {
    edit(b, "folds.csv", text -> text.substring(0, text.stripTrailing().lastIndexOf('\n') + 1));

    refused("folds differ, 5 folds and 4 folds");
  }

  @Test
  void write_otherTargets_isRefused() throws IOException {
    edit(
        b, "config.yaml", text -> text.replace("[\"likes\", \"shares\"", "[\"shares\", \"likes\""));

    refused("targets differ, likes, shares, comments and shares, likes, comments");
  }

  @Test
  void write_otherPrimaryMetric_isRefused() throws IOException {
    edit(b, "config.yaml", text -> text.replace("\"log1p-mae\"", "\"log1p-rmse\""));

    refused("primary metric differ, log1p-mae and log1p-rmse");
  }

  @Test
  void write_otherLabelDelay_isRefused() throws IOException {
    edit(b, "data.json", text -> text.replace("PT24H", "PT1H"));

    refused("label delays differ, PT24H and PT1H");
  }

  @Test
  void write_asManyOtherTestRows_isRefused() throws IOException {
    // the first entry of b is tested on another row in the third fold
    edit(b, "predictions/ridge_fold3_seed1.csv", text -> text.replace("\np3-7,", "\np3-7x,"));

    refused("test rows of fold 3 (SHA-256 of ids and outcomes) differ, ");
  }

  @Test
  void write_otherOutcomeOfATestRow_isRefused() throws IOException {
    edit(
        b,
        "predictions/ridge_fold1_seed1.csv",
        text -> text.replaceFirst("(\np1-0,.*,likes,)[0-9.]+,", "$10.25,"));

    refused("test rows of fold 1 ");
  }

  @Test
  void write_unfinishedRun_isRefused() throws IOException {
    Files.delete(b.resolve(Manifest.NAME));

    assertRefused(List.of(a, b), b + " is not finished: it has no MANIFEST.sha256");
  }

  @Test
  void write_noRunFolder_isRefused() {
    assertRefused(List.of(a, folder), folder + " is not a run folder: it has no config.yaml");
  }

  @Test
  void write_oneRunOrNone_isRefused() {
    assertRefused(List.of(a), "at least two run folders, and got only " + a);
    assertRefused(List.of(), "at least two run folders, and got none");
  }

  @Test
  void write_sameFolderTwice_isRefused() {
    Path again = a.resolve("..").resolve(a.getFileName());

    assertRefused(List.of(a, b, again), a + " and " + again + " are the same run folder");
  }

  @Test
  void write_outHoldsSomething_isRefused() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("mine.txt"), "mine");

    assertThatThrownBy(() -> Comparison.write(List.of(a, b), out))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(out + " already holds something");
    assertThat(out.resolve("report")).doesNotExist();
  }

  @Test
  void write_emptyOut_isTaken() throws IOException {
    Files.createDirectories(out);

    assertThat(compared().rows("leaderboard-0")).hasSize(5);
  }

  private void refused(String... parts) {
    assertRefused(List.of(a, b), parts);
    assertThatThrownBy(() -> Comparison.write(List.of(a, b), out))
        .hasMessageContainingAll(a.toString(), b.toString());
  }

  private void assertRefused(List<Path> runs, String... parts) {
    assertThatThrownBy(() -> Comparison.write(runs, out))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(parts);
    assertThat(out).doesNotExist();
  }

  private static void edit(Path run, String file, UnaryOperator<String> change) throws IOException {
    FixtureRun.edit(run, file, change);
  }
}
