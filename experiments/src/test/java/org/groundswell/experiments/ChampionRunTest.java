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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The champion is chosen by validation rows, and frozen before a model forecasts a test row. */
class ChampionRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SET = "folds.minTrain=50,folds.count=3,models.3.config.rounds=20";

  @TempDir static Path scratch;
  private static Path posts;
  private static Path run;

  @BeforeAll
  static void runOnce() throws IOException {
    posts = scratch.resolve("posts.csv");
    SampleGenerator.write(posts, SampleConfig.defaults().withPosts(500));
    run = baselines(posts, "undisturbed");
  }

  private static String[] properties(Path file, String out) {
    return new String[] {
      "exp",
      "baselines",
      "set",
      SET,
      "data",
      file.toString(),
      "out",
      scratch.resolve(out).toString()
    };
  }

  private static Path baselines(Path file, String out) {
    Call call = Call.of(properties(file, out));
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    return call.folder();
  }

  private static JsonNode json(Path folder, String name) throws IOException {
    return JSON.readTree(folder.resolve(name).toFile());
  }

  private static Map<String, JsonNode> byCell(Path folder, String name) throws IOException {
    Map<String, JsonNode> byCell = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve(name))) {
      JsonNode node = JSON.readTree(line);
      byCell.put(node.path("cell").asText(), node);
    }
    return byCell;
  }

  @Test
  void champion_ofEachFold_hasTheLowestMeanErrorOnValidationRowsSoFar() throws IOException {
    Map<String, JsonNode> selected = byCell(run, "selected.jsonl");
    JsonNode folds = json(run, "champion.json").path("folds");
    assertThat(folds).hasSize(3);
    for (int k = 1; k <= 3; k++) {
      Map<Double, String> ranked = new TreeMap<>();
      long rows = 0;
      for (String entry : List.of("last-value", "author-median", "ridge", "lightgbm-mae")) {
        List<Integer> seeds = entry.startsWith("light") ? List.of(1, 2, 3) : List.of(1);
        double sum = 0;
        rows = 0;
        for (int fold = 1; fold <= k; fold++) {
          for (int seed : seeds) {
            JsonNode cell = selected.get("%s_fold%d_seed%d".formatted(entry, fold, seed));
            int ofCell = cell.path("validationRows").path("likes").asInt();
            double error = cell.path("validation").path("likes").path("log1p-mae").asDouble();
            sum += error * ofCell / seeds.size();
            rows += seed == 1 ? ofCell : 0;
          }
        }
        ranked.put(sum / rows, entry);
      }
      JsonNode own = folds.get(k - 1);
      List<Map.Entry<Double, String>> order = List.copyOf(ranked.entrySet());
      assertThat(own.path("fold").asInt()).isEqualTo(k);
      assertThat(own.path("entry").asText()).isEqualTo(order.get(0).getValue());
      assertThat(own.path("value").asDouble()).isCloseTo(order.get(0).getKey(), within(1e-12));
      assertThat(own.path("runnerUp").asText()).isEqualTo(order.get(1).getValue());
      assertThat(own.path("runnerUpValue").asDouble())
          .isCloseTo(order.get(1).getKey(), within(1e-12));
      assertThat(own.path("rows").asLong()).isEqualTo(rows);
      assertThat(own.path("configSha256").asText()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void seeds_ofModelsWithoutChance_areTheFirstAlone() throws IOException {
    assertThat(byCell(run, "metrics.jsonl").keySet())
        .filteredOn(cell -> cell.contains("_fold2_"))
        .containsExactly(
            "last-value_fold2_seed1",
            "author-median_fold2_seed1",
            "ridge_fold2_seed1",
            "lightgbm-mae_fold2_seed1",
            "lightgbm-mae_fold2_seed2",
            "lightgbm-mae_fold2_seed3");
    assertThat(Files.readAllLines(run.resolve("pooled.jsonl"))).hasSize(4);
  }

  @Test
  void metrics_ofACell_haveThoseOnValidationToo() throws IOException {
    Map<String, JsonNode> selected = byCell(run, "selected.jsonl");
    byCell(run, "metrics.jsonl")
        .forEach(
            (cell, line) -> {
              assertThat(line.path("validation")).isEqualTo(selected.get(cell).path("validation"));
              assertThat(line.path("validation").path("likes").path("log1p-mae").isNumber())
                  .isTrue();
            });
  }

  @Test
  void testValue_isThatOfEachFoldsChampionOnItsTestRows() throws IOException {
    double mean = 0;
    for (int seed = 1; seed <= 3; seed++) {
      double sum = 0;
      int rows = 0;
      for (JsonNode own : json(run, "champion.json").path("folds")) {
        String entry = own.path("entry").asText() + "_fold" + own.path("fold").asInt() + "_seed";
        Path ofSeed = run.resolve("predictions/" + entry + seed + ".csv");
        Path file = Files.exists(ofSeed) ? ofSeed : run.resolve("predictions/" + entry + "1.csv");
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
          for (NamedCsvRecord line : csv) {
            if (line.getField("target").equals("likes")) {
              double actual = Double.parseDouble(line.getField("actual"));
              double forecast = Double.parseDouble(line.getField("forecast"));
              sum += Math.abs(Math.log1p(actual) - Math.log1p(forecast));
              rows++;
            }
          }
        }
      }
      mean += sum / rows / 3;
      assertThat(json(run, "champion-test.json").path("rows").path("likes").asInt())
          .isEqualTo(rows);
    }
    assertThat(json(run, "champion-test.json").at("/metrics/likes/log1p-mae").asDouble())
        .isCloseTo(mean, within(1e-9));
    assertThat(Files.readString(run.resolve("report/report.md")))
        .contains(", chosen on validation, has log1p MAE ")
        .contains("The champion was chosen before its test rows were looked at");
  }

  @Test
  void champion_withOtherDataUnknownAtACut_isTheSameBitsUpToThatFold() throws IOException {
    List<String> folds = Files.readAllLines(run.resolve("folds.csv"));
    String champions = Files.readString(run.resolve("champion.json"));
    for (int k = 1; k <= 3; k++) {
      Path other = baselines(mutated(instant(folds, k, "cut"), "cut" + k), "cut" + k);

      JsonNode now = json(other, "champion.json").path("folds");
      for (int fold = 1; fold <= k; fold++) {
        assertThat(now.get(fold - 1))
            .isEqualTo(JSON.readTree(champions).at("/folds/" + (fold - 1)));
      }
      assertThat(Files.readString(other.resolve("champion.json")).equals(champions))
          .isEqualTo(k == 3);
      // the mutation has bitten
      assertThat(json(other, "champion-test.json")).isNotEqualTo(json(run, "champion-test.json"));
    }
    Path early = mutated(instant(folds, 1, "validation_start"), "early");
    assertThat(json(baselines(early, "early"), "champion.json").at("/folds/0"))
        .isNotEqualTo(json(run, "champion.json").at("/folds/0"));
  }

  private static Instant instant(List<String> folds, int fold, String column) {
    int at = List.of(folds.get(0).split(",", -1)).indexOf(column);
    return Instant.parse(folds.get(fold).split(",", -1)[at]);
  }

  private static Path mutated(Instant instant, String name) {
    Path file = scratch.resolve(name + ".csv");
    MutatedPosts.write(posts, file, instant, CutPipeline.LABEL_DELAY, id -> false);
    return file;
  }

  @Test
  void run_stoppedBetweenItsPhases_hasFrozenTheChampionAndReadNoTestSlice() throws IOException {
    AtomicReference<List<String>> seen = new AtomicReference<>();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out =
        new PrintStream(bytes, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.startsWith("champion of fold 1")) {
              seen.set(names(new Call(ExitCode.SUCCESS, bytes.toString(StandardCharsets.UTF_8))));
              throw new OutOfMemoryError("planted");
            }
          }
        };

    ExitCode code = Call.into(out, properties(posts, "between"));

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(code).as(text).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(seen.get())
        .contains("champion.json", "selected.jsonl")
        .doesNotContain("metrics.jsonl", "predictions", "models", "in-work");
    Path folder = new Call(code, text).folder();
    assertThat(folder.resolve("champion.json"))
        .hasSameTextualContentAs(run.resolve("champion.json"));
    Call resumed = Call.of("resume", folder.toString());
    assertThat(resumed.code()).as(resumed.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(resumed.text()).contains("[1/18] test ").doesNotContain("choose");
    assertThat(Call.results(folder)).isEqualTo(Call.results(run));
  }

  private static List<String> names(Call call) {
    try (Stream<Path> files = Files.list(call.folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void resume_ofARunStoppedInItsFirstPhase_givesTheSameBits() throws IOException {
    Path folder = copy("first-phase");
    for (String name : List.of("metrics.jsonl", "champion.json", "champion-test.json")) {
      Files.delete(folder.resolve(name));
    }
    List<String> lines = Files.readAllLines(folder.resolve("selected.jsonl"));
    Files.writeString(
        folder.resolve("selected.jsonl"),
        String.join("\n", lines.subList(4, 9)) + "\n" + lines.get(9).substring(0, 50));

    Call resumed = Call.of("resume", folder.toString());

    assertThat(resumed.code()).as(resumed.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(resumed.text()).contains("[1/31] choose ", "[31/31] test ");
    assertThat(Call.results(folder)).isEqualTo(Call.results(run));
  }

  @Test
  void resume_withAnotherChoiceThanWasFrozen_isRefused() throws IOException {
    for (String tampered : List.of("selected.jsonl", "champion.json", "")) {
      Path folder = copy("tampered-" + tampered);
      if (tampered.isEmpty()) {
        Files.delete(folder.resolve("champion.json"));
      } else {
        Path file = folder.resolve(tampered);
        String text = Files.readString(file);
        String other = text.replaceAll("(\"log1p-mae\":|\"value\" : )\\d", "$17");
        assertThat(other).isNotEqualTo(text);
        Files.writeString(file, other);
      }

      Call refused = Call.of("resume", folder.toString());

      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.text())
          .contains(folder.resolve("champion.json") + " ", "Put the old files back");
    }
  }

  /** The run as it would be if it had not been finished. */
  private static Path copy(String name) throws IOException {
    Path copy = scratch.resolve(name);
    List<Path> from = new ArrayList<>();
    try (Stream<Path> all = Files.walk(run)) {
      all.forEach(from::add);
    }
    for (Path path : from) {
      if (!path.getFileName().toString().equals("MANIFEST.sha256")) {
        Files.copy(path, copy.resolve(run.relativize(path).toString()));
      }
    }
    return copy;
  }
}
