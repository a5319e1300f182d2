package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.Overrides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged command line, in this JVM. */
class GroundswellTest {
  @TempDir Path scratch;

  private record Said(int code, String out, String err) {}

  private static Said groundswell(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Groundswell.call(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            arguments);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static void assertEnds(Said said, ExitCode code, String... texts) {
    assertThat(said.code()).as(said.toString()).isEqualTo(code.code());
    assertThat(code == ExitCode.SUCCESS ? said.out() : said.err()).contains(texts);
    assertThat(said.out() + said.err()).doesNotContain("\tat ", "Exception");
  }

  /** A run of baselines, through Maven's way of calling. */
  private Call run() throws IOException {
    Path posts = PostFile.good(scratch.resolve("posts.csv"));
    String out = scratch.resolve("runs").toString();
    return Call.of("exp", "baselines", "set", Call.QUICK, "data", posts.toString(), "out", out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "compare",
        "seal",
        "unseal",
        "export",
        "report",
        "list",
        "inspect",
        "completion"
      })
  void help_ofEveryCommand_saysHowToCallIt(String command) {
    Said said =
        groundswell(
            Stream.of(command, "--help").filter(word -> !word.isEmpty()).toArray(String[]::new));

    assertEnds(said, ExitCode.SUCCESS, "--help", "Show this help.");
    assertThat(said.out()).startsWith("Usage: groundswell " + command);
    assertThat(said.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | say what to do: run, compare, seal, unseal, export, report, list or inspect. See 'groundswell --help'.",
        "rnu           | there is no command 'rnu'; maybe 'run'. See 'groundswell --help'.",
        "smoke         | 'smoke' is an experiment, run by groundswell run smoke.",
        "run           | say which experiment: groundswell run NAME",
        "run smok      | there is no experiment 'smok'; maybe 'smoke'. All of them: groundswell list.",
        "run list      | there is no experiment 'list'",
        "run smoke --contxt=x | there is no option '--contxt'; maybe '--context'. See 'groundswell run --help'.",
        "run smoke --out | Missing required parameter for option '--out'",
        "run a b       | 'b' is one argument too many",
        "run smoke --set training.epoch=1 | --set: unknown key 'training.epoch'; maybe 'training.epochs'",
        "run --resume x --set a=1 | a resumed run keeps the configuration it began with: leave out --set",
        "run --resume x | x is not a run folder: it has no config.yaml. --resume takes a folder like",
        "report x      | x is not a run folder: it has no config.yaml.",
        "report        | Missing required parameter: 'RUN'",
        "export smoke  | say where to: --to DIR, a new folder",
        "inspect smok  | there is no experiment 'smok'; maybe 'smoke'",
        "inspect x.csv | there is no file or folder 'x.csv' in",
        "inspect x.yaml | there is no experiment file 'x.yaml'",
      })
  void anyCommand_badUsage_saysWhatThereIs(String arguments, String text) {
    Said said = groundswell(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertEnds(said, ExitCode.USAGE, text);
    assertThat(said.err()).startsWith("Usage: " + text).hasLineCount(1);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void run_thenResumed_isTheRunOfMaven() throws IOException {
    Path posts = PostFile.good(scratch.resolve("posts.csv"));
    String out = scratch.resolve("its runs").toString();
    // several --set are one list
    String[] settings = Call.QUICK.split(",", 2);

    Said said =
        groundswell(
            "run",
            "baselines",
            "--data=" + posts,
            "--set",
            settings[0],
            "--set",
            settings[1],
            "--out",
            out);

    assertEnds(said, ExitCode.SUCCESS, "run folder " + out);
    Path folder = new Call(ExitCode.SUCCESS, said.out()).folder();
    assertThat(Call.results(folder)).isEqualTo(Call.results(run().folder()));
    String command = "groundswell run baselines --data %s --set %s".formatted(posts, Call.QUICK);
    assertThat(folder.resolve("report/index.html")).content().contains(command);

    Files.delete(folder.resolve("MANIFEST.sha256"));
    assertEnds(groundswell("run", "--resume", folder.toString()), ExitCode.SUCCESS, "report file:");
  }

  @Test
  void run_ofAFileThatIsNotThere_isADataError() {
    Path missing = scratch.resolve("missing.csv");

    assertEnds(
        groundswell("run", "baselines", "--data", missing.toString()),
        ExitCode.DATA,
        "Data: " + missing + ": there is no such file");
  }

  @Test
  void list_namesEveryExperimentAndHowToRunIt() {
    Said said = groundswell("list");

    assertEnds(said, ExitCode.SUCCESS, "run by groundswell run NAME");
    assertThat(said.out()).contains(Experiments.names());
  }

  @Test
  void report_ofAFinishedRun_makesTheSameAgainAndTouchesNothingElse() throws IOException {
    Path folder = run().folder();
    Map<String, String> before = Call.files(folder);
    Files.delete(folder.resolve("report/index.html"));

    Said said = groundswell("report", folder.toString());

    assertEnds(said, ExitCode.SUCCESS, ", chosen on validation, has log1p MAE", "report file:///");
    assertThat(Call.files(folder)).isEqualTo(before);
  }

  @Test
  void report_ofAnUnfinishedRun_saysHowToFinishIt() throws IOException {
    Path folder = run().folder();
    Files.delete(folder.resolve("MANIFEST.sha256"));

    assertEnds(
        groundswell("report", folder.toString()),
        ExitCode.USAGE,
        "is not finished",
        "groundswell run --resume " + folder);
  }

  @Test
  void compare_ofTwoRuns_writesOneReportIntoANewFolder() throws IOException {
    String first = run().folder().toString();
    String second = run().folder().toString();
    Path out = scratch.resolve("both of them");

    Said said = groundswell("compare", first, second, "--out", out.toString());

    String report = "report " + out.resolve("report/index.html").toUri();
    assertEnds(said, ExitCode.SUCCESS, "The order was seen on these same test rows", report);
    assertThat(out.resolve("report/index.html")).isRegularFile();
    assertEnds(
        groundswell("compare", first, second, "--out", out.toString()),
        ExitCode.USAGE,
        "already holds something");
    assertEnds(groundswell("compare", first), ExitCode.USAGE, "at least two run folders");
    assertEnds(
        groundswell("compare", first, second, "--by-series"), ExitCode.USAGE, "add --across");
    assertEnds(
        groundswell("compare", first, second, "--across", "--out", out + "-across"),
        ExitCode.USAGE,
        "have the same data");
  }

  @Test
  void inspect_ofAnExperiment_printsAConfigurationThatReadsTheSame() throws IOException {
    Said said = groundswell("inspect", "smoke", "--set", "features=[text]", "--set", "seeds=[3]");

    assertEnds(said, ExitCode.SUCCESS, "# window is 0 and not 8");
    Path file = Files.writeString(scratch.resolve("mine.yaml"), said.out());
    Experiments experiments = new Experiments(ModelCatalog.found());
    assertThat(experiments.read(file.toString(), Overrides.NONE).config())
        .isEqualTo(
            experiments.read("smoke", Overrides.parse("features=[text],seeds=[3]")).config());
  }

  @Test
  void inspect_ofARun_saysHowFarItIs() throws IOException {
    Path folder = run().folder();
    Said finished = groundswell("inspect", folder.toString());
    assertEnds(
        finished, ExitCode.SUCCESS, "finished, 12 of 12 cells done", ", chosen on validation, has");
    assertThat(finished.out()).contains("report " + folder.resolve("report/index.html").toUri());

    Path metrics = folder.resolve("metrics.jsonl");
    List<String> cells = Files.readAllLines(metrics);
    String failed = cells.get(1).replace("\"status\":\"ok\"", "\"status\":\"failed\"");
    // the last line as a killed run leaves it
    String stopped = cells.get(0) + "\n" + failed + "\n" + cells.get(2).substring(0, 30);
    Files.writeString(metrics, stopped);
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Said unfinished = groundswell("inspect", folder.toString());

    assertEnds(
        unfinished,
        ExitCode.SUCCESS,
        "not finished, 2 of 12 cells done, 1 of them failed",
        "to go on: groundswell run --resume " + folder);
    assertThat(unfinished.out()).doesNotContain("chosen on validation", "index.html\n\n");
    assertThat(metrics).content().isEqualTo(stopped);
  }

  @Test
  void inspect_ofADataFile_saysWhatARunWouldReadAndLeavesNothing() throws IOException {
    Path file =
        PostFile.write(
            scratch.resolve("some.csv"),
            PostFile.HEADER,
            200,
            k ->
                k % 20 == 3
                    ? PostFile.row(k, "a", PostFile.hour(5 * k), "=lots")
                    : PostFile.row(k));
    Map<String, String> before = Call.files(scratch);

    Said said = groundswell("inspect", file.toString(), "--set", "data.targets=[likes]");

    assertEnds(
        said,
        ExitCode.SUCCESS,
        "some.csv: 200 rows = 190 read + 10 quarantined",
        "10 rows would be quarantined",
        "10 bad-count",
        "line 5, bad-count: likes '");
    assertThat(said.out()).containsPattern("likes +0 ").doesNotContain("comments");
    assertThat(Call.files(scratch)).isEqualTo(before);
  }

  @Test
  void inspect_ofAFolder_showsTheBadRowsOfEachFile() throws IOException {
    for (String name : List.of("rain", "tea")) {
      PostFile.write(
          scratch.resolve(name + ".csv"),
          "t,n",
          50,
          k -> PostFile.hour(k) + "," + (k == 7 ? "much " + name : k));
    }

    Said said =
        groundswell("inspect", scratch.toString(), "--set", "data.format=hourly,data.targets=[n]");

    assertEnds(
        said,
        ExitCode.SUCCESS,
        "2 rows would be quarantined",
        "rain.csv, line 9, bad-number: n 'much rain'",
        "tea.csv, line 9, bad-number: n 'much tea'");
  }
}
