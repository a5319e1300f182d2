package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.Overrides;
import org.groundswell.experiments.machine.Backend;
import org.groundswell.experiments.machine.NativeSettings;
import org.groundswell.experiments.run.Experiment;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.AuthorMedianFactory;
import org.groundswell.models.baseline.RidgeConfig;
import org.groundswell.models.baseline.RidgeFactory;
import org.groundswell.models.baseline.TrainingMedianFactory;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that was fitted on training rows, and chosen for it, and then can't be fitted again: its
 * cell has failed, and so have those of the ensembles it is in; nothing else has.
 */
class RefitFailureTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXPERIMENT =
      """
      base: baselines
      question: What if a model fails late?
      folds: {count: 2, minTrain: 50}
      seeds: [3]
      models:
        - {model: fragile}
        - {model: author-median}
        - {model: training-median}
        - {model: ridge}
      ensembles:
        - {name: mix, members: [fragile, author-median]}
        - {name: sure, members: [author-median, ridge]}
      """;

  @TempDir static Path scratch;
  private static ExitCode code;
  private static String text;
  private static Path run;

  /** A ridge that can't be fitted again on as many rows as the second fold has. */
  private static final class Fragile implements ModelFactory<RidgeConfig> {
    private final RidgeFactory ridge = new RidgeFactory();

    @Override
    public String name() {
      return "fragile";
    }

    @Override
    public Class<RidgeConfig> configuration() {
      return ridge.configuration();
    }

    @Override
    public RidgeConfig defaults() {
      return ridge.defaults();
    }

    @Override
    public boolean gradientTrained() {
      return false;
    }

    @Override
    public Model create(RidgeConfig configuration, ModelSpec spec) {
      Model whole = ridge.create(configuration, spec);
      return new Model() {
        @Override
        public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
          if (stopping instanceof Stopping.AtChoice && rows.length > 250) {
            throw new FitFailedException("the second time is too much");
          }
          return whole.fit(data, rows, stopping, listener);
        }

        @Override
        public float[] forecast(ScaledFrame data, int[] rows) {
          return whole.forecast(data, rows);
        }

        @Override
        public void save(Path folder) throws IOException {
          whole.save(folder);
        }

        @Override
        public void load(Path folder) throws IOException {
          whole.load(folder);
        }

        @Override
        public void close() {
          whole.close();
        }
      };
    }
  }

  @BeforeAll
  static void runOnce() throws IOException, InterruptedException {
    Path posts = scratch.resolve("posts.csv");
    SampleGenerator.write(posts, SampleConfig.defaults().withPosts(400));
    Path file =
        Files.writeString(
            scratch.resolve("late.yaml"), EXPERIMENT + "data: {file: %s}\n".formatted(posts));
    ModelCatalog catalog =
        ModelCatalog.of(
            List.of(
                new Fragile(),
                new RidgeFactory(),
                new AuthorMedianFactory(),
                new TrainingMedianFactory()));
    ExperimentConfig config =
        new Experiments(catalog).read(file.toString(), Overrides.NONE).config();
    NativeSettings settings = NativeSettings.apply();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Experiment.Session session =
        new Experiment.Session(
            Caller.MAVEN,
            "a test",
            Optional.empty(),
            settings,
            Backend.start(settings, false),
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            Clock.systemUTC());
    try (Experiment experiment =
        Experiment.start(config, catalog, scratch.resolve("runs"), session)) {
      run = experiment.path();
      code = experiment.run();
    }
    text = bytes.toString(StandardCharsets.UTF_8);
  }

  private static Map<String, JsonNode> lines(String name) throws IOException {
    Map<String, JsonNode> lines = new TreeMap<>();
    for (String line : Files.readAllLines(run.resolve(name))) {
      JsonNode node = JSON.readTree(line);
      lines.put(node.path(node.has("cell") ? "cell" : "entry").asText(), node);
    }
    return lines;
  }

  @Test
  void run_withAMemberThatFailsAtTheRefit_failsItsCellAndTheEnsemblesAndGoesOn()
      throws IOException {
    Map<String, JsonNode> metrics = lines("metrics.jsonl");

    assertThat(code).as(text).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(lines("selected.jsonl").values())
        .hasSize(12)
        .allMatch(cell -> cell.path("status").asText().equals("ok"));
    assertThat(metrics.get("fragile_fold2_seed3").path("error").asText())
        .isEqualTo("the second time is too much");
    assertThat(metrics.get("mix_fold2_seed3").path("error").asText())
        .isEqualTo("its member fragile_fold2_seed3 failed: the second time is too much");
    assertThat(metrics.values())
        .hasSize(12)
        .filteredOn(cell -> cell.path("status").asText().equals("failed"))
        .hasSize(2);
    // what they said of validation rows stays
    assertThat(metrics.get("mix_fold2_seed3").at("/validation/likes/log1p-mae").asDouble())
        .isPositive();
    assertThat(text).contains("2 of 12 cells failed; the report names them");
  }

  @Test
  void run_withAMemberThatFailsAtTheRefit_leavesNothingHalfDone() throws IOException {
    for (String cell : List.of("fragile_fold2_seed3", "mix_fold2_seed3")) {
      assertThat(run.resolve("predictions/" + cell + ".csv")).doesNotExist();
      assertThat(run.resolve("models/" + cell)).doesNotExist();
    }
    assertThat(Files.readString(run.resolve("cost.jsonl"))).doesNotContain("mix_fold2");
    assertThat(lines("pooled.jsonl").keySet())
        .containsExactlyInAnyOrder("author-median", "training-median", "ridge", "sure");
    assertThat(run.resolve("MANIFEST.sha256")).exists();
  }

  @Test
  void report_whereTheChosenFailedAtTheRefit_saysSo() throws IOException {
    String report = Files.readString(run.resolve("report/report.md"));

    // the choice was made before, and stands
    assertThat(Files.readString(run.resolve("champion.json"))).contains("\"entry\" : \"mix\"");
    assertThat(run.resolve("champion-test.json")).doesNotExist();
    assertThat(report)
        .contains("the second time is too much")
        .contains("What was chosen on validation, mix, has no result over all test rows")
        .doesNotContain("mix, chosen on validation, has");
    assertThat(Files.readString(run.resolve("report/model-card.md"))).contains("ridge");
  }
}
