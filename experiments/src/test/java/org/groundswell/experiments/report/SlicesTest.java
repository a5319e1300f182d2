package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.groundswell.experiments.machine.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section about parts of the test rows, of made-up errors on five entries. */
class SlicesTest {
  private static final List<String> ENTRIES =
      List.of("author-median", "ridge", "lightgbm", "mlp-mae", "transformer-quantile");

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void writeRun() throws IOException {
    run = FixtureRun.write(folder.resolve("run"));
  }

  /** By entry, errors on Mondays, Tuesdays, twelve Sundays and the top decile. */
  private static final double[][] ERRORS = {
    {0.8, 0.9, 1, 2}, {0.7, 1.0, 3, 2.5}, {0.7, 0.6, 1, 1.5}, {0.6, 0.7, 1, 1}, {0.5, 0.6, 0.4, 3}
  };

  private void writeSlices(String monday) throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> authors = new ArrayList<>();
    for (int e = 0; e < ENTRIES.size(); e++) {
      String[][] slices = {
        {"weekday", monday, "612"},
        {"weekday", "Tuesday", "376"},
        {"weekday", "Sunday", "12"},
        {"top-decile", "top decile", "90"}
      };
      for (int s = 0; s < slices.length; s++) {
        lines.add(
            String.format(
                Locale.ROOT,
                "{\"entry\":\"%s\",\"target\":\"likes\",\"slicing\":\"%s\",\"slice\":\"%s\",\"rows\":%s,\"few\":%s,\"metric\":\"log1p-mae\",\"value\":%s,\"skill\":%s%s}",
                ENTRIES.get(e),
                slices[s][0],
                slices[s][1],
                slices[s][2],
                slices[s][2].equals("12"),
                ERRORS[e][s],
                1 - ERRORS[e][s] / ERRORS[0][s],
                e == 4 ? ",\"coverage\":0.75" : ""));
      }
      authors.add(
          "{\"entry\":\"%s\",\"target\":\"likes\",\"authors\":40,\"rows\":990,\"metric\":\"log1p-mae\",\"gini\":0.2%d,%s\"worstTenth\":0.31}"
              .formatted(
                  ENTRIES.get(e),
                  e,
                  // files of old runs have no interval
                  e == 4 ? "\"giniLow\":0.2,\"giniHigh\":0.29," : ""));
    }
    Files.write(run.resolve("slices.jsonl"), lines);
    Files.write(run.resolve("author-errors.jsonl"), authors);
    Files.writeString(run.resolve("zeros.json"), "{\"likes\":0.1,\"comments\":0.43}");
  }

  private Page written() throws IOException {
    Report.write(run);
    return Page.of(run.resolve("report/index.html"));
  }

  @Test
  void write_oldRunWithoutSlices_hasNoSection() throws IOException {
    Page page = written();

    assertThat(page.all("//*[@id='slices']")).isEmpty();
    assertThat(run.resolve("report/slices.csv")).doesNotExist();
    assertThat(Files.readString(run.resolve("report/report.md"))).doesNotContain("Slices");
  }

  @Test
  void write_slices_tableHasBestNetworkBestBaselineAndMedian() throws IOException {
    writeSlices("Monday");

    Page page = written();

    assertThat(page.all("//*[@id='slices-0']//th"))
        .containsExactly(
            "slice",
            "rows",
            "transformer-quantile log1p MAE, skill",
            "lightgbm log1p MAE, skill",
            "author-median log1p MAE",
            "transformer-quantile coverage");
    assertThat(page.rows("slices-0"))
        .containsExactly(
            List.of("Monday", "612", "0.500 +37.5 %", "0.700 +12.5 %", "0.800", "0.750"),
            List.of("Tuesday", "376", "0.600 +33.3 %", "0.600 +33.3 %", "0.900", "0.750"),
            List.of("Sunday", "12 †", "0.400 +60.0 %", "1.000 0.0 %", "1.000", "0.750"));
    // of few rows none is called best
    assertThat(page.all("//*[@id='slices-0']//strong")).containsExactly("0.500", "0.600", "0.600");
    assertThat(page.all("//*[@id='slices']//*[contains(@class,' few')]/title")).hasSize(3);
    assertThat(page.all("//*[@id='slices']//*[@class='chart slices']/@aria-label")).hasSize(2);
  }

  @Test
  void write_slices_saysWhereEachFailsWorstWithoutFewRowsAndOutcomes() throws IOException {
    writeSlices("Monday");

    List<String> sentences = written().all("//*[@id='worst-slices']/li");

    assertThat(sentences)
        .containsExactlyInAnyOrder(
            "transformer-quantile has least skill on “Weekday, UTC: Tuesday” (376 rows): log1p MAE 0.600, skill +33.3 %.",
            "mlp-mae has least skill on “Weekday, UTC: Tuesday” (376 rows): log1p MAE 0.700, skill +22.2 %.",
            "lightgbm has least skill on “Weekday, UTC: Monday” (612 rows): log1p MAE 0.700, skill +12.5 %.",
            "ridge fails worst on “Weekday, UTC: Tuesday” (376 rows): log1p MAE 1.000, skill −11.1 %.",
            "author-median has its largest error on “Weekday, UTC: Tuesday” (376 rows): log1p MAE 0.900.");
  }

  @Test
  void write_slices_givesInequalityAndRecommendsTheHurdleForManyZeros() throws IOException {
    writeSlices("Monday");

    String section = written().text("//*[@id='slices']");

    assertThat(section)
        .contains(
            "40 authors",
            "between the outer quantiles, nominal 0.800",
            "transformer-quantile 0.240 (95 % interval 0.200 to 0.290; worst tenth: 31.0 %)",
            "lightgbm 0.220 (worst tenth: 31.0 %)")
        .contains("comments is zero-heavy: 0 in 43.0 % of the rows", "Maybe add the baseline zero-")
        .doesNotContain("likes is zero-heavy");
  }

  @Test
  void write_slices_markdownAndCsvHoldThemToo() throws IOException {
    writeSlices("=Monday <b>");

    assertThat(written().all("//*[@id='slices']//b")).isEmpty();
    assertThat(Files.readString(run.resolve("report/report.md")))
        .contains("## Slices: likes", "| =Monday &lt;b&gt; | 612 |", "- ridge fails worst on");
    assertThat(Files.readAllLines(run.resolve("report/slices.csv")))
        .hasSize(1 + 5 * 4)
        .startsWith("target,entry,slicing,slice,rows,few,metric,value,skill,coverage")
        .contains("likes,author-median,weekday,'=Monday <b>,612,false,log1p-mae,0.8,0.0,");
  }

  @Test
  void write_comparisonOfRuns_keepsEachRunsSlices() throws IOException {
    writeSlices("Monday");
    Path second = FixtureRun.write(folder.resolve("second"));
    for (String file : List.of("slices.jsonl", "author-errors.jsonl", "zeros.json")) {
      Files.copy(run.resolve(file), second.resolve(file));
    }
    for (Path finished : List.of(run, second)) {
      Manifest.write(finished, Set.of());
    }

    Comparison.write(List.of(run, second), folder.resolve("both"));

    // baselines stand once, networks with their run
    assertThat(Files.readAllLines(folder.resolve("both/report/slices.csv")))
        .hasSize(1 + (3 + 4) * 4);
  }
}
