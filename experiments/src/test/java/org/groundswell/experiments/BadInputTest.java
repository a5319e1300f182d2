package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody may type or put into a file, and what the program says to it. */
class BadInputTest {
  @TempDir Path scratch;

  private Call baselines(Path data, String set) {
    return Call.of(
        "exp",
        "baselines",
        "set",
        set,
        "data",
        data.toString(),
        "out",
        scratch.resolve("runs").toString());
  }

  private static void assertEnds(Call call, ExitCode code, String... texts) {
    assertThat(call.code()).as(call.text()).isEqualTo(code);
    assertThat(call.text()).contains(texts).doesNotContain("\tat ", "Exception");
  }

  @Test
  void list_showsTheBundledExperimentsWithTheirQuestions() {
    Call call = Call.of("exp", "list");

    assertEnds(call, ExitCode.SUCCESS, "-Dexp=NAME", "transformer-quantile");
    assertThat(call.text()).containsPattern("smoke +Does everything run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smok      |                      | there is no experiment 'smok'; maybe 'smoke'",
        "x.yaml    |                      | there is no experiment file 'x.yaml' in",
        "baselines | training.epoch=3     | -Dset: unknown key 'training.epoch'; maybe 'training.epochs'",
        "baselines | training.epochs      | -Dset: 'training.epochs' is not key=value",
        "baselines | window=many          | -Dset, window: ",
        "baselines | window=-1            | window -1 must not be negative",
        "baselines | folds.testStart=1.5  | testStart 1.5",
        "baselines | data.labelDelay=soon | 'soon' is not a duration such as PT24H, 24h or 7d",
        "baselines | data.targets=[like]  | a post has no target 'like'; maybe 'likes'",
        "baselines | models=[{model: lstn}] | lstn",
      })
  void run_askedForWhatIsNot_saysWhatThereIs(String experiment, String set, String text)
      throws IOException {
    Path out = scratch.resolve("runs");
    Call call =
        set == null
            ? Call.of("exp", experiment, "out", out.toString())
            : Call.of("exp", experiment, "set", set, "out", out.toString());

    assertEnds(call, ExitCode.USAGE, "Usage: ", text);
    assertThat(out).doesNotExist();
  }

  @Test
  void run_ofNothing_saysHowToAsk() {
    assertEnds(Call.of(), ExitCode.USAGE, "-Dexp=NAME", "-Dexp=list");
  }

  @Test
  void run_intoAPlaceThatIsAFile_namesItAndTheWayOut() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "");
    for (Path out : new Path[] {file, file.resolve("below")}) {
      Call call = Call.of("exp", "smoke", "out", out.toString());

      assertThat(call.code()).isEqualTo(ExitCode.USAGE);
      // the reason is the file system's own
      assertThat(call.text()).contains(out.toString(), "can't be made", "-Dout=DIR");
    }
  }

  @Test
  void run_ofAFileThatIsNotThere_namesItAndMakesNoFolder() {
    Path missing = scratch.resolve("missing.csv");

    Call call = baselines(missing, Call.QUICK);

    assertEnds(call, ExitCode.DATA, "Data: " + missing + ": there is no such file");
    assertThat(call.text()).doesNotContain("run folder");
  }

  @Test
  void run_twiceInASecond_makesTwoFoldersThatSayWhyTheyEnded() throws IOException {
    Path empty = Files.writeString(scratch.resolve("empty.csv"), "");

    Call call = baselines(empty, Call.QUICK);

    assertThat(call.folder().resolve("run.log")).content().contains("is empty");
    // most likely in the same second
    assertThat(baselines(empty, Call.QUICK).folder()).isNotEqualTo(call.folder());
  }

  @Test
  void run_ofAFolder_saysSo() {
    assertEnds(baselines(scratch, Call.QUICK), ExitCode.DATA, scratch + ": is a folder");
  }

  @Test
  void run_ofAnEmptyFile_saysWhatItNeeds() throws IOException {
    Path empty = Files.writeString(scratch.resolve("empty.csv"), "");

    assertEnds(baselines(empty, Call.QUICK), ExitCode.DATA, empty + " is empty", "a header line");
  }

  @Test
  void run_ofAFileWithAHeaderOnly_saysSo() throws IOException {
    Path file = Files.writeString(scratch.resolve("header.csv"), PostFile.HEADER + "\n");

    assertEnds(baselines(file, Call.QUICK), ExitCode.DATA, file + " has a header but no rows");
  }

  @Test
  void run_ofAFileWithAWrongHeader_namesLineAndColumn() throws IOException {
    Path file = Files.writeString(scratch.resolve("wrong.csv"), "id;author;when\n1;a;2024\n");

    assertEnds(
        baselines(file, Call.QUICK),
        ExitCode.DATA,
        file + ", line 1: no column 'id' in the header [id;author;when]",
        "separated by commas");
  }

  @Test
  void run_ofAFileWithNoGoodRow_namesTheFirst() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("bad.csv"),
            PostFile.HEADER,
            5,
            k -> PostFile.row(k, "a", "yesterday", "1"));

    assertEnds(
        baselines(file, Call.QUICK),
        ExitCode.DATA,
        "not one of 5 rows could be read",
        "line 2, bad-time created_utc 'yesterday'");
  }

  @Test
  void run_ofAFileWithSomeBadRows_countsThemAndGoesOn() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("some.csv"),
            PostFile.HEADER,
            200,
            k ->
                k % 20 == 3
                    ? PostFile.row(k, "a", PostFile.hour(5 * k), "=lots")
                    : k % 20 == 5 ? "short," + k : PostFile.row(k));

    Call call = baselines(file, Call.QUICK);

    assertEnds(
        call,
        ExitCode.SUCCESS,
        "some.csv: 200 rows in, 20 quarantined, 0 filtered out, 180 in the frame",
        "{bad-count=10, wrong-field-count=10}");
    Path quarantine = call.folder().resolve("quarantine.csv");
    assertThat(Files.readAllLines(quarantine))
        .hasSize(21)
        .contains("line,reason,field,value,raw")
        .anyMatch(line -> line.startsWith("5,bad-count,likes,'=lots,"));
    assertThat(Files.readString(call.folder().resolve("MANIFEST.sha256")))
        .contains("quarantine.csv");
    assertThat(Files.readString(call.folder().resolve("report/report.md")))
        .contains("| − quarantined | 20 |");
  }

  @Test
  void run_ofTooFewRowsForTheFolds_namesTheFoldAndTheWayOut() throws IOException {
    Path file = PostFile.write(scratch.resolve("few.csv"), PostFile.HEADER, 30, PostFile::row);

    assertEnds(
        baselines(file, "folds.count=2"),
        ExitCode.DATA,
        file + ": fold 1 has ",
        "fewer than folds.minTrain 200",
        "Maybe raise folds.testStart or lower folds.minTrain");
  }

  @Test
  void run_ofOneRow_isADataError() throws IOException {
    Path file = PostFile.write(scratch.resolve("one.csv"), PostFile.HEADER, 1, PostFile::row);

    assertEnds(baselines(file, Call.QUICK), ExitCode.DATA, "folds are too many for 1 rows");
    assertEnds(baselines(file, "folds.count=1"), ExitCode.DATA, "no validation rows");
  }

  @Test
  void run_whoseFilterHoldsEverythingBack_namesTheFilter() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("posts.csv"),
            "id,author,created_utc,text,likes",
            50,
            k -> k + ",a," + PostFile.hour(k) + ",text,1");

    assertEnds(
        baselines(file, Call.QUICK + ",data.replies=only"),
        ExitCode.DATA,
        file + ": data.replies only and data.reposts exclude hold back all 50 posts");
  }

  @Test
  void run_withAWindowLongerThanAnyHistory_works() throws IOException {
    Path file = PostFile.good(scratch.resolve("posts.csv"));
    String models = "models=[{model: last-value}, {model: mlp, loss: mae, config: {hidden: [4]}}]";

    Call call =
        baselines(file, "folds.minTrain=20,folds.count=1,training.epochs=1,window=300," + models);

    assertEnds(call, ExitCode.SUCCESS, "[8/8]");
  }

  @Test
  void run_whoseLabelsNeverMature_isADataError() throws IOException {
    Path file = PostFile.good(scratch.resolve("posts.csv"));

    assertEnds(
        baselines(file, Call.QUICK + ",data.labelDelay=400d"),
        ExitCode.DATA,
        "fold 1 has no validation rows",
        "lower the label delay");
  }

  @Test
  void run_ofAFileWithAByteOrderMark_isThatOfTheFileWithout() throws IOException {
    Path plain = PostFile.good(scratch.resolve("plain.csv"));
    Path marked =
        Files.writeString(scratch.resolve("marked.csv"), "\uFEFF" + Files.readString(plain));

    Call call = baselines(marked, Call.QUICK);

    assertEnds(call, ExitCode.SUCCESS, "200 rows in, 0 quarantined");
    Map<String, String> results = Call.results(call.folder());
    Map<String, String> without = Call.results(baselines(plain, Call.QUICK).folder());
    results.remove("data.json");
    without.remove("data.json");
    assertThat(results).isEqualTo(without);
  }

  @Test
  void run_ofHostileText_escapesItEverywhere() throws IOException {
    String script = "<script>alert('x')</script>";
    String[] authors = {
      script, "=cmd|' /C calc'!A0", "a, \"\"b\"\"\n&<img src=x onerror=alert(1)>"
    };
    Path file =
        PostFile.write(
            scratch.resolve("&lt;u&gt;'hostile'.csv"),
            PostFile.HEADER,
            200,
            k ->
                "\"=%d%s\",\"%s\",%s,\"%s \"\"quoted\"\"\n=1+1\",%d,1,%d,0,0"
                    .formatted(
                        k, script, authors[k % 3], PostFile.hour(5 * k), script, k % 17, k % 3));

    Call call = baselines(file, Call.QUICK);

    assertEnds(call, ExitCode.SUCCESS, "200 in the frame; 3 authors");
    String page = Files.readString(call.folder().resolve("report/index.html"));
    assertThat(page)
        .contains("<p>&amp;lt;u&amp;gt;&#39;hostile&#39;.csv: 200 rows")
        .doesNotContain("<script", "<img");
    Path predictions = call.folder().resolve("predictions/ridge_fold1_seed1.csv");
    int rows = 0;
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(predictions)) {
      for (NamedCsvRecord line : csv) {
        assertThat(line.getField("id")).startsWith("'=").endsWith(script);
        assertThat(line.getField("group"))
            .isIn(script, "'" + authors[1], "a, \"b\" &<img src=x onerror=alert(1)>");
        rows++;
      }
    }
    assertThat(rows).isEqualTo(150);
  }
}
