package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leakage audit from the command line to the report. */
class LeakageRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path scratch;

  /** A table whose column {@code views} was written down with its likes. */
  private String experiment(int rows) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    Path file =
        PostFile.write(
            scratch.resolve("posts.csv"),
            "when,page,views,likes,said",
            rows,
            k -> {
              int likes = random.nextInt(2_000);
              return "%s,p%d,%d,%d,the very same words about a harvest in the north"
                  .formatted(PostFile.hour(k), k % 3, 40 * likes + random.nextInt(30), likes);
            });
    return Files.writeString(
            scratch.resolve("views.yaml"),
            """
            question: Do views tell likes?
            base: baselines
            data:
              format: table
              file: %s
              labelDelay: 2h
              targets: [likes]
              table: {instant: when, group: page, text: said, known: {views: count}}
            """
                .formatted(file))
        .toString();
  }

  private Call run(String set) throws IOException {
    return run(400, set);
  }

  private Call run(int rows, String set) throws IOException {
    return Call.of(
        "exp",
        experiment(rows),
        "set",
        Call.QUICK + set,
        "out",
        scratch.resolve("runs").toString());
  }

  private static JsonNode leakage(Call call) throws IOException {
    return JSON.readTree(call.folder().resolve("leakage.json").toFile());
  }

  @Test
  void run_withTheTargetAsKnownColumn_endsBeforeAnythingIsFitted() throws IOException {
    Call call = run("");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(call.text())
        .contains("LEAK: fold 2, 'views' is not the target in disguise (single column)")
        .contains("name it in audit.allow", "nothing was fitted", "leakage.json")
        .doesNotContain("cells, ", "\tat ");
    assertThat(call.folder().resolve("metrics.jsonl")).doesNotExist();
    JsonNode leakage = leakage(call);
    assertThat(leakage.path("passed").asBoolean()).isFalse();
    assertThat(leakage.path("checks").get(0).path("verdict").asText()).isEqualTo("fail");
    assertThat(leakage.path("checks").get(0).path("fold").asInt()).isEqualTo(2);
  }

  @Test
  void run_withAnAllowedColumn_warnsAndReportsEveryCheck() throws IOException {
    Call call = run(",audit.allow=[views]");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(call.text())
        .contains("Audit warns", "allowed by audit.allow", "repeat a text fitted on")
        .doesNotContain("LEAK");
    JsonNode leakage = leakage(call);
    assertThat(leakage.path("passed").asBoolean()).isTrue();
    assertThat(leakage.findValuesAsText("audit"))
        .contains(
            "fold geometry",
            "single column",
            "shuffled targets",
            "canary column",
            "repeated texts",
            "fitted rows");
    // one hour, two, a day for two references, and a ridge without history; a week is too long
    assertThat(leakage.path("sensitivity")).hasSize(7);
    assertThat(leakage.findValuesAsText("check")).contains("results under a label delay of PT168H");
    JsonNode repeated = leakage.path("repeatedTexts");
    assertThat(repeated.path("rows").path("exact").asInt()).isPositive();
    assertThat(call.folder().resolve("fits.jsonl")).isNotEmptyFile();
    String report = Files.readString(call.folder().resolve("report/report.md"));
    assertThat(report).contains("## Audit", "label delay", "left out").doesNotContain("LEAK");
    assertThat(Files.readString(call.folder().resolve("report/index.html")))
        .contains("id=\"audit\"", "Every check")
        .doesNotContain("harvest");
  }

  @Test
  void run_ofMoreRowsThanTheAuditTakes_checksAShareAndSaysSo() throws IOException {
    Call call = run(1_500, ",audit.allow=[views],audit.rows=1000");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    JsonNode leakage = leakage(call);
    assertThat(leakage.path("share").path("rows").asInt()).isBetween(990, 1_010);
    assertThat(leakage.path("share").path("of").asInt()).isEqualTo(1_500);
    for (JsonNode check : leakage.path("checks")) {
      boolean fits = check.path("audit").asText().matches("shuffled targets|canary column");
      assertThat(check.path("evidence").asText().contains(" of 1,500 rows (audit.rows)"))
          .as(check.toString())
          .isEqualTo(fits || check.path("audit").asText().equals("sensitivity"));
      assertThat(fits && check.path("verdict").asText().equals("skipped")).isFalse();
    }
    assertThat(leakage.path("sensitivity")).hasSizeGreaterThan(2);
    for (JsonNode line : leakage.path("sensitivity")) {
      assertThat(line.path("fittedRows").asInt()).isLessThan(1_000);
    }
    assertThat(Files.readString(call.folder().resolve("report/report.md")))
        .contains("was fitted on at most ", "of 1,500 rows, from ");
  }

  @Test
  void run_ofTooFewRowsForTheAudit_endsWithWhatToDo() throws IOException {
    Call call = run(",audit.rows=5");

    assertThat(call.text()).contains("rows 5 must be 1000 or more");
  }

  @Test
  void run_underGeometryAlone_checksRowsAndInstantsOnly() throws IOException {
    Call call = run(",audit.mode=geometry");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    JsonNode leakage = leakage(call);
    assertThat(leakage.path("mode").asText()).isEqualTo("geometry");
    assertThat(leakage.findValuesAsText("audit")).containsOnly("fold geometry", "fitted rows");
    assertThat(leakage.path("sensitivity")).isEmpty();
  }
}
