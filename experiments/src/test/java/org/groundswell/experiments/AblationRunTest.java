package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that see some feature groups only, from the configuration to the report. */
class AblationRunTest {
  private static final String DATA =
      """
      base: smoke
      question: What are groups worth?
      data: {generatedPosts: 400}
      window: 4
      folds: {count: 2, minTrain: 50}
      training: {epochs: 2, patience: 0}
      audit: {mode: geometry}
      """;
  private static final String NETWORK =
      "model: transformer, loss: mae, config: {dModel: 8, heads: 2, layers: 1, feedForward: 8}";

  @TempDir static Path scratch;
  private static Call call;

  @BeforeAll
  static void run() throws IOException {
    call =
        run(
            "ablated",
            """
            models:
              - {model: lightgbm, loss: mae, config: {rounds: 20}, ablate: true}
              - {model: ridge, ablate: true}
              - {%1$s}
              - {%1$s, without: [text]}
              - {%1$s, without: [history]}
              - {model: training-median}
              - {model: author-median}
            """
                .formatted(NETWORK));
  }

  private static Call run(String name, String models) throws IOException {
    Path file = Files.writeString(scratch.resolve(name + ".yaml"), DATA + models);
    Call call = Call.of("exp", file.toString(), "out", scratch.resolve(name).toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    return call;
  }

  private static String forecasts(Call of, String entry, int fold) throws IOException {
    return Files.readString(
        of.folder().resolve("predictions/%s_fold%d_seed1.csv".formatted(entry, fold)));
  }

  /** Done by an experiment of its own, which never had the other columns. */
  private static void assertSameAs(Call other, List<String> entries, String suffix)
      throws IOException {
    for (String entry : entries) {
      for (int fold = 1; fold <= 2; fold++) {
        assertThat(forecasts(call, entry + suffix, fold))
            .as(entry + suffix)
            .isEqualTo(forecasts(other, entry, fold))
            .isNotEqualTo(forecasts(call, entry, fold));
      }
    }
  }

  @Test
  void run_withoutAGroup_forecastsTheBitsOfAnExperimentThatLacksIt() throws IOException {
    Call other =
        run(
            "no-text",
            """
            features: [calendar, history, community, author, kind]
            models:
              - {model: lightgbm, loss: mae, config: {rounds: 20}}
              - {model: ridge}
              - {%s}
            """
                .formatted(NETWORK));

    assertSameAs(other, List.of("lightgbm-mae", "ridge", "transformer-mae"), "-without-text");
  }

  @Test
  void run_withoutHistory_forecastsTheBitsOfAnExperimentOfLevelsWithoutIt() throws IOException {
    Call other =
        run(
            "no-history",
            """
            features: [calendar, text, community, author, kind]
            target: {form: level}
            models:
              - {model: lightgbm, loss: mae, config: {rounds: 20}}
              - {model: ridge}
              - {%s}
            """
                .formatted(NETWORK));

    assertSameAs(other, List.of("lightgbm-mae", "ridge", "transformer-mae"), "-without-history");
  }

  @Test
  void run_groupAlone_forecastsTheBitsOfAnExperimentOfIt() throws IOException {
    Call other =
        run(
            "text",
            """
            features: [text]
            target: {form: level}
            models:
              - {model: lightgbm, loss: mae, config: {rounds: 20}}
              - {model: ridge}
            """);

    assertSameAs(other, List.of("lightgbm-mae", "ridge"), "-only-text");
  }

  @Test
  void run_groupThatDataHaveNothingOf_isLeftOutAndSaidSo() throws IOException {
    assertThat(call.text())
        .contains(
            "Entries that would see what the whole model sees, or nothing, were left out (community has no column here): lightgbm-mae-without-community, lightgbm-mae-only-community, ridge-without-community, ridge-only-community.");
    assertThat(Files.readString(call.folder().resolve("cells.txt")))
        .contains("ridge-only-kind_fold1")
        .doesNotContain("community");
  }

  @Test
  void report_ofAblation_saysWhatGroupsAreWorthPerTarget() throws IOException {
    Path report = call.folder().resolve("report");
    String page = Files.readString(report.resolve("index.html"));

    assertThat(page)
        .contains(
            "<h2>What feature groups are worth</h2>",
            "Left out: rise of log1p MAE on likes",
            "Alone: fall of log1p MAE on comments below training-median");
    List<String> lines = Files.readAllLines(report.resolve("ablation.csv"));
    // five groups left out and alone for two models, two left out for the network, three targets
    assertThat(lines).hasSize(1 + 3 * (2 * 2 * 5 + 2));
    assertThat(lines.get(0)).startsWith("target,groups,change,model,entry,against,metric,value");
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith(
                    "shares,history,without,ridge,ridge-without-history,ridge,log1p-mae,"))
        .anyMatch(
            line ->
                line.startsWith("likes,text,only,ridge,ridge-only-text,training-median,log1p-mae,")
                    && line.contains("comparisons of feature groups"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      double difference = Double.parseDouble(cells[7]) - Double.parseDouble(cells[8]);
      assertThat(Double.parseDouble(cells[9]))
          .isCloseTo(
              cells[2].equals("without") ? difference : -difference,
              org.assertj.core.api.Assertions.within(1e-6));
    }
    assertThat(call.text()).contains("Feature groups: ridge on likes is ");
  }
}
