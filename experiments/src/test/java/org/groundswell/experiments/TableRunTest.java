package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.machine.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on tables with mapped columns and on hourly counts, from their files to the report. */
class TableRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "when;shop;warm;sky;rain;visits;note";

  @TempDir Path scratch;

  /** Visits of three shops, one row in an hour, from a row on. */
  private Path shops(String name, int from, int rows) throws IOException {
    return PostFile.write(
        scratch.resolve(name),
        HEADER,
        rows,
        row -> {
          int k = from + row;
          String sky = k % 3 == 0 ? "grey" : "blue";
          String warm = k % 10 == 0 ? "" : k % 20 + ".5";
          return "%s;s%d;%s;%s;%d;%d;x"
              .formatted(PostFile.hour(k), k % 3, warm, sky, k % 4, 10 + k % 20);
        });
  }

  private String experiment(String data) throws IOException {
    return Files.writeString(
            scratch.resolve("mine.yaml"),
            """
            question: Do shops have visitors?
            base: baselines
            audit: {allow: [warm]}
            data:
              format: table
              labelDelay: 2h
              targets: [visits]
              table: {separator: ;, instant: when, group: shop, known: {warm: numeric or missing, sky: categorical}, observed: {rain: count}}
            %s
            """
                .formatted(data.indent(2)))
        .toString();
  }

  private Call run(String experiment, String set) {
    return Call.of("exp", experiment, "set", set, "out", scratch.resolve("runs").toString());
  }

  private static void assertSuccess(Call call) {
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    assertThat(call.text()).doesNotContain("failed", "NaN");
  }

  private static JsonNode data(Call call) throws IOException {
    return JSON.readTree(call.folder().resolve("data.json").toFile());
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void table_ofSeveralFilesWithATestFile_isCutWhereThatBegins() throws IOException {
    Path first = shops("a.csv", 0, 150);
    Path second = shops("b.csv", 150, 150);
    Path test = shops("c.csv", 300, 100);
    Files.writeString(second, Files.readString(second) + "never;s1;1;blue;1;1;x\n");
    String experiment = experiment("file: [%s, %s]\ntestFile: %s".formatted(first, second, test));

    Call call = run(experiment, Call.QUICK);

    assertSuccess(call);
    assertThat(call.text()).contains("one fold, cut where data.testFile begins", "3 groups");
    List<String> folds = Files.readAllLines(call.folder().resolve("folds.csv"));
    assertThat(folds).hasSize(2);
    assertThat(folds.get(1)).contains("," + PostFile.hour(300) + ",");
    JsonNode data = data(call);
    assertThat(data.path("format").asText()).isEqualTo("table");
    assertThat(data.path("rowsIn").asLong()).isEqualTo(401);
    assertThat(data.path("read").asLong()).isEqualTo(400);
    assertThat(data.path("quarantineReasons").path("bad-time").asLong()).isEqualTo(1);
    assertThat(texts(data.path("ignoredColumns"))).containsExactly("note");
    assertThat(texts(data.path("observed"))).containsExactly("rain");
    assertThat(texts(data.path("categories").path("sky"))).containsExactly("grey", "blue");
    assertThat(texts(data.path("features").path("table"))).containsExactly("warm", "sky");
    assertThat(texts(data.path("features").path("history"))).contains("rain_last");
    assertThat(data.path("features").has("text")).isFalse();
    JsonNode parts = data.path("files");
    assertThat(parts).hasSize(3);
    assertThat(parts.get(1).path("quarantined").asLong()).isEqualTo(1);
    assertThat(parts.get(2).path("test").asBoolean()).isTrue();
    assertThat(parts.get(0).path("sha256").asText()).isEqualTo(Sha256.of(first));
    assertThat(data.path("sha256").asText())
        .isEqualTo(
            Sha256.of(
                "%s  a.csv\n%s  b.csv\n%s  c.csv\n"
                    .formatted(Sha256.of(first), Sha256.of(second), Sha256.of(test))));
    assertThat(call.folder().resolve("quarantine/002-b.csv")).exists();
  }

  @Test
  void table_oneFileUnderTwoNames_isADataError() throws IOException {
    Path file = shops("a.csv", 0, 200);
    Path again = scratch.resolve("..").resolve(scratch.getFileName()).resolve("a.csv");

    Call twice = run(experiment("file: [%s, %s]".formatted(file, again)), Call.QUICK);
    Call inFolder = run(experiment("file: [%s, %s]".formatted(again, scratch)), Call.QUICK);
    Call asTest = run(experiment("file: %s\ntestFile: %s".formatted(file, again)), Call.QUICK);

    for (Call call : List.of(twice, inFolder, asTest)) {
      assertThat(call.code()).isEqualTo(ExitCode.DATA);
      assertThat(call.text()).contains(again.toString(), "are the same file. Name each file once.");
    }
  }

  @Test
  void table_trainingRowInTheTestPeriod_isADataError() throws IOException {
    Path first = shops("a.csv", 0, 200);
    Path test = shops("c.csv", 199, 100);

    Call call = run(experiment("file: %s\ntestFile: %s".formatted(first, test)), Call.QUICK);

    assertThat(call.code()).isEqualTo(ExitCode.DATA);
    assertThat(call.text())
        .contains("a.csv has a row at " + PostFile.hour(199), "which is not before the test period")
        .contains("c.csv begins at " + PostFile.hour(199));
  }

  @Test
  void table_groupsThatAreFiles_haveTestFilesOfTheSameNames() throws IOException {
    for (String group : List.of("north", "south")) {
      for (String period : List.of("train", "test")) {
        Files.createDirectories(scratch.resolve(period));
        int from = period.equals("train") ? 0 : 200;
        PostFile.write(
            scratch.resolve(period).resolve(group + ".csv"),
            "at,y,text,kind",
            from == 0 ? 200 : 60,
            k ->
                "%s,%d,word %d,%s"
                    .formatted(PostFile.hour(from + k), k % 17, k, k % 2 == 0 ? "photo" : "video"));
      }
    }
    String experiment =
        Files.writeString(
                scratch.resolve("files.yaml"),
                """
                question: Is each file a group?
                base: baselines
                data:
                  format: table
                  file: %s
                  testFile: %s
                  targets: [y]
                  table: {instant: at, groupFromFile: true, text: text, stratum: kind}
                """
                    .formatted(scratch.resolve("train"), scratch.resolve("test")))
            .toString();

    Call call = run(experiment, Call.QUICK);

    assertSuccess(call);
    assertThat(data(call).path("groups").asInt()).isEqualTo(2);
    assertThat(data(call).path("files")).hasSize(4);
    assertThat(data(call).path("file").asText()).isEqualTo("train … (4 files)");
    assertThat(texts(data(call).path("features").path("kind"))).containsExactly("kind");
    assertThat(texts(data(call).path("features").path("text"))).contains("words");
    assertThat(texts(data(call).path("categories").path("kind"))).containsExactly("photo", "video");
    String predictions =
        Files.readString(call.folder().resolve("predictions/last-value_fold1_seed1.csv"));
    assertThat(predictions).contains("\"south\"," + PostFile.hour(200) + ",0,");

    Files.move(scratch.resolve("test/south.csv"), scratch.resolve("test/west.csv"));
    Call other = run(experiment, Call.QUICK);
    assertThat(other.code()).isEqualTo(ExitCode.DATA);
    assertThat(other.text()).contains("west.csv is a test file of the group 'west'");
  }

  @Test
  void table_whatCannotBe_isRefusedWithTheWayOut() throws IOException {
    shops("a.csv", 0, 200);
    String file = experiment("file: " + scratch.resolve("a.csv"));
    assertRefused(file, "data.table.instant=~", "a table needs table.instant");
    assertRefused(file, "data.table.separator=tabs", "is none of ',', ';' and tab");
    assertRefused(
        file, "'data.table.known={warm: numbers}'", "'numbers' is none of flag, numeric, count");
    assertRefused(file, "'data.table.known={visits: count}'", "'visits' is mapped twice");
    assertRefused(
        file, "data.table.separator=\"\"", "table.separator is empty; say ',', ';' or tab");
    assertRefused(file, "data.table.groupFromFile=true", "contradict each other");
    assertRefused(file, "data.file=generated", "no table is generated");
    assertRefused(file, "data.context=x.csv", "have none. Set context to none");
    assertRefused("baselines", "'data.file=[a.csv,b.csv]'", "posts are read from one file");
    assertRefused("hourly-lstm", "'data.targets=[a,b]'", "an hourly series has one target");
  }

  /** What is known only later would be a feature of the row that is to be forecast. */
  @ParameterizedTest
  @ValueSource(strings = {"id", "group", "instant", "stratum", "text"})
  void table_lateColumnAsWhatIsKnownAtOnce_isRefused(String role) throws IOException {
    shops("a.csv", 0, 200);
    String file = experiment("file: " + scratch.resolve("a.csv"));

    assertRefused(
        file,
        "data.table." + role + "=rain",
        "column 'rain' is mapped as the %s and as an observed column, which is known only after the label delay"
            .formatted(role));
    assertRefused(
        file,
        "data.table." + role + "=visits",
        "column 'visits' is mapped as the %s and as a target, which is known only".formatted(role));
  }

  private void assertRefused(String experiment, String set, String message) {
    Call call = run(experiment, set.replace("'", ""));
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.USAGE);
    assertThat(call.text()).contains(message);
  }

  @Test
  void hourly_generatedSample_trainsForTheFixedEpochsAndSaysSo() throws IOException {
    Call call =
        run(
            "hourly-lstm",
            "data.generatedHours=500,window=6,training.epochs=2,models.0.config.units=3,models.0.config.layers=1");

    assertSuccess(call);
    assertThat(call.text())
        .contains("GENERATED SAMPLE 5 generated files", "5 series")
        .contains("hours between others have no row")
        .contains("lstm-mse gets no verdict: fixed number of epochs, convergence unknown");
    JsonNode lstm =
        JSON.readTree(Files.readAllLines(call.folder().resolve("metrics.jsonl")).get(0));
    assertThat(lstm.path("stopping").asText()).isEqualTo("FIXED");
    assertThat(lstm.path("choice").asInt()).isEqualTo(2);
    List<String> history =
        Files.readAllLines(call.folder().resolve("history/lstm-mse_fold1_seed1.csv"));
    assertThat(history).hasSize(5).filteredOn(line -> line.startsWith("select")).hasSize(2);
    JsonNode scaling =
        JSON.readTree(call.folder().resolve("models/lstm-mse_fold1_seed1/scaling.json").toFile());
    assertThat(texts(scaling.path("features")))
        .containsExactly("mentions", "mentions missing", "query");
    assertThat(data(call).path("snapshot").asBoolean()).isFalse();
    assertThat(data(call).path("notMatured").asInt()).isZero();
  }

  @Test
  void hourly_oneFileOfItsOwn_isASeriesCalledByTheFile() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("tea.csv"), "t,n", 400, k -> PostFile.hour(k) + "," + (k % 24 + 1));
    String models = "models=[{model: last-value}, {model: seasonal-naive}],ensembles=[]";

    Call call =
        run("hourly-compare", "data.file=" + file + ",folds.count=2,folds.minTrain=50," + models);

    assertSuccess(call);
    assertThat(call.text()).contains("seasonal-naive, chosen on validation, has log1p MAE 0");
    assertThat(data(call).path("file").asText()).isEqualTo("tea.csv");
    assertThat(data(call).path("sha256").asText()).isEqualTo(Sha256.of(file));
    assertThat(data(call).has("files")).isFalse();
    String predictions =
        Files.readString(call.folder().resolve("predictions/seasonal-naive_fold1_seed1.csv"));
    assertThat(predictions).contains("\"tea\",2024-01-10T00:00:00Z,0,\"mentions\",1.0,1.0");
  }
}
