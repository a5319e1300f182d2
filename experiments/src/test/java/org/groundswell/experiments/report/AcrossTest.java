package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Manifest;
import org.groundswell.experiments.report.FixtureRun.Contestant;
import org.groundswell.statistics.CriticalDifference;
import org.groundswell.statistics.Friedman;
import org.groundswell.statistics.Ranks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on different data are compared by ranks, and by nothing else. */
class AcrossTest {
  private static final double[][] NOISES = {
    {1.0, 0.9, 0.5},
    {1.2, 0.6, 0.7},
    {1.1, 0.9, 0.6},
    {0.9, 0.7, 0.4},
    {1.3, 0.8, 0.5},
    {1, 0.9, 0.7}
  };

  @TempDir Path folder;

  /** A run of three entries on data of its own. */
  private Path run(int k, Contestant... more) throws IOException {
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(Contestant.baseline("author-median", "none", NOISES[k][0]));
    contestants.add(Contestant.baseline("ridge", "mse", NOISES[k][1]));
    contestants.add(Contestant.network("mlp-mae", "mae", "", NOISES[k][2]));
    contestants.addAll(List.of(more));
    Path run = FixtureRun.finished(folder.resolve("run" + k), contestants);
    FixtureRun.edit(run, "data.json", text -> text.replace("9f2c4b0e5a", "data" + k));
    return run;
  }

  private List<Path> runs(int count) throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      runs.add(run(k));
    }
    return runs;
  }

  private Path out() {
    return folder.resolve("across");
  }

  private Page page() throws IOException {
    return Page.of(out().resolve("report/index.html"));
  }

  private static double value(Path run, String entry) throws IOException {
    return Leaderboard.of(RunReader.read(run), "likes").places().stream()
        .filter(place -> place.name().equals(entry))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void write_sixDataSets_ranksOnEachAndTestsTheirMeans() throws IOException {
    List<Path> runs = runs(6);
    double[][] losses = new double[6][];
    for (int k = 0; k < 6; k++) {
      losses[k] =
          new double[] {
            value(runs.get(k), "author-median"),
            value(runs.get(k), "ridge"),
            value(runs.get(k), "mlp-mae")
          };
    }
    Ranks ranks = Ranks.of(losses);
    double[] mean = ranks.average();
    double p = ((Friedman.Tested) Friedman.test(ranks)).pValue();
    assertThat(mean[2]).isLessThan(mean[1]).isGreaterThan(1);

    List<String> said = Across.write(runs, false, out());

    assertThat(said.get(0))
        .startsWith(
            "Of 3 entries on 6 data sets mlp-mae has the best mean rank, "
                + Figures.value(mean[2]));
    assertThat(said.get(1))
        .contains("(Friedman, %s)".formatted(Figures.p(p)))
        .contains(
            "within %s ranks"
                .formatted(Figures.value(CriticalDifference.of(ranks, 0.05).difference())));
    List<List<String>> rows = page().rows("rank-table");
    assertThat(rows)
        .extracting(row -> row.get(0))
        .containsExactly("mlp-mae", "ridge", "author-median");
    assertThat(rows.get(1).get(1)).isEqualTo(Figures.value(mean[1]));
    assertThat(rows.get(1).get(3))
        .isEqualTo(Figures.value(losses[1][1]) + " " + Figures.number(ranks.ranks()[1][1]));
    // the best of each data set
    assertThat(page().all("//*[@id='rank-table']//strong")).hasSize(6);
    assertThat(page().all("//*[@id='ranks']//*[name()='svg']")).hasSize(3);
    assertThat(page().all("//*[@id='ranks']//*[name()='line' and @class='bar-of-ranks']"))
        .isNotEmpty();
    assertThat(page().rows("run-table")).hasSize(6);
    assertThat(Files.readAllLines(out().resolve("report/ranks.csv"))).hasSize(1 + 6 * 3);
    assertThat(Files.readString(out().resolve("report/report.md")))
        .contains("| ridge |", said.get(0));
  }

  @Test
  void write_threeDataSets_saysThatTheyAreTooFewAndTestsNothing() throws IOException {
    List<String> said = Across.write(runs(3), false, out());

    assertThat(said.get(0)).endsWith("; too few to test");
    assertThat(said.get(1))
        .startsWith("There are 3 data sets and 3 entries, and ranks are tested over 5 data sets");
    double ratios = 1;
    for (int k = 0; k < 3; k++) {
      Path run = folder.resolve("run" + k);
      ratios *= value(run, "mlp-mae") / value(run, "author-median");
    }
    assertThat(page().rows("summary").get(0))
        .containsExactly(
            "mlp-mae",
            Figures.value(4 / 3.0),
            "1 to 2",
            "2",
            Figures.signedPercent(1 - Math.cbrt(ratios)));
    // drawn, and no bar that would say what can be told apart
    assertThat(page().all("//*[@id='ranks']//*[name()='svg']")).hasSize(3);
    assertThat(page().all("//*[name()='line' and @class='bar-of-ranks']")).isEmpty();
    assertThat(page().rows("rank-table")).hasSize(3);
    assertThat(String.join(" ", said)).doesNotContain("Friedman");
  }

  @Test
  void skill_authorMedianWithoutErrorSomewhere_isOverTheOtherSetsAndSaidToBe() throws IOException {
    AcrossData whole = AcrossData.of(runs(3), false);
    whole.sets().get(1).values().put("author-median", 0.0);
    Place network =
        whole.places().stream()
            .filter(place -> place.name().equals("mlp-mae"))
            .findFirst()
            .orElseThrow();
    double ratios = 1;
    for (int k : new int[] {0, 2}) {
      Path run = folder.resolve("run" + k);
      ratios *= value(run, "mlp-mae") / value(run, "author-median");
    }

    assertThat(whole.skill(network)).isCloseTo(1 - Math.sqrt(ratios), within(1e-12));
    assertThat(whole.sentences().get(2)).contains(", 1 of 3 data sets left out, where that is 0;");
  }

  @Test
  void write_bySeries_countsEachAuthorWithRowsEnough() throws IOException {
    // 40 authors with 100 rows each beside a run of few rows
    Path many = FixtureRun.write(folder.resolve("many"), 800);
    Manifest.write(many, Set.of());

    List<String> said = Across.write(List.of(many, run(0)), true, out());

    assertThat(said.get(0)).startsWith("Of 3 entries on 41 series and data sets");
    List<String> lines = Files.readAllLines(out().resolve("report/ranks.csv"));
    assertThat(lines).hasSize(1 + 41 * 3);
    double sum =
        lines.stream()
            .filter(line -> line.startsWith("A: author") && line.contains(",ridge,"))
            .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[4]))
            .sum();
    // all have as many rows, so their mean is the run's
    assertThat(sum / 40).isCloseTo(value(many, "ridge"), within(1e-9));

    Across.write(List.of(many, run(1)), false, folder.resolve("whole"));
    assertThat(Files.readAllLines(folder.resolve("whole/report/ranks.csv"))).hasSize(1 + 2 * 3);
  }

  @Test
  void write_entryMissingSomewhere_isLeftOutAndNamed() throws IOException {
    Path other = run(1, Contestant.baseline("last-value", "none", 1.6));

    List<String> said = Across.write(List.of(run(0), other), false, out());

    assertThat(said).contains("last-value is left out: no result in A.");
    assertThat(page().rows("rank-table")).hasSize(3);
  }

  @Test
  void write_sameDataTwice_isRefused() throws IOException {
    Path one = run(0);
    Path other = run(1);
    FixtureRun.edit(other, "data.json", text -> text.replace("data1", "data0"));

    assertThatThrownBy(() -> Across.write(List.of(one, other), false, out()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("have the same data (SHA-256 data0)")
        .hasMessageContaining("which would count twice");
    assertThat(out()).doesNotExist();
  }

  /** A run of the file of the first one. */
  private Path ofTheSameFile(int k, String replies, int rows) throws IOException {
    Path run = run(k);
    FixtureRun.edit(
        run,
        "data.json",
        text -> text.replace("data" + k, "data0").replace("\"rows\":15500", "\"rows\":" + rows));
    FixtureRun.edit(
        run,
        "config.yaml",
        text -> text.replace("replies: \"KEEP\"", "replies: \"%s\" ".formatted(replies)));
    return run;
  }

  @Test
  void write_otherRowsOfOneFile_areRankedApartAndSaidToOverlap() throws IOException {
    Path all = run(0);
    Path originals = ofTheSameFile(1, "EXCLUDE", 9000);

    List<String> said = Across.write(List.of(all, originals, run(2)), false, out());

    String overlap = "A: posts.csv (replies keep); B: posts.csv (replies exclude) are rows of one";
    assertThat(said)
        .filteredOn(sentence -> sentence.startsWith(overlap))
        .singleElement()
        .asString()
        .contains("not independent data sets");
    assertThat(page().all("//*[@class='warnings']/li")).anyMatch(li -> li.startsWith(overlap));
    assertThat(page().all("//*[@id='rank-table']//th"))
        .anyMatch(head -> head.startsWith("B: posts.csv (replies exclude)"))
        .anyMatch(head -> head.startsWith("C: posts.csv") && !head.contains("replies"));
    assertThat(page().rows("run-table"))
        .extracting(row -> row.get(2))
        .containsExactly("posts.csv (replies keep)", "posts.csv (replies exclude)", "posts.csv");
    assertThat(Files.readString(out().resolve("report/report.md")))
        .contains("not independent data sets");
    assertThat(Files.readAllLines(out().resolve("report/ranks.csv"))).hasSize(1 + 3 * 3);
  }

  @Test
  void write_oneFileAndASettingThatLeavesNothingOut_isRefused() throws IOException {
    Path all = run(0);
    Path same = run(1);
    FixtureRun.edit(same, "data.json", text -> text.replace("data1", "data0"));
    FixtureRun.edit(same, "config.yaml", text -> text.replace("\"KEEP\"", "EXCLUDE"));

    assertThatThrownBy(() -> Across.write(List.of(all, same), false, out()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("forecast the same rows of it");
  }

  @Test
  void write_oneSettingTwiceOfOneFile_isRefused() throws IOException {
    Path one = run(0);
    Path other = ofTheSameFile(1, "KEEP", 9000);

    assertThatThrownBy(() -> Across.write(List.of(one, other), false, out()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("forecast the same rows of it");
  }

  @Test
  void write_otherPrimaryMetric_isRefused() throws IOException {
    Path one = run(0);
    Path other = run(1);
    FixtureRun.edit(other, "config.yaml", text -> text.replace("log1p-mae", "spearman"));

    assertThatThrownBy(() -> Across.write(List.of(one, other), false, out()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("primary metrics are log1p-mae and spearman");
  }

  @Test
  void write_metricOfWhichMoreIsBetter_ranksTheHighestFirst() throws IOException {
    List<Path> runs = runs(2);
    for (Path run : runs) {
      FixtureRun.edit(run, "config.yaml", text -> text.replace("log1p-mae", "spearman"));
    }

    Across.write(runs, false, out());

    assertThat(page().rows("rank-table").get(0).get(0)).isEqualTo("mlp-mae");
    // ratios of what is no error say nothing
    assertThat(page().rows("summary")).allMatch(row -> row.get(4).equals(Figures.ABSENT));
    assertThat(page().text("//*[@class='verdict']")).doesNotContain("skill");
  }

  @Test
  void write_finishedRuns_pageHasContentsAndListsItsFiles() throws IOException {
    Across.write(runs(2), false, out());

    Page page = page();
    assertThat(page.all("//a[@class='skip']/@href")).containsExactly("#contents");
    List<String> links = page.all("//@href");
    assertThat(links)
        .contains("#table", "#runs", "#files", "report.md", "ranks.csv")
        .contains("tables/ranks.csv", "tables/ranks.tex", "tables/summary.tex")
        .contains("tables/runs.csv", "figures/ranks.svg");
    for (String link : links) {
      if (link.startsWith("#")) {
        assertThat(page.all("//*[@id='" + link.substring(1) + "']")).as(link).hasSize(1);
      } else {
        assertThat(out().resolve("report").resolve(link)).isRegularFile();
      }
    }
    assertThat(page.all("//table")).hasSize(3);
    assertThat(Files.readString(out().resolve("report/report.md")))
        .contains("![", "](figures/ranks.svg)", "[ranks.csv](ranks.csv)");
  }

  @Test
  void write_generatedDataOrFailedAudit_isSaidFirst() throws IOException {
    List<Path> runs = runs(2);
    FixtureRun.edit(
        runs.get(0),
        "data.json",
        text -> text.replace("\"generated\":false", "\"generated\":true"));
    Files.writeString(
        runs.get(0).resolve("leakage.json"),
        """
        {"passed": false, "mode": "full", "checks": [
          {"audit": "fitted rows", "fold": 2, "check": "rows had matured", "passed": false, "verdict": "fail", "evidence": "late"}]}
        """);

    List<String> said = Across.write(runs, false, out());

    assertThat(said.get(0)).startsWith("A: ");
    assertThat(page().all("//*[@id='answer']/p[@class='banner']"))
        .containsExactly(
            said.get(0),
            "GENERATED DATA. The data of A were made by a generator: ranks on them say nothing about people.");
  }

  @Test
  void write_markupInNames_staysText() throws IOException {
    List<Path> runs = runs(2);
    FixtureRun.edit(runs.get(0), "data.json", text -> text.replace("posts.csv", "<b>=cmd</b>.csv"));

    Across.write(runs, false, out());

    assertThat(page().all("//b")).isEmpty();
    assertThat(Files.readString(out().resolve("report/report.md"))).doesNotContain("<b>");
  }
}
