package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ensembles average what their members forecast, and take part like any other entry. */
class EnsembleRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPERIMENT =
      """
      base: baselines
      question: Does averaging help?
      folds: {count: 2, minTrain: 50}
      seeds: [3, 1]
      models:
        - {model: author-median}
        - {model: ridge}
        - {model: lightgbm, loss: mae, config: {rounds: 20}}
        - {model: lightgbm, loss: quantile, config: {rounds: 20}}
        - {model: lightgbm, loss: quantile, name: small, config: {rounds: 20, leaves: 7}}
      ensembles:
        - {name: mix, members: [ridge, lightgbm-mae]}
        - {name: bands, members: [lightgbm-quantile, small]}
        - {name: odd, members: [author-median, ridge, small]}
        - {name: sure, members: [author-median, ridge]}
      """;

  @TempDir static Path scratch;
  private static Path posts;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    posts = scratch.resolve("posts.csv");
    SampleGenerator.write(posts, SampleConfig.defaults().withPosts(400));
    Call call = call(EXPERIMENT, "undisturbed");
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    run = call.folder();
  }

  private static Call call(String yaml, String out) throws IOException {
    Path file = Files.writeString(scratch.resolve(out + ".yaml"), yaml);
    return Call.of(
        "exp", file.toString(), "data", posts.toString(), "out", scratch.resolve(out).toString());
  }

  private static Map<String, JsonNode> lines(Path folder, String name) throws IOException {
    Map<String, JsonNode> lines = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve(name))) {
      JsonNode node = JSON.readTree(line);
      lines.put(node.path(node.has("cell") ? "cell" : "entry").asText(), node);
    }
    return lines;
  }

  private static List<NamedCsvRecord> forecasts(String kind, String cell) throws IOException {
    try (CsvReader<NamedCsvRecord> csv =
        CsvReader.builder().ofNamedCsvRecord(run.resolve(kind).resolve(cell + ".csv"))) {
      return csv.stream().toList();
    }
  }

  private static double mean(String column, int row, List<List<NamedCsvRecord>> members) {
    double product = 1;
    for (List<NamedCsvRecord> member : members) {
      product *= 1 + Double.parseDouble(member.get(row).getField(column));
    }
    return Math.pow(product, 1.0 / members.size()) - 1;
  }

  @Test
  void forecasts_ofAnEnsemble_areGeometricMeansOfItsMembersSeedBySeed() throws IOException {
    Map<String, List<String>> members =
        Map.of(
            "mix_fold2_seed1", List.of("ridge_fold2_seed3", "lightgbm-mae_fold2_seed1"),
            "mix_fold1_seed3", List.of("ridge_fold1_seed3", "lightgbm-mae_fold1_seed3"),
            "odd_fold2_seed1",
                List.of("author-median_fold2_seed3", "ridge_fold2_seed3", "small_fold2_seed1"),
            "bands_fold2_seed1", List.of("lightgbm-quantile_fold2_seed1", "small_fold2_seed1"));
    for (Map.Entry<String, List<String>> cell : members.entrySet()) {
      List<List<NamedCsvRecord>> parts = new ArrayList<>();
      for (String member : cell.getValue()) {
        parts.add(forecasts("predictions", member));
      }
      List<NamedCsvRecord> own = forecasts("predictions", cell.getKey());
      boolean quantiles = cell.getKey().startsWith("bands");
      assertThat(own).hasSameSizeAs(parts.get(0)).hasSizeGreaterThan(100);
      assertThat(own.get(0).getHeader().contains("q0.1")).isEqualTo(quantiles);
      for (int row = 0; row < own.size(); row++) {
        NamedCsvRecord line = own.get(row);
        for (String column :
            quantiles ? List.of("forecast", "q0.1", "q0.5", "q0.9") : List.of("forecast")) {
          double hand = mean(column, row, parts);
          assertThat(Double.parseDouble(line.getField(column)))
              .isCloseTo(hand, within(1e-9 * (1 + hand)));
        }
        for (String column : List.of("id", "instant", "target", "actual")) {
          assertThat(line.getField(column)).isEqualTo(parts.get(0).get(row).getField(column));
        }
      }
    }
  }

  @Test
  void cells_ofAnEnsembleWithoutChance_haveOneSeed() throws IOException {
    assertThat(lines(run, "metrics.jsonl").keySet().stream().filter(c -> c.startsWith("sure")))
        .containsExactly("sure_fold1_seed3", "sure_fold2_seed3");
    assertThat(lines(run, "metrics.jsonl").keySet().stream().filter(c -> c.startsWith("mix")))
        .containsExactlyInAnyOrder(
            "mix_fold1_seed3", "mix_fold1_seed1", "mix_fold2_seed3", "mix_fold2_seed1");
  }

  @Test
  void metrics_onValidationAndTest_areThoseOfTheMeans() throws IOException {
    JsonNode selected = lines(run, "selected.jsonl").get("mix_fold1_seed1");
    JsonNode tested = lines(run, "metrics.jsonl").get("mix_fold1_seed1");
    List<List<NamedCsvRecord>> validation =
        List.of(
            forecasts("validation", "ridge_fold1_seed3"),
            forecasts("validation", "lightgbm-mae_fold1_seed1"));

    assertThat(selected.at("/validation/likes/log1p-mae").asDouble())
        .isCloseTo(error(validation), within(1e-12))
        .isEqualTo(tested.at("/validation/likes/log1p-mae").asDouble());
    assertThat(tested.at("/metrics/likes/log1p-mae").asDouble())
        .isCloseTo(error(List.of(forecasts("predictions", "mix_fold1_seed1"))), within(1e-12));
    assertThat(tested.path("model").asText()).isEqualTo("ensemble");
    assertThat(lines(run, "metrics.jsonl").get("bands_fold1_seed1").at("/metrics/likes/coverage"))
        .isNotNull();
    // what nobody averages is not kept
    assertThat(run.resolve("validation/mix_fold1_seed1.csv")).doesNotExist();
  }

  private static double error(List<List<NamedCsvRecord>> members) {
    List<Double> errors = new ArrayList<>();
    for (int row = 0; row < members.get(0).size(); row++) {
      NamedCsvRecord line = members.get(0).get(row);
      if (line.getField("target").equals("likes")) {
        double actual = Double.parseDouble(line.getField("actual"));
        errors.add(Math.abs(Math.log1p(actual) - Math.log1p(mean("forecast", row, members))));
      }
    }
    return errors.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  @Test
  void run_withEnsembles_auditsFitsOnlyAndKeepsWhatTheyCost() throws IOException {
    JsonNode leakage = JSON.readTree(run.resolve("leakage.json").toFile());
    Map<String, JsonNode> costs = lines(run, "cost.jsonl");

    assertThat(leakage.path("passed").asBoolean()).isTrue();
    assertThat(Files.readString(run.resolve("fits.jsonl"))).doesNotContain("mix", "bands");
    assertThat(costs.get("mix_fold1_seed1").path("refitSeconds").asDouble())
        .isCloseTo(
            costs.get("ridge_fold1_seed3").path("refitSeconds").asDouble()
                + costs.get("lightgbm-mae_fold1_seed1").path("refitSeconds").asDouble(),
            within(1e-12));
    assertThat(lines(run, "pooled.jsonl")).containsKeys("mix", "bands", "odd", "sure");
    assertThat(Files.readString(run.resolve("slices.jsonl"))).contains("\"entry\":\"odd\"");
    assertThat(run.resolve("models/mix_fold1_seed1")).doesNotExist();
  }

  @Test
  void champion_mayBeAnEnsemble_andItsHashIsThatOfItsMembersToo() throws IOException {
    // given a line and trees, whose mean is nearer on validation rows than either
    String yaml =
        """
        base: baselines
        question: Is the mean better than either?
        folds: {count: 1, minTrain: 50}
        seeds: [1]
        models:
          - {model: ridge}
          - {model: lightgbm, config: {rounds: %s, learningRate: 0.05, leaves: 31, minDataInLeaf: 20, featureFraction: 0.9, baggingFraction: 0.9, lambda: 1, patience: 50}}
        ensembles: [{name: mix, members: [ridge, lightgbm]}]
        """;

    Call call = call(yaml.formatted("60"), "averaged");
    Call changed = call(yaml.formatted("59"), "averaged-otherwise");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(champion(call).path("entry").asText()).isEqualTo("mix");
    assertThat(champion(changed).path("entry").asText()).isEqualTo("mix");
    assertThat(champion(changed).path("configSha256"))
        .isNotEqualTo(champion(call).path("configSha256"));
    assertThat(call.folder().resolve("champion-test.json")).exists();
    assertThat(call.text()).contains("mix, chosen on validation, has log1p MAE");
  }

  private static JsonNode champion(Call call) throws IOException {
    return JSON.readTree(call.folder().resolve("champion.json").toFile()).at("/folds/0");
  }

  @Test
  void run_withAFailingMember_failsTheEnsembleAndGoesOn() throws IOException {
    String yaml = EXPERIMENT.replace("folds: {", "features: [window]\nfolds: {");

    Call call = call(yaml, "failing");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.RUN_FAILED);
    Map<String, JsonNode> metrics = lines(call.folder(), "metrics.jsonl");
    JsonNode failed = metrics.get("bands_fold1_seed1");
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.path("error").asText())
        .startsWith("its member lightgbm-quantile_fold1_seed1 failed: lightgbm splits by known");
    assertThat(call.folder().resolve("MANIFEST.sha256")).exists();
    assertThat(call.folder().resolve("predictions/bands_fold1_seed1.csv")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 25})
  void resume_ofARunStoppedWhileItChose_givesTheSameBits(int chosen) throws IOException {
    Path folder = copy("chosen-" + chosen);
    List<String> lines = Files.readAllLines(folder.resolve("selected.jsonl"));
    for (String file : List.of("MANIFEST.sha256", "metrics.jsonl", "champion.json")) {
      Files.delete(folder.resolve(file));
    }
    Files.write(folder.resolve("selected.jsonl"), lines.subList(0, chosen));
    List<String> kept =
        lines.subList(0, chosen).stream()
            .map(line -> line.replaceFirst("\\{\"cell\":\"([^\"]+)\".*", "$1.csv"))
            .toList();
    for (String name : Call.files(folder.resolve("validation")).keySet()) {
      if (!kept.contains(name)) {
        Files.delete(folder.resolve("validation").resolve(name));
      }
    }

    Call call = Call.of("resume", folder.toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Call.results(folder)).isEqualTo(Call.results(run));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void resume_ofARunStoppedWhileItTested_givesTheSameBits(int tested) throws IOException {
    Path folder = copy("tested-" + tested);
    Files.delete(folder.resolve("MANIFEST.sha256"));
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    Files.write(folder.resolve("metrics.jsonl"), lines.subList(0, tested));

    Call call = Call.of("resume", folder.toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Call.results(folder)).isEqualTo(Call.results(run));
  }

  private static Path copy(String name) throws IOException {
    Path copy = scratch.resolve(name);
    try (var all = Files.walk(run)) {
      for (Path from : all.collect(Collectors.toList())) {
        Files.copy(from, copy.resolve(run.relativize(from).toString()));
      }
    }
    return copy;
  }

  @Test
  void run_withASecondThread_givesTheSameBits() throws IOException {
    Call call = call(EXPERIMENT + "threads: 3\n", "threads");

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Call.results(call.folder())).isEqualTo(Call.results(run));
  }
}
