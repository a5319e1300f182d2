package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.groundswell.experiments.machine.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports with many entries, with a lower bound, of other data than posts, and made again. */
class LongReportTest {
  private static final double BOUND = 0.42;

  @TempDir Path folder;

  private Path compare() throws IOException {
    return FixtureRun.finished(folder.resolve("compare"), FixtureRun.compare());
  }

  private static Page written(Path run) throws IOException {
    Report.write(run);
    return Page.of(run.resolve("report/index.html"));
  }

  @Test
  void write_threeModelsFourLosses_gridHoldsTheLeaderboardsValues() throws IOException {
    Page page = written(compare());

    assertThat(page.all("//*[@id='model-loss-0']//th"))
        .containsExactly("model", "mae", "mse", "huber", "quantile");
    List<List<String>> grid = page.rows("model-loss-0");
    assertThat(grid).extracting(row -> row.get(0)).containsExactly("mlp", "lstm", "transformer");
    assertThat(grid.get(1).get(2)).isEqualTo(leaderboard(page, "lstm-mse").get(2));
    String best = page.rows("leaderboard-0").get(0).get(2);
    assertThat(page.all("//*[@id='model-loss-0']//strong")).containsExactly(best);
    assertThat(page.all("//*[@id='model-scaling-0']")).isEmpty();
    assertThat(Files.readString(folder.resolve("compare/report/report.md")))
        .contains("## Model × loss: likes");
  }

  @Test
  void write_entriesOfSquaredError_areAlsoRankedByTheirOwnMetric() throws IOException {
    Path run = compare();
    FixtureRun.edit(
        run,
        "pooled.jsonl",
        text -> text.replaceFirst("(\"entry\":\"mlp-mse\".*?\"log1p-rmse\":)[0-9.]+", "$10.1"));

    Page page = written(run);

    List<List<String>> rows = page.rows("squared-error-0");
    assertThat(rows)
        .extracting(row -> row.get(0))
        .containsExactly("mlp-mse", "transformer-mse", "ridge", "lstm-mse");
    assertThat(rows.get(0).get(2)).isEqualTo("0.100");
    assertThat(rows.get(0).get(4)).isEqualTo(leaderboard(page, "mlp-mse").get(1));
    assertThat(Files.readAllLines(run.resolve("report/leaderboard.csv")))
        .anyMatch(
            line -> line.matches("likes,\\d+,mlp-mse,.*,log1p . robust,main-comparison,1,.*"));
  }

  @Test
  void write_manyEntries_foldsAreShownInPanelsAndFarOnesNamed() throws IOException {
    Page page = written(compare());

    assertThat(page.all("//*[@id='by-fold']//*[@class='chart panel']")).hasSize(4);
    List<String> titles = page.all("//*[@id='by-fold']//*[contains(@class,'marker')]/title");
    assertThat(titles)
        .hasSize(16 * FixtureRun.FOLDS)
        .filteredOn(title -> title.startsWith("lstm-mse"))
        .allMatch(title -> title.endsWith(", beyond the axis"));
    assertThat(page.text("//*[@id='by-fold']//figcaption"))
        .containsPattern("Beyond the axis, as triangles at its edge: .*lstm-mse \\(\\S+ to \\S+\\)")
        .doesNotContain("transformer-huber (");
  }

  @Test
  void write_manyBaselines_shareSeveralPanelsAndEachHasRoomForItsName() throws IOException {
    List<FixtureRun.Contestant> contestants = new ArrayList<>();
    for (int k = 0; k < 20; k++) {
      contestants.add(
          FixtureRun.Contestant.baseline("ridge-without-a-feature-" + (char) ('a' + k), "mse", 1));
    }

    Page page = written(FixtureRun.finished(folder.resolve("baselines"), contestants));

    String panels = "//*[@id='by-fold']//*[@class='chart panel']";
    assertThat(page.all(panels + "/*[@class='axis']"))
        .containsExactly("baselines, 1 of 3", "baselines, 2 of 3", "baselines, 3 of 3");
    assertThat(page.all(panels + "/*[name()='text']/@y")).allMatch(y -> Double.parseDouble(y) > 0);
    // what tells the names apart is not cut off
    assertThat(
            page.all(
                panels + "/*[starts-with(@class,'side s') and @class!='side soft'][name()='text']"))
        .hasSize(20)
        .doesNotHaveDuplicates();
  }

  @Test
  void write_higherIsBetter_farOnesLieBelowTheAxis() throws IOException {
    Path run = compare();
    FixtureRun.edit(run, "config.yaml", text -> text.replace("\"log1p-mae\"", "\"log1p-r2\""));

    Page page = written(run);

    assertThat(page.text("//*[@class='headline']")).contains("transformer").contains("log1p R²");
    assertThat(page.text("//*[@id='by-fold']//figcaption"))
        .containsPattern("Beyond the axis.*lstm-mse \\(−\\S+ to −");
  }

  @Test
  void write_fewEntriesNoneFar_nothingLiesOutside() throws IOException {
    Page page = written(FixtureRun.finished(folder.resolve("five"), FixtureRun.FIVE));

    assertThat(page.text("//*[@id='by-fold']//figcaption")).doesNotContain("Beyond");
    // two networks that differ in model and loss both: nothing to compare along a row
    assertThat(page.all("//*[@id='model-loss-0'] | //*[@id='squared-error-0']")).isEmpty();
  }

  @Test
  void write_manyNetworks_learningCurvesAreFoldedAway() throws IOException {
    Page page = written(compare());

    assertThat(page.all("//*[@id='learning']/details/summary"))
        .hasSize(12)
        .anyMatch(
            text -> text.matches("mlp-mae 10 cells, 0 at the limit, epochs chosen: \\d+ to \\d+"));
    assertThat(Files.size(folder.resolve("compare/report/index.html"))).isLessThan(5_000_000);
  }

  @Test
  void write_manyEntries_firstTableHasTheBestOfEachKindAndTheRestFollows() throws IOException {
    Page page = written(compare());

    assertThat(page.rows("summary"))
        .hasSize(8)
        .extracting(row -> row.get(0))
        .contains("transformer-huber", "ridge", "author-median")
        .doesNotContain("lstm-mse");
    assertThat(page.rows("entry-table")).hasSize(16);
    // the picture beside it has the same entries, and all stand below
    assertThat(page.all("//*[@id='forest']//*[contains(@class,'marker')]/title")).hasSize(3 * 8);
    assertThat(page.all("//*[@id='forest-all']//*[contains(@class,'marker')]/title"))
        .hasSize(2 * 16);
    assertThat(page.all("//*[@id='forest']//*[contains(@class,'marker')]/title"))
        .noneMatch(title -> title.endsWith("beyond the axis"));
    assertThat(page.all("//*[@class='verdict']/p")).hasSizeLessThan(8);
    assertThat(page.all("//*[@class='verdict']/details/p")).isNotEmpty();
    List<String> terminal = Report.write(folder.resolve("compare"));
    assertThat(terminal).startsWith(page.all("//*[@class='verdict']/p").toArray(String[]::new));
  }

  @Test
  void write_manyEntries_verdictCountsInsteadOfListing() throws IOException {
    Path run = compare();
    FixtureRun.edit(
        run,
        "metrics.jsonl",
        text ->
            text.replaceAll(
                "(\"cell\":\"[a-z]+-(?:mae|huber)_fold1_seed1\".*?)EARLY_STOPPING", "$1LIMIT"));

    FixtureRun.edit(
        run,
        "pooled.jsonl",
        text -> text.replaceFirst("(\"entry\":\"lightgbm\".*?\"log1p-mae\":)[0-9.]+", "$10.69"));

    Page page = written(run);

    long losers =
        page.rows("leaderboard-0").stream()
            .map(row -> row.get(0))
            .dropWhile(name -> !name.equals("lightgbm"))
            .filter(name -> name.matches("(mlp|lstm|transformer)-.*"))
            .count();
    assertThat(losers).isGreaterThan(3);
    assertThat(page.text("//*[@class='verdict']"))
        .contains(losers + " of 12 networks lose to the baseline lightgbm (")
        .contains("The best of each kind of network: transformer-", ", lstm-", ", mlp-");
    assertThat(page.all("//*[@class='warnings']/li"))
        .singleElement()
        .asString()
        .startsWith("6 entries reached their limit in some cells")
        .contains("mlp-mae (1 of 10)");
  }

  @Test
  void write_scalings_haveTheirOwnGrid() throws IOException {
    Page page =
        written(FixtureRun.finished(folder.resolve("scaling"), FixtureRun.compareScaling()));

    assertThat(page.all("//*[@id='model-scaling-0']//th"))
        .containsExactly("model", "none", "log", "robust", "log + robust", "min-max");
    assertThat(page.rows("model-scaling-0").get(0).get(1))
        .isEqualTo(leaderboard(page, "mlp-none").get(2));
    assertThat(page.all("//*[@id='model-loss-0']")).isEmpty();
    assertThat(Files.readString(folder.resolve("scaling/report/leaderboard.csv")))
        .contains(",log + robust,main-comparison,,");
  }

  @Test
  void write_lowerBound_standsLastWithoutRankAndVerdictSaysHowFar() throws IOException {
    Path run = compare();
    FixtureRun.lowerBound(run, BOUND);

    Page page = written(run);

    List<List<String>> rows = page.rows("leaderboard-0");
    assertThat(rows.get(16).subList(0, 4))
        .containsExactly("lower bound (unreachable)", "–", "0.420", "0.420 ± 0.006");
    assertThat(page.all("//*[@id='leaderboard']//p").get(0))
        .contains("The error of the generator's own conditional median.");
    double best = Double.parseDouble(rows.get(0).get(2));
    assertThat(page.text("//*[@class='verdict']"))
        .contains("The bound that no forecast can pass is 0.420: " + rows.get(0).get(0) + " is 0.")
        .containsPattern(
            "\\(%.0f\\.\\d %%\\) from it".formatted(Math.floor(100 * (best / BOUND - 1))));
    assertThat(page.all("//*[@id='by-fold']//*[@class='bound-mark']/title"))
        .hasSize(4 * FixtureRun.FOLDS)
        .contains("lower bound (unreachable), fold 2 from 2021-12-21: 0.416");
    assertThat(Files.readString(run.resolve("report/leaderboard.csv")))
        .contains("likes,,lower bound (unreachable),lower-bound,,false,unreachable,log1p-mae,");
    assertThat(Files.readAllLines(run.resolve("report/by_fold.csv")))
        .hasSize(1 + 3 * 17 * FixtureRun.FOLDS);
    assertThat(Files.readString(run.resolve("report/report.md")))
        .contains("| lower bound (unreachable) | – | 0.420 |");
  }

  @Test
  void write_lowerBoundFarFromAllEntries_standsAtTheAxisEdgeWithItsValue() throws IOException {
    Path run = compare();
    FixtureRun.lowerBound(run, 0.01);

    Page page = written(run);

    assertThat(page.all("//*[@id='by-fold']//*[@class='bound-mark']/title"))
        .hasSize(4 * FixtureRun.FOLDS)
        .allMatch(title -> title.endsWith(", beyond the axis"));
    assertThat(page.all("//*[@id='by-fold']//*[name()='text']"))
        .anyMatch(text -> text.matches("lower bound 0\\.01\\d"));
    assertThat(page.text("//*[@id='by-fold']//figcaption"))
        .containsPattern("Beyond the axis, .*lower bound \\(unreachable\\) \\(0\\.")
        .doesNotContain("Dotted");
  }

  @Test
  void write_bestBeyondTheBound_isNotCalledBetterThanIt() throws IOException {
    Path run = compare();
    FixtureRun.lowerBound(run, 3);

    String verdict = written(run).text("//*[@class='verdict']");

    assertThat(verdict)
        .contains("beyond the bound that no forecast can pass (3.000): that is chance or a leak")
        .doesNotContain("better than lower bound", "%) from it");
  }

  @Test
  void write_hourlyData_speaksOfHours() throws IOException {
    Path run = FixtureRun.finished(folder.resolve("hourly"), FixtureRun.FIVE);
    FixtureRun.edit(
        run,
        "data.json",
        text ->
            text.replaceFirst("\\{", "{\"format\":\"hourly\",")
                .replace("\"generated\":false", "\"generated\":true")
                .replace("posts.csv", "hours.csv"));
    FixtureRun.edit(
        run,
        "config.yaml",
        text ->
            text.replaceAll("question: .*", "question: \"How many?\"").replace("posts.csv", "x"));

    Page page = written(run);

    assertThat(page.text("//*[@id='limits']")).contains("known 24 h after its hour");
    assertThat(page.text("//*[@id='folds']//figcaption")).contains("Gaps are hours whose");
    String markdown = Files.readString(run.resolve("report/report.md"));
    assertThat(page.text("//main").replace("author-median", ""))
        .doesNotContainIgnoringCase("post ", "posts", "author'");
    assertThat(markdown.replace("author-median", ""))
        .doesNotContain("posts", "its post", "author'");
  }

  @Test
  void write_again_sameBytesAndSameManifest() throws IOException {
    Path run = FixtureRun.write(folder.resolve("run"));
    Report.write(run);
    assertThat(run.resolve(Manifest.NAME)).doesNotExist();
    Manifest.write(run, Set.of());
    String manifest = Files.readString(run.resolve(Manifest.NAME));
    List<Path> before = files(run.resolve("report"));

    Report.write(run);

    assertThat(Files.readString(run.resolve(Manifest.NAME))).isEqualTo(manifest);
    assertThat(files(run.resolve("report"))).isEqualTo(before).hasSizeGreaterThan(30);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Test
  void write_overTheReportOfAnOlderProgram_manifestGetsTheNewChecksums() throws IOException {
    Path run = FixtureRun.write(folder.resolve("run"));
    Report.write(run);
    Manifest.write(run, Set.of());
    String manifest = Files.readString(run.resolve(Manifest.NAME));
    Files.writeString(run.resolve("report/index.html"), "as it was in the old days");
    Manifest.write(run, Set.of());

    Report.write(run);

    assertThat(Files.readString(run.resolve(Manifest.NAME))).isEqualTo(manifest);
  }

  private static List<String> leaderboard(Page page, String entry) {
    return page.rows("leaderboard-0").stream()
        .filter(row -> row.get(0).equals(entry))
        .findFirst()
        .orElseThrow();
  }
}
