package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are well formed and unlike most: baselines on them make sense or say why not. */
class OddDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path scratch;

  private Call baselines(int rows, IntFunction<String> row, String more) throws IOException {
    Path file = PostFile.write(scratch.resolve("odd.csv"), PostFile.HEADER, rows, row);
    return Call.of(
        "exp",
        "baselines",
        "set",
        Call.QUICK + more,
        "data",
        file.toString(),
        "out",
        scratch.resolve("runs").toString());
  }

  private static void assertSuccess(Call call) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(call.text()).doesNotContain("failed", "NaN");
  }

  private static void assertDataError(Call call, String... texts) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.DATA);
    assertThat(call.text()).contains(texts).doesNotContain("\tat ", "Exception");
  }

  private static JsonNode metrics(Call call, String cell, String target) throws IOException {
    for (String line : Files.readAllLines(call.folder().resolve("metrics.jsonl"))) {
      JsonNode result = JSON.readTree(line);
      if (result.path("cell").asText().equals(cell)) {
        return result.path("metrics").path(target);
      }
    }
    throw new AssertionError("no cell " + cell);
  }

  @Test
  void authorsOfOnePostEach_areForecastByWhatAllEarn() throws IOException {
    Call call =
        baselines(
            1500,
            k -> PostFile.row(k, "author" + k, PostFile.hour(k), k % 10 == 0 ? "1000" : "9"),
            "");

    assertSuccess(call);
    assertThat(call.text()).contains("1500 authors");
    // nobody has a history, so the median of all training posts stands for it: 9
    double error = metrics(call, "author-median_fold2_seed1", "likes").path("log1p-mae").asDouble();
    assertThat(error).isBetween(0.3, 0.6);
  }

  @Test
  void zeros_areForecastAsZero() throws IOException {
    Call call = baselines(200, k -> k + ",a," + PostFile.hour(5 * k) + ",text,0,0,0,,", "");

    assertSuccess(call);
    for (String entry : new String[] {"last-value", "author-median", "ridge", "lightgbm-mae"}) {
      JsonNode metrics = metrics(call, entry + "_fold2_seed1", "likes");
      assertThat(metrics.path("mae").asDouble(1)).as(entry).isZero();
    }
    assertThat(Files.readString(call.folder().resolve("report/report.md"))).doesNotContain("NaN");
  }

  @Test
  void hundredsOfPostsAtOneInstantAtACut_standOnOneSide() throws IOException {
    // rows 400 to 699 at hour 400, where the cut after half of the rows falls
    IntFunction<String> row =
        k ->
            PostFile.row(
                k, "a" + k % 7, PostFile.hour(k < 400 ? k : k < 700 ? 400 : k - 300), "" + k % 23);

    Call call = baselines(1000, row, ",folds.count=1");

    assertSuccess(call);
    String fold = Files.readAllLines(call.folder().resolve("folds.csv")).get(1);
    assertThat(fold).contains("," + PostFile.hour(400) + ",");
    // 24 of the 300 rows after the instant have not matured
    assertThat(fold).endsWith(",576");
    assertThat(baselines(1000, row, ",folds.count=4").text()).contains("two cuts fall on");
  }

  @Test
  void allPostsAtOneInstant_areADataError() throws IOException {
    IntFunction<String> row = k -> PostFile.row(k, "a", PostFile.hour(0), "" + k);

    assertDataError(baselines(300, row, ""), "two cuts fall on 2024-01-01T00:00:00Z");
    assertDataError(baselines(300, row, ",folds.count=1"), "fold 1 has no validation rows");
  }

  @Test
  void yearMistyped_doesNotMakeTheLabelsOfNewPostsMature() throws IOException {
    IntFunction<String> row = k -> PostFile.row(k, "a" + k % 5, PostFile.hour(5 * k), "" + k % 23);
    IntFunction<String> mistyped =
        k -> k < 200 ? row.apply(k) : row.apply(k).replace("2024", "2142");
    JsonNode without = data(baselines(200, row, ""));

    Call call = baselines(201, mistyped, "");

    assertSuccess(call);
    assertThat(data(call).path("quarantineReasons").toString()).isEqualTo("{\"future-time\":1}");
    assertThat(without.path("notMatured").asInt()).isEqualTo(5);
    assertThat(data(call).path("notMatured")).isEqualTo(without.path("notMatured"));
    assertThat(data(call).path("last")).isEqualTo(without.path("last"));
  }

  @Test
  void yearMistypedInTheContext_isQuarantined() throws IOException {
    Path posts = PostFile.good(scratch.resolve("posts.csv"));
    Path context =
        Files.writeString(
            scratch.resolve("context.csv"),
            Files.readString(posts) + PostFile.row(200, "a", "2142-01-01T00:00:00Z", "1") + "\n");

    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            posts.toString(),
            "context",
            context.toString(),
            "out",
            scratch.resolve("runs").toString());

    assertSuccess(call);
    assertThat(data(call).path("context").path("quarantined").asInt()).isEqualTo(1);
    assertThat(Files.readString(call.folder().resolve("quarantine-context.csv")))
        .contains(",future-time,");
  }

  private static JsonNode data(Call call) throws IOException {
    return JSON.readTree(call.folder().resolve("data.json").toFile());
  }

  @Test
  void noLabelDelay_keepsRowsOfOneInstantOnOneSide() throws IOException {
    Call call =
        baselines(
            300,
            k -> PostFile.row(k, "a" + k % 7, PostFile.hour(k / 10), "" + k % 23),
            ",data.labelDelay=0h");

    assertSuccess(call);
    assertThat(JSON.readTree(call.folder().resolve("leakage.json").toFile()).path("passed"))
        .isEqualTo(JSON.getNodeFactory().booleanNode(true));
  }

  @Test
  void targetThatTheFileLacks_isADataErrorThatNamesTheOthers() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("reddit.csv"),
            "id,subreddit,created_utc,title,selftext,score,num_comments",
            200,
            k -> k + ",s" + k % 3 + "," + PostFile.hour(5 * k) + ",title,," + k % 9 + "," + k % 4);

    Call refused =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            file.toString(),
            "out",
            scratch.resolve("runs").toString());
    assertDataError(
        refused,
        "training rows of fold 1 has a value of shares",
        "-Dset='data.targets=[likes,comments]'");

    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK + ",data.targets=[likes,comments]",
            "data",
            file.toString(),
            "out",
            scratch.resolve("runs").toString());
    assertSuccess(call);
  }

  /** Posts whose likes are missing from one row on and up to another. */
  private static IntFunction<String> missing(int from, int to) {
    return k ->
        PostFile.row(
            k, "a" + k % 5, PostFile.hour(5 * k), k >= from && k < to ? "" : "" + k * k % 31);
  }

  @Test
  void targetMissingWhereItIsLearned_isADataError() throws IOException {
    assertDataError(
        baselines(200, missing(0, 100), ""),
        "none of the 78 training rows of fold 1 has a value of likes",
        "folds.testStart");
  }

  @Test
  void targetMissingInValidation_isADataErrorUnlessOthersAreThere() throws IOException {
    assertSuccess(baselines(200, missing(78, 100), ""));
    assertDataError(
        baselines(200, missing(78, 100), ",data.targets=[likes]"),
        "validation rows of fold 1 has a value of likes",
        "folds.validationShare");
  }

  @Test
  void targetMissingInOneTestSlice_hasNoMetricsThere() throws IOException {
    Call call = baselines(200, missing(150, 200), "");

    assertSuccess(call);
    assertThat(call.text()).contains("ridge_fold2_seed1: no outcomes");
    assertThat(metrics(call, "ridge_fold2_seed1", "likes")).isEmpty();
    assertThat(metrics(call, "ridge_fold1_seed1", "likes")).isNotEmpty();
    assertThat(Files.readString(call.folder().resolve("report/report.md")))
        .contains(", chosen on validation, has log1p MAE ")
        .doesNotContain("NaN", "of 2 folds");
  }

  @Test
  void firstTargetMissingInAllTestSlices_isADataError() throws IOException {
    assertDataError(
        baselines(200, missing(98, 200), ""),
        "no test row of any fold has a value of 'likes'",
        "data.targets");
  }
}
