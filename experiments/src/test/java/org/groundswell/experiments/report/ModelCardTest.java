package org.groundswell.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model card of a run's champion. */
class ModelCardTest {
  private static final List<String> SECTIONS =
      List.of(
          "## Model details",
          "## Intended use",
          "## Factors",
          "## Metrics",
          "## Evaluation data",
          "## Training data",
          "## Quantitative analyses",
          "## Ethical considerations",
          "## Caveats and recommendations");

  @TempDir Path run;

  @BeforeEach
  void fixture() throws IOException {
    FixtureRun.write(run);
  }

  private String card() throws IOException {
    Report.write(run);
    return Files.readString(run.resolve("report/model-card.md"));
  }

  private void champion(String... byFold) throws IOException {
    StringBuilder folds = new StringBuilder();
    for (int k = 0; k < byFold.length; k++) {
      folds.append(k == 0 ? "" : ",");
      folds.append(
          "{\"fold\":%s,\"entry\":\"%s\",\"configSha256\":\"c0ffee%s\",\"value\":0.75,\"rows\":%s,\"runnerUp\":\"ridge\",\"runnerUpValue\":0.76}"
              .formatted(k + 1, byFold[k], byFold[k], 100 * (k + 1)));
    }
    Files.writeString(
        run.resolve("champion.json"),
        "{\"metric\":\"log1p-mae\",\"target\":\"likes\",\"folds\":[" + folds + "]}");
  }

  @Test
  void write_champion_cardHasAllSectionsInOrder() throws IOException {
    champion("mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae");

    String card = card();

    assertThat(card).startsWith("# Model card: mlp-mae\n").containsSubsequence(SECTIONS);
    assertThat(card)
        .contains("| 5 | mlp-mae | 0.750 | 500 | ridge | 0.760 | c0ffeemlp-mae |")
        .contains("frozen before a test row was read")
        .contains("seeds: 1, 2", "model mlp, trained on mae, a network", "commit 0123abc");
    assertThat(Page.of(run.resolve("report/index.html")).all("//*[@id='files']//@href"))
        .contains("model-card.md");
  }

  @Test
  void write_championThatTestsDoNotTellFromABaseline_cardSaysSo() throws IOException {
    champion("mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae");

    assertThat(card())
        .contains("transformer-quantile")
        .containsPattern("No test shows it to be better than .*lightgbm.*: maybe take the simplest")
        .doesNotContainPattern("No test shows it to be better than .*author-median");
  }

  @Test
  void write_secondLook_cardSaysExploratory() throws IOException {
    champion("mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae", "mlp-mae");
    Files.writeString(run.resolve("looks.json"), "{\"look\":4,\"generated\":false}");

    assertThat(card()).contains("Look 4 at this test period: exploratory");
  }

  @Test
  void write_noChampion_cardIsOfTheBestOnTestRowsAndSaysThatThisFlatters() throws IOException {
    assertThat(card())
        .startsWith("# Model card: transformer-quantile\n")
        .contains("No champion was chosen on validation rows", "which flatters it")
        .doesNotContain("frozen before");
  }

  @Test
  void write_slices_cardNamesThoseWithTheLeastSkill() throws IOException {
    champion("ridge", "ridge", "ridge", "ridge", "ridge");
    Files.writeString(run.resolve("zeros.json"), "{}");
    Files.writeString(run.resolve("author-errors.jsonl"), "");
    Files.write(run.resolve("slices.jsonl"), List.of(slice("Monday", 0.2), slice("Sunday", -0.3)));

    assertThat(card())
        .containsSubsequence("least skill", "Sunday | 80 | 0.900 | −30.0 %", "Monday | 80 |");
  }

  private static String slice(String day, double skill) {
    return "{\"entry\":\"ridge\",\"target\":\"likes\",\"slicing\":\"weekday\",\"slice\":\"%s\",\"rows\":80,\"few\":false,\"metric\":\"log1p-mae\",\"value\":0.9,\"skill\":%s}"
        .formatted(day, skill);
  }

  @Test
  void write_hostileNames_stayTextInTheCard() throws IOException {
    String hostile = "<img src=x> [a](b) | `c`";
    for (String file : List.of("metrics.jsonl", "pooled.jsonl")) {
      FixtureRun.edit(
          run, file, text -> text.replace("\"entry\":\"ridge\"", "\"entry\":\"" + hostile + "\""));
    }
    champion(hostile, hostile, hostile, hostile, hostile);

    assertThat(card())
        .startsWith("# Model card: &lt;img src=x&gt; \\[a\\](b) \\| \\`c\\`\n")
        .doesNotContain("<img", " [a](");
  }
}
