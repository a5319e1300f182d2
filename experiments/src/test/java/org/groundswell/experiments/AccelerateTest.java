package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key {@code accelerate}: an experiment of all networks with it and without. */
class AccelerateTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double RELATIVE = 1e-4;

  /** An R² may be that of a model that has learned nothing. */
  private static final double NEAR_ZERO = 1e-3;

  private static final String TINY =
      "data.generatedPosts=400,folds.minTrain=50,folds.count=1,window=6,training.epochs=3,"
          + "training.patience=0,seeds=[1],threads=1,"
          + "models=[{model: mlp, loss: huber}, {model: lstm, loss: mae},"
          + " {model: transformer, loss: quantile, config: {activation: gelu}},"
          + " {model: transformer, name: relu, loss: mse, config: {pooling: last}}]";

  @TempDir static Path scratch;
  private static Call on;
  private static Call off;

  @BeforeAll
  static void runBoth() {
    off = run("off");
    on = run("on");
  }

  private static Call run(String accelerate) {
    String settings = TINY + ",accelerate=" + accelerate;
    return Call.of("exp", "smoke", "set", settings, "out", scratch.resolve(accelerate).toString());
  }

  @Test
  void run_withAndWithoutAcceleration_endsWithTheSameMetrics() throws IOException {
    Map<String, Double> with = numbers(on.folder());
    Map<String, Double> without = numbers(off.folder());

    assertThat(with).hasSizeGreaterThan(100).containsOnlyKeys(without.keySet());
    for (Map.Entry<String, Double> entry : with.entrySet()) {
      double expected = without.get(entry.getKey());
      double allowed = RELATIVE * Math.max(Math.abs(expected), NEAR_ZERO);
      assertThat(entry.getValue()).as(entry.getKey()).isCloseTo(expected, within(allowed));
    }
    // the last bits tell that it was not the same code
    assertThat(Call.results(on.folder())).isNotEqualTo(Call.results(off.folder()));
  }

  @Test
  void provenance_ofEach_saysWhichItWas() throws IOException {
    assertThat(accelerated(on)).isTrue();
    assertThat(accelerated(off)).isFalse();
    assertThat(off.folder().resolve("config.yaml")).content().contains("accelerate: false");
  }

  @Test
  void resume_ofARunWithoutAcceleration_goesOnWithout() throws IOException {
    Map<String, String> finished = Call.results(off.folder());
    Files.delete(off.folder().resolve("MANIFEST.sha256"));
    Files.delete(off.folder().resolve("metrics.jsonl"));

    Call resumed = Call.of("resume", off.folder().toString());

    assertThat(resumed.code()).as(resumed.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(Call.results(off.folder())).isEqualTo(finished);
  }

  private static boolean accelerated(Call call) throws IOException {
    JsonNode provenance = JSON.readTree(call.folder().resolve("provenance.json").toFile());
    return provenance.at("/backend/accelerated").booleanValue();
  }

  /** All numbers of a run's metrics, by cell and place. */
  private static Map<String, Double> numbers(Path folder) throws IOException {
    Map<String, Double> numbers = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      JsonNode cell = JSON.readTree(line);
      collect(cell.path("cell").asText(), cell.path("metrics"), numbers);
    }
    return numbers;
  }

  private static void collect(String path, JsonNode node, Map<String, Double> into) {
    if (node.isNumber()) {
      into.put(path, node.asDouble());
    }
    node.properties()
        .forEach(child -> collect(path + " " + child.getKey(), child.getValue(), into));
  }
}
