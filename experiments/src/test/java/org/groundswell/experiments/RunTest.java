package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundswell.data.SampleTruth;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundled experiment {@code smoke}, small, from the command line to the run folder. */
class RunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ENTRIES =
      List.of("transformer-huber", "last-value", "author-median", "ridge", "lightgbm-mae");
  private static final List<String> TARGETS = List.of("likes", "shares", "comments");

  @TempDir static Path scratch;
  private static Call call;

  @BeforeAll
  static void runSmoke() {
    call = Call.of("exp", "smoke", "set", Call.SMOKE, "out", scratch.resolve("runs").toString());
  }

  @Test
  void run_ofSmoke_endsWithSuccess() {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(call.text())
        .contains("GENERATED SAMPLE", "chosen on validation", "report ")
        .doesNotContain("\tat ");
    assertThat(call.folder().getParent()).isEqualTo(scratch.resolve("runs"));
    assertThat(call.folder().getFileName().toString()).matches("\\d{8}T\\d{6}Z_smoke_[0-9a-f]{8}");
  }

  @Test
  void runFolder_ofFinishedRun_holdsWhatTheDesignNames() throws IOException {
    assertThat(Call.files(call.folder()).keySet())
        .contains(
            "config.yaml",
            "provenance.json",
            "data.json",
            "data/generated-sample.csv",
            "data/generated-sample.truth.csv",
            "folds.csv",
            "metrics.jsonl",
            "pooled.jsonl",
            "slices.jsonl",
            "author-errors.jsonl",
            "zeros.json",
            "lower-bound.json",
            "cost.jsonl",
            "leakage.json",
            "report/index.html",
            "report/report.md",
            "run.log",
            "MANIFEST.sha256")
        .noneMatch(name -> name.endsWith(".partial") || name.startsWith("in-work"));
    for (String entry : ENTRIES) {
      for (int fold = 1; fold <= 2; fold++) {
        String cell = entry + "_fold" + fold + "_seed1";
        assertThat(call.folder().resolve("predictions").resolve(cell + ".csv")).isNotEmptyFile();
        assertThat(call.folder().resolve("history").resolve(cell + ".csv")).isNotEmptyFile();
        Path model = call.folder().resolve("models").resolve(cell);
        assertThat(model).isDirectoryContaining(file -> !file.endsWith("scaling.json"));
        assertThat(model.resolve("scaling.json")).isNotEmptyFile();
      }
    }
    assertThat(json("leakage.json").path("passed").asBoolean()).isTrue();
  }

  @Test
  void manifest_ofFinishedRun_checksOut() throws IOException, NoSuchAlgorithmException {
    Map<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(call.folder().resolve("MANIFEST.sha256"))) {
      listed.put(line.substring(66), line.substring(0, 66));
    }
    Map<String, String> found = new TreeMap<>();
    for (Map.Entry<String, String> file : Call.files(call.folder()).entrySet()) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(file.getValue().getBytes(StandardCharsets.ISO_8859_1));
      found.put(file.getKey(), HexFormat.of().formatHex(digest) + "  ");
    }
    found.keySet().removeAll(List.of("run.log", "MANIFEST.sha256"));
    assertThat(listed).isEqualTo(found);
  }

  @Test
  void rows_ofDataJson_addUp() throws IOException {
    JsonNode data = json("data.json");
    long read = data.path("read").asLong();
    assertThat(data.path("rowsIn").asLong()).isEqualTo(400);
    assertThat(read + data.path("quarantined").asLong()).isEqualTo(400);
    assertThat(data.path("filtered").asLong()).isPositive();
    assertThat(data.path("filtered").asLong() + data.path("rows").asLong()).isEqualTo(read);
  }

  @Test
  void metrics_recomputedFromPredictions_agree() throws IOException {
    int cells = 0;
    for (JsonNode cell : jsonLines("metrics.jsonl")) {
      assertThat(cell.path("status").asText()).isEqualTo("ok");
      List<Outcome> all = outcomes(cell.path("cell").asText());
      for (String target : TARGETS) {
        List<Outcome> of = all.stream().filter(outcome -> outcome.target.equals(target)).toList();
        assertThat(cell.path("testRows").path(target).asInt()).isEqualTo(of.size()).isPositive();
        assertMetrics(cell.path("metrics").path(target), of);
      }
      cells++;
    }
    assertThat(cells).isEqualTo(10);
  }

  @Test
  void pooledMetrics_recomputedFromPredictionsOfAllFolds_agree() throws IOException {
    Map<String, Double> errors = new TreeMap<>();
    for (JsonNode entry : jsonLines("pooled.jsonl")) {
      String name = entry.path("entry").asText();
      List<Outcome> all = new ArrayList<>(outcomes(name + "_fold1_seed1"));
      all.addAll(outcomes(name + "_fold2_seed1"));
      for (String target : TARGETS) {
        List<Outcome> of = all.stream().filter(outcome -> outcome.target.equals(target)).toList();
        assertMetrics(entry.path("metrics").path(target), of);
        assertIntervals(entry.path("metrics").path(target), entry.path("intervals").path(target));
      }
      errors.put(name, entry.path("metrics").path("likes").path("log1p-mae").asDouble());
      double skill = 1 - errors.get(name) / errors.getOrDefault("author-median", Double.NaN);
      if (errors.containsKey("author-median")) {
        assertThat(entry.path("skill").path("likes").asDouble()).isCloseTo(skill, within(1e-12));
        JsonNode range = entry.path("skillIntervals").path("likes");
        if (name.equals("author-median")) {
          assertThat(range.isMissingNode()).isTrue();
        } else {
          assertThat(range.path("low").asDouble()).isLessThan(skill);
          assertThat(range.path("high").asDouble()).isGreaterThan(skill);
        }
      }
    }
    assertThat(errors).containsOnlyKeys(ENTRIES);
  }

  /** Each metric is within an interval of its own. */
  private static void assertIntervals(JsonNode metrics, JsonNode intervals) {
    assertThat(intervals.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> metrics.fieldNames());
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      JsonNode range = intervals.path(metric.getKey());
      assertThat(metric.getValue().asDouble())
          .as(metric.getKey())
          .isBetween(range.path("low").asDouble(), range.path("high").asDouble());
      assertThat(range.path("low").asDouble()).isLessThan(range.path("high").asDouble());
    }
  }

  @Test
  void slices_recomputedFromPredictionsAndWeighedByRows_agree() throws IOException {
    List<JsonNode> slices = jsonLines("slices.jsonl");
    for (String name : ENTRIES) {
      List<Outcome> likes = new ArrayList<>(outcomes(name + "_fold1_seed1"));
      likes.addAll(outcomes(name + "_fold2_seed1"));
      likes.removeIf(outcome -> !outcome.target.equals("likes"));
      for (String slicing : List.of("past", "reply", "length", "link", "hour", "top-decile")) {
        double sum = 0;
        int rows = 0;
        for (JsonNode slice : slices) {
          if (slice.path("entry").asText().equals(name)
              && slice.path("target").asText().equals("likes")
              && slice.path("slicing").asText().equals(slicing)) {
            rows += slice.path("rows").asInt();
            sum += slice.path("rows").asInt() * slice.path("value").asDouble();
            assertThat(slice.path("few").asBoolean()).isEqualTo(slice.path("rows").asInt() < 30);
            assertThat(slice.has("skill")).isTrue();
            assertThat(slice.has("coverage")).isFalse();
          }
        }
        assertThat(rows).as(slicing).isEqualTo(likes.size());
        assertThat(sum / rows).as(slicing).isCloseTo(mean(likes, Outcome::logError), within(1e-9));
      }
    }
    // one part looked up row by row
    JsonNode replies =
        slices.stream()
            .filter(
                slice ->
                    slice.path("entry").asText().equals("ridge")
                        && slice.path("target").asText().equals("likes")
                        && slice.path("slice").asText().equals("reply"))
            .findFirst()
            .orElseThrow();
    List<Outcome> ridge = new ArrayList<>(outcomes("ridge_fold1_seed1"));
    ridge.addAll(outcomes("ridge_fold2_seed1"));
    ridge.removeIf(outcome -> !outcome.target.equals("likes") || outcome.stratum != 1);
    assertThat(replies.path("rows").asInt()).isEqualTo(ridge.size()).isPositive();
    assertThat(replies.path("value").asDouble())
        .isCloseTo(mean(ridge, Outcome::logError), within(1e-9));
  }

  @Test
  void lowerBound_recomputedFromTheTruthOnTheRowsOfModels_agrees() throws IOException {
    SampleTruth truth = SampleTruth.read(call.folder().resolve("data/generated-sample.truth.csv"));
    List<Outcome> first = outcomes("ridge_fold1_seed1");
    List<Outcome> second = outcomes("ridge_fold2_seed1");
    List<Outcome> both = new ArrayList<>(first);
    both.addAll(second);
    JsonNode bound = json("lower-bound.json");

    assertThat(bound.path("what").asText()).contains("lower bound");
    assertThat(bound.path("byFold").size()).isEqualTo(2);
    for (String target : TARGETS) {
      assertBound(truth, target, first, bound.path("byFold").path("1"));
      assertBound(truth, target, second, bound.path("byFold").path("2"));
      assertBound(truth, target, both, bound.path("pooled"));
    }
  }

  private static void assertBound(
      SampleTruth truth, String target, List<Outcome> outcomes, JsonNode byTarget) {
    List<Outcome> of = outcomes.stream().filter(o -> o.target.equals(target)).toList();
    List<Outcome> medians = of.stream().map(o -> o.with(truth.of(o.id, target).median())).toList();
    List<Outcome> means = of.stream().map(o -> o.with(truth.of(o.id, target).mean())).toList();
    double logError = mean(medians, Outcome::logError);
    double msle = mean(of, o -> square(Math.log1p(o.actual) - truth.of(o.id, target).meanLog1p()));
    double mse = mean(means, o -> square(o.actual - o.forecast));
    double pinball =
        List.of(0.1, 0.5, 0.9).stream()
            .mapToDouble(
                level ->
                    mean(
                        of,
                        o -> {
                          double quantile = truth.of(o.id, target).quantiles().get(level);
                          double error = Math.log1p(o.actual) - Math.log1p(quantile);
                          return Math.max(level * error, (level - 1) * error);
                        }))
            .average()
            .orElseThrow();
    double covered =
        mean(
            of,
            o -> {
              Map<Double, Double> quantiles = truth.of(o.id, target).quantiles();
              return quantiles.get(0.1) <= o.actual && o.actual <= quantiles.get(0.9) ? 1 : 0;
            });
    JsonNode metrics = byTarget.path(target);
    List<String> keys = new ArrayList<>();
    metrics.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly(
            "log1p-mae",
            "log1p-rmse",
            "log1p-r2",
            "msle",
            "mae",
            "rmse",
            "r2",
            "mase",
            "log1p-pinball",
            "coverage");
    assertThat(metrics.path("log1p-mae").asDouble()).isCloseTo(logError, within(1e-9));
    assertThat(metrics.path("mae").asDouble())
        .isCloseTo(mean(medians, o -> Math.abs(o.actual - o.forecast)), within(1e-6));
    assertThat(metrics.path("msle").asDouble()).isCloseTo(msle, within(1e-9));
    assertThat(metrics.path("log1p-rmse").asDouble()).isCloseTo(Math.sqrt(msle), within(1e-9));
    assertThat(metrics.path("rmse").asDouble()).isCloseTo(Math.sqrt(mse), within(1e-6));
    assertThat(metrics.path("log1p-pinball").asDouble()).isCloseTo(pinball, within(1e-9));
    assertThat(metrics.path("coverage").asDouble()).isCloseTo(covered, within(1e-9));
  }

  @Test
  void lowerBound_besideModels_isBelowEachByFar() throws IOException {
    JsonNode bound = json("lower-bound.json").path("pooled");
    for (JsonNode entry : jsonLines("pooled.jsonl")) {
      for (String target : TARGETS) {
        for (String metric : List.of("log1p-mae", "log1p-rmse")) {
          assertThat(bound.path(target).path(metric).asDouble())
              .as("%s %s of %s", target, metric, entry.path("entry").asText())
              .isLessThan(0.9 * entry.path("metrics").path(target).path(metric).asDouble());
        }
      }
    }
  }

  @Test
  void lowerBound_isOfTheConfiguredQuantilesAndTargets() throws IOException {
    Call other =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK
                + ",data.generatedPosts=900,data.targets=[shares,likes],losses.quantiles=[0.3,0.5,0.7]",
            "out",
            scratch.resolve("quantiles").toString());

    assertThat(other.code()).as(other.text()).isEqualTo(ExitCode.SUCCESS);
    JsonNode pooled =
        JSON.readTree(other.folder().resolve("lower-bound.json").toFile()).path("pooled");
    assertThat(pooled.size()).isEqualTo(2);
    // 0.4 and what whole counts add at both ends
    assertThat(pooled.path("likes").path("coverage").asDouble()).isBetween(0.33, 0.55);
  }

  @Test
  void lowerBound_ofARunOnAFile_isNotThere() throws IOException {
    Path posts = PostFile.good(scratch.resolve("posts.csv"));
    Call other =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            posts.toString(),
            "out",
            scratch.resolve("file").toString());

    assertThat(other.code()).as(other.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(other.folder().resolve("lower-bound.json")).doesNotExist();
    assertThat(other.folder().resolve("data")).doesNotExist();
  }

  private static void assertMetrics(JsonNode metrics, List<Outcome> of) {
    double logError = mean(of, Outcome::logError);
    double msle = mean(of, o -> Math.pow(Math.log1p(o.actual) - Math.log1p(o.forecast), 2));
    double error = mean(of, o -> Math.abs(o.actual - o.forecast));
    double square = mean(of, o -> Math.pow(o.actual - o.forecast, 2));
    double level = mean(of, o -> o.actual);
    double variance = mean(of, o -> Math.pow(o.actual - level, 2));
    assertThat(metrics.path("log1p-mae").asDouble()).isCloseTo(logError, within(1e-9));
    assertThat(metrics.path("msle").asDouble()).isCloseTo(msle, within(1e-9));
    assertThat(metrics.path("mae").asDouble()).isCloseTo(error, within(1e-6));
    assertThat(metrics.path("rmse").asDouble()).isCloseTo(Math.sqrt(square), within(1e-6));
    assertThat(metrics.path("r2").asDouble()).isCloseTo(1 - square / variance, within(1e-9));
  }

  @Test
  void progress_notOnATerminal_isALineACell() {
    // on a slow machine the state of a cell may stand between the lines of its end
    List<String> lines =
        call.text().lines().filter(line -> line.matches("\\[\\d+/20] [a-z]+ [a-z].*")).toList();
    assertThat(lines).hasSize(20);
    for (int k = 0; k < 20; k++) {
      assertThat(lines.get(k))
          .matches(
              "\\[%d/20] %s log1p MAE of likes \\d+\\.\\d{4} \\(.*\\)"
                  .formatted(
                      k + 1,
                      k < 10
                          ? "choose [a-z-]+_fold[12]_seed1: on validation"
                          : "test [a-z-]+_fold[12]_seed1:"));
    }
    assertThat(call.text()).doesNotContain("\r").doesNotContain("\u001b");
  }

  @Test
  void log_ofFinishedRun_saysWithTimesWhatTheTerminalSaid() throws IOException {
    List<String> log = Files.readAllLines(call.folder().resolve("run.log"));
    assertThat(log)
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  .*"));
    List<String> texts = log.stream().map(line -> line.substring(22)).toList();
    for (String entry : ENTRIES) {
      assertThat(texts).anyMatch(line -> line.startsWith("choose " + entry + "_fold2_seed1: on "));
      assertThat(texts)
          .anyMatch(line -> line.startsWith("test " + entry + "_fold2_seed1: log1p MAE"));
    }
    assertThat(texts)
        .contains("run folder " + call.folder())
        .last()
        .asString()
        .startsWith("report");
  }

  @Test
  void run_whoseTrainingFails_goesOnAndSaysSo() throws IOException {
    Call failed =
        Call.of(
            "exp",
            "smoke",
            "set",
            Call.SMOKE
                + ",threads=1,training.learningRate=1e30,training.warmupSteps=0,folds.count=1",
            "out",
            scratch.resolve("failed").toString());

    assertThat(failed.code()).as(failed.text()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(failed.text())
        .contains("[1/10] choose transformer-huber_fold1_seed1: failed: ")
        .contains("Maybe lower training.learningRate")
        .contains("1 of 5 cells failed; the report names them")
        .doesNotContain("\tat ")
        .doesNotContain("FitFailedException");
    List<JsonNode> metrics = jsonLines(failed.folder().resolve("metrics.jsonl"));
    assertThat(metrics)
        .extracting(cell -> cell.path("status").asText())
        .containsExactly("failed", "ok", "ok", "ok", "ok");
    assertThat(metrics.get(0).path("error").asText()).contains("learning rate");
    assertThat(Files.readString(failed.folder().resolve("champion.json")))
        .contains("\"fold\" : 1")
        .doesNotContain("transformer");
    assertThat(Files.readString(failed.folder().resolve("report/index.html")))
        .contains("transformer-huber_fold1_seed1");
    assertThat(Files.readString(failed.folder().resolve("report/report.md")))
        .contains("Failed: transformer-huber_fold1_seed1");
    assertThat(failed.folder().resolve("MANIFEST.sha256")).exists();
    assertThat(failed.folder().resolve("in-work")).doesNotExist();
  }

  @Test
  void run_ofAModelThatCantBeMade_isAFailedCell() {
    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            "data.generatedPosts=400,features=[],window=0,folds.count=1,folds.minTrain=50",
            "out",
            scratch.resolve("no-features").toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(call.text())
        .contains("lightgbm-mae_fold1_seed1: failed: lightgbm splits by known columns")
        .contains("3 of 6 cells failed");
  }

  @Test
  void run_withoutEarlyStopping_trainsAllEpochsAndGivesNoVerdictOnThem() throws IOException {
    Call call =
        Call.of(
            "exp",
            "smoke",
            "set",
            Call.SMOKE + ",training.patience=0,training.epochs=2,folds.count=1",
            "out",
            scratch.resolve("fixed").toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    JsonNode cell = jsonLines(call.folder().resolve("metrics.jsonl")).get(0);
    assertThat(cell.path("stopping").asText()).isEqualTo("FIXED");
    assertThat(cell.path("choice").asDouble()).isEqualTo(2);
    assertThat(
            Files.readAllLines(call.folder().resolve("history/transformer-huber_fold1_seed1.csv")))
        .hasSize(5)
        .filteredOn(line -> line.startsWith("refit,"))
        .hasSize(2);
    assertThat(Files.readString(call.folder().resolve("report/index.html")))
        .contains("fixed number of epochs, convergence unknown")
        .contains("Training and validation loss of transformer-huber_fold1_seed1 over 2 epochs");
  }

  @Test
  void run_ofOneModelUnderTwoScalings_scalesEachItsOwnWay() throws IOException {
    Path yaml =
        Files.writeString(
            scratch.resolve("scalings.yaml"),
            """
            question: Does scaling matter?
            data: {generatedPosts: 400}
            window: 4
            folds: {count: 1, minTrain: 50}
            models:
              - {name: plain, model: ridge, target: {log: false, scalers: [], form: level}}
              - {name: as-all, model: ridge}
            """);
    Call call = Call.of("exp", yaml.toString(), "out", scratch.resolve("scalings").toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    List<JsonNode> metrics = jsonLines(call.folder().resolve("metrics.jsonl"));
    assertThat(metrics)
        .extracting(cell -> cell.path("scaling").asText())
        .containsExactly("none", "log + robust, deviation");
    assertThat(metrics.get(0).path("metrics")).isNotEqualTo(metrics.get(1).path("metrics"));
    assertThat(scalingOf(call, "plain")).isNotEqualTo(scalingOf(call, "as-all"));
  }

  private static String scalingOf(Call call, String entry) throws IOException {
    Path model = call.folder().resolve("models").resolve(entry + "_fold1_seed1");
    return Files.readString(model.resolve("scaling.json"));
  }

  @Test
  void run_thatMeetsABug_endsUnexpectedWithTheTraceInTheLog() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExitCode code =
        runBrokenBy(
            new IllegalStateException("planted\nsecond line"),
            bytes,
            "exp",
            "baselines",
            "set",
            Call.QUICK);

    assertThat(code).isEqualTo(ExitCode.UNEXPECTED);
    String text = bytes.toString(StandardCharsets.UTF_8);
    Path log = new Call(code, text).folder().resolve("run.log");
    // though it ended while it read its posts
    assertThat(log.resolveSibling("provenance.json")).isNotEmptyFile();
    assertThat(text)
        .contains("Unexpected: java.lang.IllegalStateException: planted. This is a bug")
        .contains(log.toString())
        .doesNotContain("\tat ");
    assertThat(Files.readString(log))
        .contains("IllegalStateException: planted", "\tat org.groundswell");
  }

  @Test
  void run_thatRunsOutOfMemory_namesTheWayOutAndHowToGoOn() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ExitCode code =
        runBrokenBy(new OutOfMemoryError("planted"), bytes, "exp", "baselines", "set", Call.QUICK);

    assertThat(code).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("out of memory: planted", "-Xmx", "-Dexp=baselines -Dresume=")
        .doesNotContain("\tat ");
  }

  /** One cell takes hours unless it is ended, the other breaks. */
  @Test
  @Timeout(60)
  void run_brokenByOneCell_endsTheOtherToo() throws IOException {
    Path yaml =
        Files.writeString(
            scratch.resolve("long.yaml"),
            """
            question: Long?
            data: {generatedPosts: 400}
            folds: {count: 1, minTrain: 20}
            seeds: [1]
            threads: 2
            models:
              - {model: lightgbm, loss: mae, config: {rounds: 10000000, patience: 10000000}}
              - {model: last-value}
            """);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ExitCode code =
        runBrokenBy("[1/4]", new OutOfMemoryError("planted"), bytes, "exp", yaml.toString());

    assertThat(code).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("out of memory: planted");
    assertThat(Thread.getAllStackTraces().values())
        .allSatisfy(
            stack ->
                assertThat(stack)
                    .noneMatch(frame -> frame.getClassName().endsWith("run.CellRunner")));
  }

  @Test
  void goOnCommand_ofOnesOwnFileOrName_goesOn() throws IOException {
    Path yaml =
        Files.writeString(
            scratch.resolve("mine.yaml"),
            """
            base: baselines
            question: Mine?
            data: {generatedPosts: 400}
            folds: {count: 1, minTrain: 20}
            """);
    for (String[] begun :
        List.of(
            new String[] {"exp", yaml.toString()},
            new String[] {"exp", "baselines", "set", Call.QUICK + ",name=other"})) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      runBrokenBy(new OutOfMemoryError("planted"), bytes, begun);
      String text = bytes.toString(StandardCharsets.UTF_8);
      Matcher line = Pattern.compile("exec:java -Dexp=(\\S+) -Dresume=(\\S+)").matcher(text);
      assertThat(line.find()).as(text).isTrue();

      Call resumed = Call.of("exp", line.group(1), "resume", line.group(2).replace("'", ""));

      assertThat(resumed.code()).as(resumed.text()).isEqualTo(ExitCode.SUCCESS);
    }
  }

  /** A run whose terminal breaks on the line about the data. */
  private static ExitCode runBrokenBy(
      Throwable planted, ByteArrayOutputStream bytes, String... begun) {
    return runBrokenBy("GENERATED SAMPLE", planted, bytes, begun);
  }

  /** A run whose terminal breaks on a line that starts so. */
  private static ExitCode runBrokenBy(
      String start, Throwable planted, ByteArrayOutputStream bytes, String... begun) {
    PrintStream out =
        new PrintStream(bytes, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            if (line.startsWith(start)) {
              RunTest.<RuntimeException>sneak(planted);
            }
            super.println(line);
          }
        };
    List<String> properties = new ArrayList<>(List.of(begun));
    properties.addAll(List.of("out", scratch.resolve("broken").toString()));
    return Call.into(out, properties.toArray(String[]::new));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable planted) throws T {
    throw (T) planted;
  }

  /** A line of a predictions file. */
  private record Outcome(String id, String target, int stratum, double actual, double forecast) {
    Outcome with(double other) {
      return new Outcome(id, target, stratum, actual, other);
    }

    double logError() {
      return Math.abs(Math.log1p(actual) - Math.log1p(forecast));
    }
  }

  private static List<Outcome> outcomes(String cell) throws IOException {
    Path file = call.folder().resolve("predictions").resolve(cell + ".csv");
    List<Outcome> outcomes = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord line : csv) {
        outcomes.add(
            new Outcome(
                line.getField("id"),
                line.getField("target"),
                Integer.parseInt(line.getField("stratum")),
                Double.parseDouble(line.getField("actual")),
                Double.parseDouble(line.getField("forecast"))));
      }
    }
    return outcomes;
  }

  private static double square(double value) {
    return value * value;
  }

  private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> of) {
    return outcomes.stream().mapToDouble(of).average().orElseThrow();
  }

  private static JsonNode json(String name) throws IOException {
    return JSON.readTree(call.folder().resolve(name).toFile());
  }

  private static List<JsonNode> jsonLines(String name) throws IOException {
    return jsonLines(call.folder().resolve(name));
  }

  private static List<JsonNode> jsonLines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
