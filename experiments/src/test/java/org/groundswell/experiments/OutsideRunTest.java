package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.exchange.NpzFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasts of another program as one more entry of an experiment. */
class OutsideRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "export,fold,phase,row,target,forecast";

  @TempDir Path scratch;
  private Path posts;
  private Path file;
  private NpzFile npz;
  private String export;

  @BeforeEach
  void export() throws IOException {
    posts = PostFile.good(scratch.resolve("posts.csv"));
    file = scratch.resolve("mine.csv");
    Path to = scratch.resolve("exported");
    Call call =
        Call.of(
            "export",
            "baselines",
            "data",
            posts.toString(),
            "set",
            Call.QUICK,
            "to",
            to.toString(),
            "ledger",
            scratch.resolve("ledger.jsonl").toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    npz = new NpzFile(to.resolve("frame.npz"));
    export = JSON.readTree(to.resolve("schema.json").toFile()).path("export").asText();
  }

  /** A line for each row of some slices and each target, after the header. */
  private List<String> lines(List<String> phases, double forecast) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int fold = 1; fold <= 2; fold++) {
      for (String phase : phases) {
        for (double row : npz.array("fold%d_%s".formatted(fold, phase)).values()) {
          for (String target : List.of("likes", "shares", "comments")) {
            lines.add(
                "%s,%d,%s,%d,%s,%s".formatted(export, fold, phase, (int) row, target, forecast));
          }
        }
      }
    }
    return lines;
  }

  private List<String> lines() {
    return lines(List.of("validation", "test"), 7);
  }

  private Call run(Path forecasts, String... more) throws IOException {
    Path experiment =
        Files.writeString(
            scratch.resolve("mine.yaml"),
            """
            question: Does another program forecast better?
            base: baselines
            outside:
              - {name: mine, file: '%s'}
            """
                .formatted(forecasts));
    List<String> properties =
        new ArrayList<>(
            List.of(
                "exp",
                experiment.toString(),
                "data",
                posts.toString(),
                "set",
                Call.QUICK,
                "out",
                scratch.resolve("runs").toString()));
    properties.addAll(List.of(more));
    return Call.of(properties.toArray(String[]::new));
  }

  private static void assertSuccess(Call call) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
  }

  private static Map<String, JsonNode> metrics(Path run) throws IOException {
    Map<String, JsonNode> cells = new TreeMap<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode cell = JSON.readTree(line);
      cells.put(cell.path("cell").asText(), cell);
    }
    return cells;
  }

  @Test
  void run_withForecastsFromOutside_scoresThemBesideTheRest() throws IOException {
    Files.write(file, lines());

    Call call = run(file);

    assertSuccess(call);
    JsonNode cell = metrics(call.folder()).get("mine_fold2_seed1");
    assertThat(cell.path("model").asText()).isEqualTo("outside");
    assertThat(cell.path("metrics").path("likes").path("log1p-mae").asDouble())
        .isCloseTo(maeOfSeven("fold2_test"), within(1e-12));
    assertThat(cell.path("validation").path("likes").path("log1p-mae").asDouble())
        .isCloseTo(maeOfSeven("fold2_validation"), within(1e-12));
    for (String name : List.of("pooled.jsonl", "slices.jsonl", "report/tables/leaderboard.csv")) {
      if (Files.exists(call.folder().resolve(name))) {
        assertThat(call.folder().resolve(name)).content().contains("mine");
      }
    }
    assertThat(call.folder().resolve("predictions/mine_fold1_seed1.csv")).exists();
    assertThat(call.folder().resolve("report/index.html"))
        .content()
        .contains("mine", "forecasts made by another program");
    assertThat(call.folder().resolve("leakage.json"))
        .content()
        .contains("what mine was fitted on and chosen by");
  }

  private double maeOfSeven(String slice) {
    double sum = 0;
    double[] rows = npz.array(slice).values();
    for (double row : rows) {
      sum += Math.abs(Math.log1p(7) - Math.log1p((row * row) % 31));
    }
    return sum / rows.length;
  }

  @Test
  void run_withForecastsAsParquetAndOfSeveralSeeds_isTheSame() throws IOException, SQLException {
    Files.write(file, lines());
    Path parquet = scratch.resolve("mine.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      connection
          .createStatement()
          .execute(
              "COPY (SELECT *, s AS seed FROM read_csv('%s'), (VALUES (4), (9)) t(s)) TO '%s' (FORMAT parquet)"
                  .formatted(file, parquet)
                  .replace("SELECT *", "SELECT * EXCLUDE (s)"));
    }

    Call call = run(parquet);
    Call csv = run(file);

    assertSuccess(call);
    assertSuccess(csv);
    Map<String, JsonNode> cells = metrics(call.folder());
    assertThat(cells.keySet().stream().filter(name -> name.startsWith("mine")))
        .containsExactly(
            "mine_fold1_seed4", "mine_fold1_seed9", "mine_fold2_seed4", "mine_fold2_seed9");
    assertThat(cells.get("mine_fold1_seed9").path("metrics"))
        .isEqualTo(metrics(csv.folder()).get("mine_fold1_seed1").path("metrics"));
  }

  @Test
  void run_withQuantilesFromOutside_measuresTheirCoverage() throws IOException {
    List<String> lines = lines();
    List<String> with = new ArrayList<>(List.of(HEADER + ",q0.1,q0.5,q0.9"));
    lines.stream().skip(1).forEach(line -> with.add(line + ",0,7.0,100"));
    Files.write(file, with);

    Call call = run(file);

    assertSuccess(call);
    JsonNode likes = metrics(call.folder()).get("mine_fold1_seed1").path("metrics").path("likes");
    assertThat(likes.path("coverage").asDouble()).as(likes.toString()).isEqualTo(1);
  }

  @Test
  void run_withTestRowsAlone_isNoCandidateForTheChampion() throws IOException {
    // the outcome itself, which nobody can beat
    List<String> perfect = new ArrayList<>();
    for (String line : lines(List.of("test"), 0)) {
      String[] fields = line.split(",", -1);
      if (fields[4].equals("likes")) {
        int row = Integer.parseInt(fields[3]);
        fields[5] = Integer.toString(row * row % 31);
      }
      perfect.add(String.join(",", fields));
    }
    Files.write(file, perfect);

    Call call = run(file);

    assertSuccess(call);
    assertThat(
            metrics(call.folder())
                .get("mine_fold1_seed1")
                .path("metrics")
                .path("likes")
                .path("log1p-mae")
                .asDouble())
        .isZero();
    assertThat(call.folder().resolve("champion.json")).content().doesNotContain("\"mine\"");
  }

  @Test
  void run_withForecastsByIdOfTheBest_makesThemChampion() throws IOException {
    List<String> perfect = new ArrayList<>();
    for (String line : lines()) {
      String[] fields = line.split(",", -1);
      if (fields[4].equals("likes")) {
        int row = Integer.parseInt(fields[3]);
        fields[5] = Integer.toString(row * row % 31);
      }
      // an id is the row's number in these posts
      perfect.add(String.join(",", fields).replace(",row,", ",id,"));
    }
    Files.write(file, perfect);

    Call call = run(file);

    assertSuccess(call);
    assertThat(call.folder().resolve("champion.json")).content().contains("\"mine\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing | has no forecast of row ",
        "twice | is a second forecast of row ",
        "nan | has forecast NaN; forecasts are finite, not negative",
        "infinite | has forecast Infinity; forecasts are finite",
        "negative | has forecast -0.5; forecasts are finite, not negative",
        "word | has forecast 'many', which is no number",
        "empty | has no value of 'forecast'",
        "hash | is of export '0000', but the rows and folds of this run are '",
        "row | is of row 200; there are rows 0 to 199",
        "slice | is of row 0 (id '0'), which is not among the ",
        "id | is of id 'x7', which no row has",
        "fold | is of fold 3; this run has 1 to 2",
        "phase | has phase 'train', which is neither validation nor test",
        "target | is of target 'views'; this run has [likes, shares, comments]",
        "column | has a column 'prediction' that means nothing here",
        "header | lacks the columns export",
        "nothing | holds no forecast",
        "half | has no forecast of row ",
      })
  void run_withABadFile_saysWhereAndWhat(String wrong, String message) throws IOException {
    Files.write(file, broken(wrong, lines()));

    Call call = run(file);

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.DATA);
    String last = call.text().lines().reduce((a, b) -> b).orElse("");
    assertThat(last).startsWith("Data: " + file).contains(message);
    if (!List.of("missing", "half", "column", "header", "nothing").contains(wrong)) {
      assertThat(last).contains(", line 11,");
    }
    assertThat(call.text()).doesNotContain("\tat ");
  }

  /** Lines of which that of number 11, counted from 1 with the header, is wrong. */
  private static List<String> broken(String wrong, List<String> lines) {
    UnaryOperator<String> last =
        switch (wrong) {
          case "twice" -> line -> lines.get(3);
          case "nan" -> line -> line.replace(",7.0", ",NaN");
          case "infinite" -> line -> line.replace(",7.0", ",Infinity");
          case "negative" -> line -> line.replace(",7.0", ",-0.5");
          case "word" -> line -> line.replace(",7.0", ",many");
          case "empty" -> line -> line.replace(",7.0", ",");
          case "hash" -> line -> line.replaceFirst("^[^,]+", "0000");
          case "row" -> line -> line.replaceFirst("validation,\\d+", "validation,200");
          case "slice" -> line -> line.replaceFirst("validation,\\d+", "validation,0");
          case "id" -> line -> line.replaceFirst("validation,\\d+", "validation,x7");
          case "fold" -> line -> line.replace(",1,validation", ",3,validation");
          case "phase" -> line -> line.replace("validation", "train");
          case "target" -> line -> line.replaceFirst("likes|shares|comments", "views");
          default -> line -> line;
        };
    List<String> changed = new ArrayList<>(lines);
    changed.set(10, last.apply(lines.get(10)));
    switch (wrong) {
      case "missing" -> changed.remove(10);
      case "id" -> changed.set(0, HEADER.replace("row", "id"));
      case "column" -> changed.set(0, HEADER.replace("forecast", "prediction"));
      case "header" -> {
        changed.clear();
        changed.add("fold,phase,row,target,forecast");
      }
      case "nothing" -> changed.subList(1, changed.size()).clear();
      // validation rows of the first fold alone
      case "half" -> changed.removeIf(line -> line.contains(",2,validation,"));
      default -> {}
    }
    return changed;
  }

  @Test
  void resume_afterTheFileWasChanged_isRefused() throws IOException {
    Files.write(file, lines());
    Path folder = run(file).folder();
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Files.write(file, lines(List.of("validation", "test"), 8));

    Call call = Call.of("resume", folder.toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.DATA);
    assertThat(call.text()).contains(file + " is not the file this run began with");
  }

  @Test
  void run_withoutTheFile_saysSoBeforeThereIsARun() throws IOException {
    Call call = run(scratch.resolve("none.csv"));

    assertThat(call.code()).isEqualTo(ExitCode.DATA);
    assertThat(call.text()).contains("none.csv");
    assertThat(scratch.resolve("runs")).doesNotExist();
  }
}
