package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.groundswell.experiments.report.FixtureRun.Contestant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble with trees is compared with the best of trees alone. */
class TreesAloneTest {
  private static final Contestant MEDIAN = Contestant.baseline("author-median", "none", 1.3);
  private static final Contestant MLP = Contestant.network("mlp-mae", "mae", "", 0.8);

  @TempDir Path run;

  private static Contestant trees(String name, double noise) {
    return new Contestant(name, "lightgbm", "mae", "", false, noise, 0);
  }

  private void write(String ensembles, Contestant... contestants) throws IOException {
    FixtureRun.write(run, List.of(contestants));
    FixtureRun.ensembles(run, ensembles);
  }

  private String verdict() throws IOException {
    Report.write(run);
    String verdict = Page.of(run.resolve("report/index.html")).text("//*[@class='verdict']");
    assertThat(Files.readString(run.resolve("report/report.md"))).contains("The ensemble mix is");
    return verdict;
  }

  private static final String BOTH =
      "[{name: mix, members: [mlp-mae, trees]}, {name: forest, members: [trees, other]}]";

  @Test
  void write_mixtureBetterThanTreesAlone_saysSoWithItsP() throws IOException {
    write(
        BOTH,
        MEDIAN,
        MLP,
        trees("trees", 0.9),
        trees("other", 0.95),
        Contestant.ensemble("mix", 0.5),
        Contestant.ensemble("forest", 0.7));

    assertThat(verdict())
        .containsPattern(
            "The ensemble mix is [0-9.]+ % lower than forest \\(0\\.\\d+\\), the best of trees alone on validation rows: significantly better \\(Holm p < 0\\.001, difference between")
        .contains("but for ensembles against trees alone, which were named beforehand");
    Leaderboard board = Leaderboard.of(RunReader.read(run), "likes");
    assertThat(Significance.of(board).contrasts())
        .filteredOn(c -> Set.of(c.one(), c.other()).equals(Set.of("mix", "forest")))
        .singleElement()
        .satisfies(
            contrast -> {
              assertThat(contrast.holm()).isEqualTo(contrast.p());
              assertThat(contrast.family())
                  .isEqualTo("the one comparison of ensembles with trees alone");
            });
  }

  @Test
  void write_mixtureLikeTreesAlone_cannotBeToldApartFromThem() throws IOException {
    write(
        BOTH,
        MEDIAN,
        MLP,
        trees("trees", 0.9),
        trees("other", 0.95),
        Contestant.ensemble("mix", 0.7),
        Contestant.ensemble("forest", 0.7005));

    assertThat(verdict())
        .containsPattern(
            "best of trees alone on validation rows: no significant difference \\(Holm p");
  }

  @Test
  void best_ofTreesAlone_isChosenByValidationRowsAlone() throws IOException {
    write(
        BOTH,
        MEDIAN,
        MLP,
        trees("trees", 0.9),
        trees("other", 0.95),
        Contestant.ensemble("mix", 0.5),
        Contestant.ensemble("forest", 0.7));
    // on validation rows single trees were better than all of them together
    FixtureRun.edit(
        run,
        "metrics.jsonl",
        text ->
            text.lines()
                .map(
                    line ->
                        line.contains("\"entry\":\"other\"")
                            ? line.replaceFirst(
                                "\"validation\":\\{\"likes\":\\{\"log1p-mae\":[0-9.]+",
                                "\"validation\":{\"likes\":{\"log1p-mae\":0.01")
                            : line)
                .reduce("", (a, b) -> a + b + "\n"));

    assertThat(TreesAlone.of(Leaderboard.of(RunReader.read(run), "likes")).best())
        .hasValueSatisfying(place -> assertThat(place.name()).isEqualTo("other"));
    assertThat(verdict()).contains("than other (");
  }

  @Test
  void write_ensembleWithoutTreesOrOfTreesAlone_isNotComparedWithThem() throws IOException {
    write(
        "[{name: mix, members: [mlp-mae, author-median]}, {name: forest, members: [trees, other]}]",
        MEDIAN,
        MLP,
        trees("trees", 0.9),
        trees("other", 0.95),
        Contestant.ensemble("mix", 0.5),
        Contestant.ensemble("forest", 0.7));

    Report.write(run);
    assertThat(Page.of(run.resolve("report/index.html")).text("//*[@class='verdict']"))
        .doesNotContain("trees alone");
  }

  @Test
  void write_ensembles_areNeitherNetworksNorBaselines() throws IOException {
    write(
        BOTH,
        MEDIAN,
        MLP,
        trees("trees", 0.9),
        trees("other", 0.95),
        Contestant.ensemble("mix", 0.5),
        Contestant.ensemble("forest", 0.7));

    Report.write(run);
    Page page = Page.of(run.resolve("report/index.html"));

    assertThat(page.text("//*[@class='verdict']"))
        .contains("The best baseline is trees; the network mlp-mae");
    assertThat(page.text("//*[@id='forest']"))
        .contains("Circles: networks; squares: baselines; diamonds: ensembles.");
    // wide, narrow and beside the table
    assertThat(
            page.all("//*[@id='forest']//*[contains(@class,'marker') and contains(@class,'s2')]"))
        .hasSize(6);
  }
}
