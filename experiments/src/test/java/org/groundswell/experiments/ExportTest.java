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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.exchange.NpzFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows, folds and forecasts as files for Python. */
class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long DAY = 24 * 3_600_000L;

  @TempDir Path scratch;
  private Path posts;
  private Path to;
  private Path ledger;

  @BeforeEach
  void place() throws IOException {
    posts = PostFile.good(scratch.resolve("posts.csv"));
    to = scratch.resolve("exported");
    ledger = scratch.resolve("ledger.jsonl");
  }

  private Call export(Path folder, String set, String... more) {
    List<String> properties =
        new ArrayList<>(
            List.of(
                "export",
                "baselines",
                "data",
                posts.toString(),
                "set",
                set,
                "to",
                folder.toString(),
                "ledger",
                ledger.toString()));
    properties.addAll(List.of(more));
    return Call.of(properties.toArray(String[]::new));
  }

  private static void assertSuccess(Call call) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
  }

  /** The rows of a query as texts. */
  private static List<List<String>> query(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet result = connection.createStatement().executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int c = 1; c <= columns; c++) {
          row.add(result.getString(c));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private JsonNode schema() throws IOException {
    return JSON.readTree(to.resolve("schema.json").toFile());
  }

  @Test
  void export_ofAnExperiment_holdsItsRowsFoldsAndWindows() throws IOException {
    assertSuccess(export(to, Call.QUICK));

    NpzFile npz = new NpzFile(to.resolve("frame.npz"));
    double[] instant = npz.array("instant").values();
    double[] group = npz.array("group").values();
    NpzFile.Array targets = npz.array("targets");
    NpzFile.Array windows = npz.array("windows");
    int rows = 200;
    assertThat(targets.shape()).containsExactly(rows, 3);
    assertThat(npz.array("group_names").texts()).containsExactly("a0", "a1", "a2", "a3", "a4");
    assertThat(npz.array("known").shape())
        .containsExactly(rows, npz.array("known_names").texts().size());
    assertThat(windows.shape()).containsExactly(rows, 17);
    Set<Double> seen = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      assertThat(windows.at(row, 16)).isEqualTo(row);
      for (int k = 0; k < 16; k++) {
        int other = (int) windows.at(row, k);
        seen.add((double) other);
        if (other >= 0) {
          assertThat(group[other]).isEqualTo(group[row]);
          assertThat(instant[other] + DAY).isLessThanOrEqualTo(instant[row]);
        }
      }
    }
    // padding, and many a row
    assertThat(seen).contains(-1.0).hasSizeGreaterThan(150);
    JsonNode last = schema().path("folds").get(1);
    double cut = Instant.parse(last.path("cut").asText()).toEpochMilli();
    int leftOut = 0;
    for (int row = 0; row < rows; row++) {
      if (instant[row] + DAY <= cut) {
        assertThat(targets.at(row, 0)).isEqualTo(row * row % 31);
      } else {
        assertThat(targets.at(row, 0)).isNaN();
        leftOut++;
      }
    }
    assertThat(leftOut).isEqualTo(schema().path("outcomesLeftOut").asInt()).isBetween(40, 80);
    for (JsonNode fold : schema().path("folds")) {
      for (String role : List.of("train", "validation", "refit", "test")) {
        double[] inFold =
            npz.array("fold%d_%s".formatted(fold.path("fold").asInt(), role)).values();
        assertThat(inFold).hasSize(fold.path(role).asInt()).isNotEmpty();
      }
    }
  }

  @Test
  void export_asParquet_saysTheSameAsNumPy() throws IOException, SQLException {
    assertSuccess(export(to, Call.QUICK));

    NpzFile npz = new NpzFile(to.resolve("frame.npz"));
    NpzFile.Array known = npz.array("known");
    List<String> names = npz.array("known_names").texts();
    int column = names.indexOf("likes_median_5");
    String rows = "'%s'".formatted(to.resolve("rows.parquet"));
    List<List<String>> read =
        query(
            "SELECT id, \"group\", epoch_ms(instant), \"known.likes_median_5\", \"target.likes\", \"anchor.likes\" FROM %s ORDER BY row"
                .formatted(rows));

    assertThat(read).hasSize(200);
    for (int row = 0; row < 200; row++) {
      List<String> fields = read.get(row);
      assertThat(fields.get(0)).isEqualTo(Integer.toString(row));
      assertThat(fields.get(1)).isEqualTo("a" + row % 5);
      assertThat(Double.parseDouble(fields.get(2))).isEqualTo(npz.array("instant").values()[row]);
      assertSame(fields.get(3), known.at(row, column));
      assertSame(fields.get(4), npz.array("targets").at(row, 0));
      assertSame(fields.get(5), npz.array("anchors").at(row, 0));
    }
    List<List<String>> folds =
        query(
            "SELECT fold, role, count(*), min(cut) = max(cut), min(\"row\") FROM '%s' GROUP BY ALL ORDER BY fold, role"
                .formatted(to.resolve("folds.parquet")));
    assertThat(folds).hasSize(8);
    for (List<String> line : folds) {
      double[] inFold = npz.array("fold%s_%s".formatted(line.get(0), line.get(1))).values();
      assertThat(Integer.parseInt(line.get(2))).isEqualTo(inFold.length);
      assertThat(line.get(3)).isEqualTo("true");
      assertThat(Double.parseDouble(line.get(4))).isEqualTo(inFold[0]);
    }
  }

  @Test
  void export_ofATable_namesCategoriesAndLeavesOutWhatIsObservedLate()
      throws IOException, SQLException {
    Path table =
        PostFile.write(
            scratch.resolve("shops.csv"),
            "when,shop,warm,sky,rain,visits",
            200,
            k ->
                "%s,s%d,%s,%s,%d,%d"
                    .formatted(
                        PostFile.hour(5 * k),
                        k % 3,
                        k % 10 == 0 ? "" : k % 20 + ".5",
                        k % 3 == 0 ? "grey" : "blue",
                        k % 4,
                        10 + k % 20));
    Path experiment =
        Files.writeString(
            scratch.resolve("shops.yaml"),
            """
            question: Do shops have visitors?
            base: baselines
            folds: {minTrain: 20, count: 1}
            data:
              format: table
              file: '%s'
              targets: [visits]
              table: {instant: when, group: shop, known: {warm: numeric or missing, sky: categorical}, observed: {rain: count}}
            """
                .formatted(table));

    assertSuccess(Call.of("export", experiment.toString(), "to", to.toString()));

    List<List<String>> rows =
        query(
            "SELECT \"known.sky\", \"known.warm\", \"observed.rain\", \"target.visits\", typeof(\"known.sky\") FROM '%s' ORDER BY row"
                .formatted(to.resolve("rows.parquet")));
    JsonNode known = schema().path("known");
    List<JsonNode> sky = new ArrayList<>();
    known.forEach(column -> sky.add(column));
    sky.removeIf(column -> !column.path("name").asText().equals("sky"));
    assertThat(sky.get(0).path("categories")).hasSize(2);
    for (int row = 0; row < 200; row++) {
      List<String> fields = rows.get(row);
      String name = sky.get(0).path("categories").path(Integer.parseInt(fields.get(0))).asText();
      assertThat(name).isEqualTo(row % 3 == 0 ? "grey" : "blue");
      assertThat(fields.get(1)).isEqualTo(row % 10 == 0 ? null : row % 20 + ".5");
      assertThat(fields.get(2) == null).isEqualTo(fields.get(3) == null);
      assertThat(fields.get(4)).isEqualTo("INTEGER");
    }
    assertThat(rows.get(7)).contains("3.0", "17.0");
    assertThat(rows.get(199).get(2)).isNull();
  }

  private static void assertSame(String text, double value) {
    if (Double.isNaN(value)) {
      assertThat(text).isNull();
    } else {
      assertThat(Float.parseFloat(text)).isEqualTo((float) value);
    }
  }

  @Test
  void export_madeTwice_isTheSameBits() throws IOException {
    Path again = scratch.resolve("again");
    assertSuccess(export(to, Call.QUICK));
    assertSuccess(export(again, Call.QUICK));

    assertThat(Call.files(again))
        .isEqualTo(Call.files(to))
        .containsOnlyKeys("folds.parquet", "frame.npz", "rows.parquet", "schema.json");
  }

  @Test
  void export_entersLooksAtTheTestSlicesWhoseOutcomesItWrites() throws IOException {
    assertSuccess(export(to, Call.QUICK.replace("count=2", "count=1")));
    assertThat(ledger).doesNotExist();

    // later folds learn from the first one's test slice
    assertSuccess(export(scratch.resolve("two"), Call.QUICK));
    assertThat(Files.readAllLines(ledger)).hasSize(1).allMatch(line -> line.contains("\"fold\":1"));

    Call all = export(scratch.resolve("all"), Call.QUICK, "with-test-targets", "true");
    assertSuccess(all);
    assertThat(all.text()).contains("outcomes of all rows", "look 2 at this test period");
    assertThat(Files.readAllLines(ledger)).hasSize(3);
    assertThat(outcomesMissing(scratch.resolve("all"))).isZero();
    assertThat(outcomesMissing(scratch.resolve("two"))).isGreaterThan(40);
  }

  private static int outcomesMissing(Path folder) {
    NpzFile.Array targets = new NpzFile(folder.resolve("frame.npz")).array("targets");
    int missing = 0;
    for (int row = 0; row < 200; row++) {
      missing += Double.isNaN(targets.at(row, 0)) ? 1 : 0;
    }
    return missing;
  }

  @Test
  void export_ofAFinishedRun_holdsForecastsThatGiveItsMetrics() throws IOException, SQLException {
    Path runs = scratch.resolve("runs");
    Call run =
        Call.of(
            "exp",
            "baselines",
            "data",
            posts.toString(),
            "set",
            Call.QUICK,
            "out",
            runs.toString());
    assertSuccess(run);

    Call call =
        Call.of(
            "export", run.folder().toString(), "to", to.toString(), "with-test-targets", "true");

    assertSuccess(call);
    // the run was the first to look
    assertThat(call.text()).contains("look 2", runs.resolve("ledger.jsonl").toString());
    for (String line : Files.readAllLines(run.folder().resolve("metrics.jsonl"))) {
      JsonNode cell = JSON.readTree(line);
      String mae =
          query(
                  "SELECT avg(abs(ln(1 + forecast) - ln(1 + \"target.likes\"))) FROM '%s' JOIN '%s' USING (row) WHERE entry = '%s' AND fold = %d AND seed = %d AND target = 'likes'"
                      .formatted(
                          to.resolve("forecasts.parquet"),
                          to.resolve("rows.parquet"),
                          cell.path("entry").asText(),
                          cell.path("fold").asInt(),
                          cell.path("seed").asLong()))
              .get(0)
              .get(0);
      assertThat(Double.parseDouble(mae))
          .isEqualTo(cell.path("metrics").path("likes").path("log1p-mae").asDouble(), within(1e-9));
    }
  }

  @Test
  void export_badUsage_saysWhatIsWrong() throws IOException {
    Files.createDirectories(to);
    Files.writeString(to.resolve("mine.txt"), "mine");

    assertThat(export(to, Call.QUICK))
        .isEqualTo(
            new Call(
                ExitCode.USAGE, "Usage: %s is there already. Name a new folder.%n".formatted(to)));
    assertThat(Call.of("export", "baselines").text())
        .startsWith("Usage: say where to: -Dto=DIR, a new folder");
    assertThat(Call.of("export", "baselnes", "to", to.toString()).text())
        .startsWith("Usage: there is no experiment 'baselnes'; maybe 'baselines'");
  }
}
