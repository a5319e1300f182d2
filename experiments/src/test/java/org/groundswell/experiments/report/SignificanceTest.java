package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.data.Offset;
import org.groundswell.experiments.report.FixtureRun.Contestant;
import org.groundswell.statistics.DieboldMariano;
import org.groundswell.statistics.LongRunVariance;
import org.groundswell.statistics.TimeBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differences are worth: tests, intervals, and the words that are made of them. */
class SignificanceTest {
  private static final Contestant MEDIAN = Contestant.baseline("author-median", "none", 1.3);

  @TempDir Path run;

  private Page written(Contestant... contestants) throws IOException {
    FixtureRun.write(run, List.of(contestants));
    return page();
  }

  private Page page() throws IOException {
    Report.write(run);
    return Page.of(run.resolve("report/index.html"));
  }

  private Leaderboard board() throws IOException {
    return Leaderboard.of(RunReader.read(run), "likes");
  }

  private static Contestant mlp(double noise) {
    return Contestant.network("mlp-mae", "mae", "", noise);
  }

  private static Contestant ridge(double noise) {
    return Contestant.baseline("ridge", "mse", noise);
  }

  @Test
  void write_clearlyBetter_headlineSaysSignificantly() throws IOException {
    Page page = written(MEDIAN, ridge(1.0), mlp(0.5));

    assertThat(page.text("//*[@class='headline']"))
        .matches("mlp-mae has the best .*, significantly better than all 2 others");
    List<List<String>> rows = page.rows("summary");
    assertThat(rows)
        .extracting(row -> row.get(0))
        .containsExactly("mlp-mae", "ridge", "author-median");
    assertThat(rows.get(0).get(3)).isEqualTo("best on the test rows");
    assertThat(rows.get(1).get(3)).isEqualTo("significantly worse Holm p < 0.001");
    assertThat(page.text("//*[@class='verdict']"))
        .contains("exploratory: p values are Holm's over all 3 pairs");
    assertThat(page.all("//*[@id='forest']//*[@class='marker hollow s0']")).isEmpty();
  }

  @Test
  void write_equallyGood_cannotBeToldApart() throws IOException {
    Page page = written(MEDIAN, ridge(0.801), mlp(0.8));

    assertThat(page.text("//*[@class='headline']"))
        .matches("(ridge and mlp-mae|mlp-mae and ridge) can't be told apart: .*");
    assertThat(page.rows("summary").get(1).get(3))
        .startsWith("no significant difference Holm p = 0.");
    assertThat(page.text("//*[@class='verdict']"))
        .containsPattern(
            "no significant difference \\(Holm p = 0\\.\\d+, difference between −0\\.\\d+ and \\+0")
        .doesNotContain("loses to");
    // wide, narrow and beside the table
    assertThat(page.all("//*[@id='forest']//*[contains(@class,'hollow')]")).hasSize(3);
    assertThat(String.join("\n", Files.readAllLines(run.resolve("report/report.md"))))
        .contains(page.text("//*[@class='headline']"), "no significant difference (Holm p = 0.");
  }

  @Test
  void pairs_ofARun_areThoseOfItsForecasts() throws IOException {
    Page page = written(MEDIAN, ridge(0.85), mlp(0.8));

    List<Double> ridge = losses("ridge", 1);
    List<Double> first = losses("mlp-mae", 1);
    List<Double> second = losses("mlp-mae", 2);
    double[] differences = new double[ridge.size()];
    long[] millis = millis();
    int won = 0;
    double sum = 0;
    for (int row = 0; row < differences.length; row++) {
      differences[row] = ridge.get(row) - (first.get(row) + second.get(row)) / 2;
      won += differences[row] < 0 ? 1 : 0;
      sum += differences[row];
    }
    DieboldMariano test =
        DieboldMariano.test(
            TimeBlocks.of(millis, Duration.ofDays(1)),
            differences,
            Duration.ofDays(1),
            LongRunVariance.COSINES);

    Contrast contrast =
        Significance.of(board()).contrasts().stream()
            .filter(c -> c.one().equals("ridge") && c.other().equals("mlp-mae"))
            .findFirst()
            .orElseThrow();

    assertThat(contrast.mean()).isCloseTo(sum / differences.length, within());
    assertThat(contrast.p()).isCloseTo(test.pValue(), within());
    // all pairs there are: the least p value is adjusted by their number
    List<Contrast> all = Significance.of(board()).contrasts();
    assertThat(all).hasSize(3);
    Contrast least = Collections.min(all, Comparator.comparingDouble(Contrast::p));
    assertThat(least.holm()).isCloseTo(3 * least.p(), within());
    assertThat(contrast.winRate().orElseThrow().estimate())
        .isCloseTo((double) won / differences.length, within());
    assertThat(contrast.difference().orElseThrow().contains(contrast.mean())).isTrue();
    assertThat(page.rows("pair-table"))
        .anyMatch(row -> Figures.p(contrast.p()).endsWith(row.get(4)));
    assertThat(Files.readAllLines(run.resolve("report/pairs.csv")))
        .anyMatch(
            line ->
                line.startsWith("likes,ridge,mlp-mae,log1p-mae," + contrast.mean())
                    && line.contains(",all 3 pairs,"));
    assertThat(Files.readAllLines(run.resolve("report/intervals.csv")))
        .filteredOn(line -> line.matches("likes,[^,]+,log1p-mae,[^,]+,[0-9.]+,[0-9.]+,.*"))
        .hasSize(3);
  }

  @Test
  void reversed_contrast_speaksForTheOther() throws IOException {
    written(MEDIAN, ridge(1.0), mlp(0.5));
    Contrast contrast = Significance.of(board()).contrasts().get(0);

    Contrast reversed = contrast.reversed();

    assertThat(contrast.worse()).isTrue();
    assertThat(reversed.better()).isTrue();
    assertThat(reversed.difference().orElseThrow().high())
        .isEqualTo(-contrast.difference().orElseThrow().low());
    assertThat(reversed.winRate().orElseThrow().low())
        .isEqualTo(1 - contrast.winRate().orElseThrow().high());
    assertThat(reversed.reversed().words()).isEqualTo(contrast.words());
  }

  @Test
  void write_metricThatIsNoMean_saysThatNothingIsTested() throws IOException {
    FixtureRun.write(run, List.of(MEDIAN, ridge(0.9), mlp(0.5)));
    FixtureRun.edit(run, "config.yaml", text -> text.replace("\"log1p-mae\"", "\"log1p-rmse\""));

    Page page = page();

    assertThat(page.text("//*[@class='verdict']"))
        .contains("differences as measured. log1p RMSE is not a mean over single rows")
        .doesNotContain("significant");
    assertThat(page.all("//*[@id='forest']")).isEmpty();
    assertThat(page.rows("summary").get(1).get(3)).startsWith("not testable");
  }

  @Test
  void write_forecastsOfOtherRows_areNotCompared() throws IOException {
    FixtureRun.write(run, List.of(MEDIAN, ridge(0.9), mlp(0.5)));
    FixtureRun.edit(
        run, "predictions/ridge_fold3_seed1.csv", text -> text.replace("\np3-7,", "\np3-7x,"));

    Page page = page();

    assertThat(page.rows("summary").get(1).get(3))
        .isEqualTo("not testable it was tested on other rows");
    assertThat(page.text("//*[@class='headline']")).doesNotContain("all 2 others");
  }

  @Test
  void write_valueThatForecastsDoNotGive_isNotTested() throws IOException {
    FixtureRun.write(run, List.of(MEDIAN, ridge(0.9), mlp(0.5)));
    FixtureRun.edit(
        run,
        "pooled.jsonl",
        text -> text.replaceFirst("(\"entry\":\"ridge\".*?\"log1p-mae\":)[0-9.]+", "$10.999"));

    assertThat(page().rows("summary").get(1).get(3))
        .matches("not testable its forecasts give 0\\.\\d+, and the run measured 0\\.999");
  }

  @Test
  void write_champion_isTheFirstResult() throws IOException {
    FixtureRun.write(run, List.of(MEDIAN, ridge(1.0), mlp(0.5)));
    champion("ridge", "ridge", "ridge", "ridge", "ridge");

    Page page = page();

    assertThat(page.text("//*[@class='headline']"))
        .startsWith("ridge, chosen on validation, has log1p MAE ")
        .endsWith("mlp-mae is significantly better");
    assertThat(page.text("//*[@class='verdict']"))
        .contains("The best on the test rows, known as such only from them, is mlp-mae")
        .contains("Holm's over its own 2 comparisons. Other tests are exploratory");
    assertThat(page.rows("summary").get(0)).startsWith("ridge").contains("chosen on validation");
    assertThat(page.rows("pair-table"))
        .filteredOn(row -> row.get(6).endsWith("the champion's 2 comparisons"))
        .hasSize(2);
  }

  @Test
  void write_championOfSeveralEntries_isOneMoreEntry() throws IOException {
    FixtureRun.write(run, List.of(MEDIAN, ridge(1.0), mlp(0.5)));
    champion("ridge", "ridge", "mlp-mae", "mlp-mae", "mlp-mae");
    double sum = 0;
    for (int fold = 1; fold <= FixtureRun.FOLDS; fold++) {
      for (int seed = 1; seed <= 2; seed++) {
        for (String[] line : lines(fold < 3 ? "ridge" : "mlp-mae", fold, fold < 3 ? 1 : seed)) {
          sum += loss(line) / 2;
        }
      }
    }
    double value = sum / (FixtureRun.FOLDS * FixtureRun.ROWS);
    Files.writeString(
        run.resolve("champion-test.json"),
        "{\"rows\":{\"likes\":1000},\"metrics\":{\"likes\":{\"log1p-mae\":" + value + "}}}");

    Page page = page();

    assertThat(page.text("//*[@class='headline']"))
        .startsWith(
            "The champion, chosen on validation (ridge in folds 1, 2; mlp-mae in folds 3 to 5), has log1p MAE "
                + Figures.value(value));
    List<List<String>> rows = page.rows("summary");
    assertThat(rows).extracting(row -> row.get(0)).startsWith("champion", "mlp-mae");
    assertThat(rows.get(1).get(3)).isEqualTo("significantly better Holm p < 0.001");
    assertThat(rows.get(0).get(1)).startsWith(Figures.value(value) + " ");
    assertThat(page.text("//*[@class='verdict']"))
        .contains("over its own 3 comparisons", "all 3 pairs");
    assertThat(page.rows("leaderboard-0")).hasSize(3);
  }

  private void champion(String... byFold) throws IOException {
    List<String> folds = new ArrayList<>();
    for (int k = 0; k < byFold.length; k++) {
      folds.add("{\"fold\":%s,\"entry\":\"%s\",\"value\":0.7}".formatted(k + 1, byFold[k]));
    }
    Files.writeString(
        run.resolve("champion.json"),
        "{\"metric\":\"log1p-mae\",\"target\":\"likes\",\"folds\":[%s]}"
            .formatted(String.join(",", folds)));
  }

  @Test
  void write_fewRowsAnAuthor_ranksAreLeftOutAndItSaysSo() throws IOException {
    Page page = written(MEDIAN, ridge(0.9), mlp(0.5));

    assertThat(page.all("//*[@id='ranks']")).isEmpty();
    assertThat(page.text("//*[@id='significance']"))
        .contains("Ranks are compared over 5 authors with 100 test rows each or more");
  }

  @Test
  void write_manyRowsAnAuthor_ranksAreCompared() throws IOException {
    FixtureRun.write(run, 800);

    Page page = page();

    assertThat(page.text("//*[@id='ranks']//figcaption"))
        .startsWith(
            "Entries are ranked on each of 40 authors by itself; they differ (Friedman, p < 0.001)");
    assertThat(
            page.all(
                "//*[@id='ranks']//*[contains(@class,'roomy')]//*[contains(@class,'marker')]/title"))
        .hasSize(5)
        .element(0)
        .asString()
        .startsWith("transformer-quantile: mean rank 1.");
  }

  @Test
  void write_twoSeeds_areShownAndTheirShareTold() throws IOException {
    Page page = written(MEDIAN, ridge(0.9), mlp(0.5));

    assertThat(page.all("//*[@id='by-fold']//*[contains(@class,'seed')]/title"))
        .hasSize(2 * FixtureRun.FOLDS)
        .anyMatch(title -> title.matches("mlp-mae, fold 2 from .*: 0\\.\\d+, seed 1"));
    assertThat(page.rows("spread-table"))
        .hasSize(1)
        .first()
        .satisfies(row -> assertThat(row).hasSize(6));
    assertThat(page.text("//*[@id='by-fold']"))
        .containsPattern("Of the spread of mlp-mae over its cells \\d+\\.\\d % lies between folds");
  }

  @Test
  void write_costs_areShownAgainstTheMetric() throws IOException {
    Page page = written(MEDIAN, ridge(0.9), mlp(0.5));

    assertThat(
            page.all(
                "//*[@id='cost']//*[contains(@class,'roomy')]//*[contains(@class,'marker')]/title"))
        .hasSize(3)
        .anyMatch(title -> title.startsWith("ridge: 0.71 s a cell, 0."));
  }

  private List<Double> losses(String entry, int seed) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (int fold = 1; fold <= FixtureRun.FOLDS; fold++) {
      for (String[] line : lines(entry, fold, seed)) {
        losses.add(loss(line));
      }
    }
    return losses;
  }

  private static double loss(String[] line) {
    return Math.abs(
        Math.log1p(Double.parseDouble(line[5])) - Math.log1p(Double.parseDouble(line[6])));
  }

  private long[] millis() throws IOException {
    List<Long> millis = new ArrayList<>();
    for (int fold = 1; fold <= FixtureRun.FOLDS; fold++) {
      for (String[] line : lines("ridge", fold, 1)) {
        millis.add(Instant.parse(line[2]).toEpochMilli());
      }
    }
    return millis.stream().mapToLong(Long::longValue).toArray();
  }

  private List<String[]> lines(String entry, int fold, int seed) throws IOException {
    Path file = run.resolve("predictions/%s_fold%s_seed%s.csv".formatted(entry, fold, seed));
    return Files.readAllLines(file).stream()
        .map(line -> line.split(",", -1))
        .filter(line -> line[4].equals("likes"))
        .toList();
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }
}
