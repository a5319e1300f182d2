package org.groundswell.experiments;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.groundswell.experiments.config.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was stopped at any moment ends with the bits of an undisturbed one. */
class ResumeTest {
  /** Enough work after the first cell for a kill to fall into. */
  private static final String LONG =
      "data.generatedPosts=900,folds.minTrain=50,folds.count=2,threads=1,models.3.config.rounds=60";

  @TempDir static Path scratch;
  private static Path undisturbed;

  @BeforeAll
  static void runOnce() {
    undisturbed = smoke("undisturbed", ",threads=1").folder();
  }

  private static Call smoke(String out, String more) {
    Call call =
        Call.of("exp", "smoke", "set", Call.SMOKE + more, "out", scratch.resolve(out).toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    return call;
  }

  private static Call resume(Path folder) {
    Call call = Call.of("resume", folder.toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    return call;
  }

  private static Path copy(Path folder, String name) throws IOException {
    Path copy = scratch.resolve(name);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path from : all.toList()) {
        Files.copy(from, copy.resolve(folder.relativize(from).toString()));
      }
    }
    return copy;
  }

  @Test
  void run_withTwoCellsAtATime_givesTheSameBits() throws IOException {
    Path two = smoke("two", ",threads=2").folder();

    assertThat(Call.results(two)).isEqualTo(Call.results(undisturbed));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 10})
  void resume_ofARunCutShortAfterSomeCells_givesTheSameBits(int finished) throws IOException {
    Path folder = copy(undisturbed, "cut-" + finished);
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Files.delete(folder.resolve("pooled.jsonl"));
    List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
    String half = finished < 10 ? lines.get(finished).substring(0, 40) : "";
    List<String> kept = lines.subList(0, finished);
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        String.join("\n", kept) + (finished > 0 ? "\n" : "") + half);
    Files.writeString(folder.resolve("cost.jsonl"), "{\"cell\":\"transformer-hub");
    for (String line : lines.subList(finished, 10)) {
      String cell = line.replaceFirst("\\{\"cell\":\"([^\"]+)\".*", "$1");
      // some cells had their files in place and not yet their line, others had not
      if (cell.endsWith("fold1_seed1")) {
        Files.delete(folder.resolve("predictions").resolve(cell + ".csv"));
        Files.delete(folder.resolve("history").resolve(cell + ".csv"));
      }
      Path stale =
          Files.createDirectories(folder.resolve("in-work").resolve(cell).resolve("model"));
      Files.writeString(stale.resolve("weights"), "half");
      Files.writeString(stale.resolveSibling("predictions.csv"), "id,gro");
    }

    Call call = resume(folder);

    assertThat(call.text()).contains(finished < 10 ? "[1/" + (10 - finished) + "]" : "report ");
    assertThat(Call.results(folder)).isEqualTo(Call.results(undisturbed));
    assertThat(Files.readAllLines(folder.resolve("cost.jsonl"))).hasSize(10 - finished);
  }

  @Test
  void resume_ofARunStoppedWhileItMadeItsSample_givesTheSameBits() throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("begun"));
    for (String name : List.of("config.yaml", "provenance.json")) {
      Files.copy(undisturbed.resolve(name), folder.resolve(name));
    }
    Path sample = undisturbed.resolve("data/generated-sample.csv");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        data.resolve("generated-sample.csv.partial"), Files.readString(sample).substring(0, 9999));

    resume(folder);

    assertThat(Call.results(folder)).isEqualTo(Call.results(undisturbed));
  }

  @Test
  void resume_ofARunStoppedBetweenItsSampleAndTheTruth_givesTheSameBits() throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("sample-only"));
    for (String name : List.of("config.yaml", "provenance.json")) {
      Files.copy(undisturbed.resolve(name), folder.resolve(name));
    }
    String truth = "data/generated-sample.truth.csv";
    Files.createDirectories(folder.resolve("data"));
    Files.copy(
        undisturbed.resolve("data/generated-sample.csv"),
        folder.resolve("data/generated-sample.csv"));
    Files.writeString(
        folder.resolve(truth + ".partial"),
        Files.readString(undisturbed.resolve(truth)).substring(0, 999));

    resume(folder);

    assertThat(Call.results(folder)).isEqualTo(Call.results(undisturbed));
  }

  @Test
  @Timeout(120)
  void resume_ofAKilledProcess_givesTheSameBits() throws IOException, InterruptedException {
    // baselines do without BLAS, whose kernels this JVM may have chosen otherwise than the other
    Call reference =
        Call.of("exp", "baselines", "set", LONG, "out", scratch.resolve("whole").toString());
    assertThat(reference.code()).as(reference.text()).isEqualTo(ExitCode.SUCCESS);
    Path out = Files.createDirectories(scratch.resolve("killed"));
    Process process = start(out, "-Dexp=baselines", "-Dset=" + LONG, "-Dout=" + out);
    try {
      while (process.isAlive() && finishedCells(out) == 0) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    Path folder = onlyRun(out);
    assertThat(finishedCells(out)).as(Files.readString(out.resolve("terminal"))).isBetween(1, 11);
    assertThat(folder.resolve("MANIFEST.sha256")).doesNotExist();

    // in a process of its own too, as kernels of BLAS decide whether a run may go on
    int code = start(out, "-Dexp=baselines", "-Dresume=" + folder).waitFor();

    assertThat(code).as(Files.readString(out.resolve("terminal"))).isZero();
    assertThat(Call.results(folder)).isEqualTo(Call.results(reference.folder()));
  }

  private static Process start(Path out, String... properties) throws IOException {
    return java(Main.class, properties)
        .redirectErrorStream(true)
        .redirectOutput(new File(out.toFile(), "terminal"))
        .start();
  }

  private static ProcessBuilder java(Class<?> main, String... properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(List.of(properties));
    command.add(main.getName());
    return new ProcessBuilder(command);
  }

  private static int finishedCells(Path out) throws IOException {
    Path metrics = onlyRun(out).resolve("metrics.jsonl");
    return Files.exists(metrics)
        ? (int) Files.readString(metrics).chars().filter(c -> c == '\n').count()
        : 0;
  }

  /** The run folder in a place, or where there is none yet a name that does not exist. */
  private static Path onlyRun(Path out) throws IOException {
    try (Stream<Path> all = Files.list(out)) {
      return all.filter(Files::isDirectory).findFirst().orElse(out.resolve("none"));
    }
  }

  @Test
  void resume_withAnotherConfiguration_isRefused() throws IOException {
    Path folder = copy(undisturbed, "edited");
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Path yaml = folder.resolve("config.yaml");
    String began = Files.readString(yaml);
    Files.writeString(yaml, began.replace("rounds: 20", "rounds: 21"));

    Call refused = Call.of("resume", folder.toString());

    assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.text())
        .contains(yaml + " is not the configuration this run began with", "Put the old values");
    Files.writeString(yaml, began);
    resume(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/version", "/git/commit", "/jvm/version", "/backend/openBlas/0/coreType"})
  void resume_byAProgramOrMachineThatDiffers_isRefused(String pointer) throws IOException {
    Path folder = copy(undisturbed, "moved" + pointer.replace('/', '-'));
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Path file = folder.resolve("provenance.json");
    ObjectMapper mapper = new ObjectMapper();
    JsonNode began = mapper.readTree(file.toFile());
    int last = pointer.lastIndexOf('/');
    ((ObjectNode) began.at(pointer.substring(0, last))).put(pointer.substring(last + 1), "of-old");
    mapper.writeValue(file.toFile(), began);

    Call refused = Call.of("resume", folder.toString());

    assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.text())
        .contains(pointer.substring(1).replace('/', '.').replaceFirst("\\.0\\..*", ""))
        .containsPattern("\\(then [^)]*of-old")
        .contains("begin a new run");
  }

  @Test
  void resume_withoutProvenance_isRefused() throws IOException {
    Path folder = copy(undisturbed, "no-provenance");
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Files.delete(folder.resolve("provenance.json"));

    Call refused = Call.of("resume", folder.toString());

    assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.text()).contains("has no provenance.json", "Begin a new run");
  }

  @Test
  void resume_ofARunAtWorkInAnotherProcess_isRefused() throws IOException {
    Path folder = copy(undisturbed, "at-work");
    Files.delete(folder.resolve("MANIFEST.sha256"));
    String log = Files.readString(folder.resolve("run.log"));
    Process holder =
        java(LockHolder.class, "-Dlock=" + folder.resolve("run.lock"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.getInputStream().read()).isEqualTo('h');

      Call refused = Call.of("resume", folder.toString());

      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.text()).contains("another run is at work in " + folder);
      assertThat(Files.readString(folder.resolve("run.log"))).isEqualTo(log);
    } finally {
      holder.destroyForcibly();
    }
    holder.onExit().join();
    resume(folder);
    assertThat(folder.resolve("run.lock")).doesNotExist();
  }

  @Test
  void resume_ofARunAtWorkInThisProcess_isRefused() throws IOException {
    Path folder = copy(undisturbed, "at-work-here");
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Path lock = folder.resolve("run.lock");
    try (FileChannel held = FileChannel.open(lock, CREATE, WRITE)) {
      held.lock();

      Call refused = Call.of("resume", folder.toString());

      assertThat(refused.code()).as(refused.text()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.text()).contains("another run is at work in " + folder);
    }
  }

  @Test
  void resume_ofAFinishedRun_isRefused() {
    Call call = Call.of("resume", undisturbed.toString());

    assertThat(call.code()).isEqualTo(ExitCode.USAGE);
    assertThat(call.text()).contains(undisturbed + " is finished", "report/index.html");
  }

  @Test
  void resume_ofAnotherExperiment_isRefused() {
    Call call = Call.of("exp", "baselines", "resume", undisturbed.toString());

    assertThat(call.code()).isEqualTo(ExitCode.USAGE);
    assertThat(call.text()).contains("of 'smoke', not of 'baselines'", "-Dexp=smoke");
  }

  @Test
  void resume_ofAFolderThatIsNoRun_isRefused() {
    for (Path folder : List.of(scratch, scratch.resolve("nowhere"))) {
      Call call = Call.of("resume", folder.toString());

      assertThat(call.code()).isEqualTo(ExitCode.USAGE);
      assertThat(call.text()).contains(folder + " is not a run folder: it has no config.yaml");
    }
  }

  @Test
  void resume_ofAnExperimentOfAFile_takesTheFileOrItsName() throws IOException {
    Path posts = PostFile.good(scratch.resolve("posts.csv"));
    Path yaml =
        Files.writeString(
            scratch.resolve("mine.yaml"),
            "base: baselines\nquestion: Mine?\nfolds: {count: 1, minTrain: 20}\n");
    Call call =
        Call.of(
            "exp",
            yaml.toString(),
            "data",
            posts.toString(),
            "out",
            scratch.resolve("mine").toString());
    Path folder = call.folder();

    for (String experiment : List.of(yaml.toString(), "mine", "baselines")) {
      Files.deleteIfExists(folder.resolve("MANIFEST.sha256"));
      Call resumed = Call.of("exp", experiment, "resume", folder.toString());

      boolean same = !experiment.equals("baselines");
      assertThat(resumed.code())
          .as(resumed.text())
          .isEqualTo(same ? ExitCode.SUCCESS : ExitCode.USAGE);
    }
  }

  @Test
  void resume_withAnotherDataFile_isRefusedAndKeepsTheRun() throws IOException {
    Path posts = PostFile.good(scratch.resolve("changing.csv"));
    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            posts.toString(),
            "out",
            scratch.resolve("changing").toString());
    Files.delete(call.folder().resolve("MANIFEST.sha256"));
    var before = Call.results(call.folder());
    Files.writeString(posts, Files.readString(posts) + PostFile.row(200) + "\n");

    Call refused = Call.of("resume", call.folder().toString());

    assertThat(refused.code()).isEqualTo(ExitCode.DATA);
    assertThat(refused.text())
        .contains(posts + " is not the file this run began with: SHA-256", "Put the old file back");
    assertThat(Call.results(call.folder())).isEqualTo(before);
  }

  @Test
  void resume_withAnotherContextFile_isRefused() throws IOException {
    Path posts = PostFile.good(scratch.resolve("with-context.csv"));
    Path context = PostFile.good(scratch.resolve("context.csv"));
    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            posts.toString(),
            "context",
            context.toString(),
            "out",
            scratch.resolve("context-runs").toString());
    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.SUCCESS);
    Files.delete(call.folder().resolve("MANIFEST.sha256"));
    Files.writeString(context, Files.readString(context) + PostFile.row(200) + "\n");

    Call refused = Call.of("resume", call.folder().toString());

    assertThat(refused.code()).isEqualTo(ExitCode.DATA);
    assertThat(refused.text()).contains(context + " is not the file this run began with");
  }

  @Test
  void resume_ofARunThatBeganBeforeAPost_leavesItOutAsTheRunDid() throws IOException {
    // given a run that says it began before the last post of its file
    Path posts = PostFile.good(scratch.resolve("growing.csv"));
    Call call =
        Call.of(
            "exp",
            "baselines",
            "set",
            Call.QUICK,
            "data",
            posts.toString(),
            "out",
            scratch.resolve("growing").toString());
    Path folder = call.folder();
    Path provenance = folder.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceFirst(
                "(\"started\" : )\"[^\"]+\"", "$1\"" + PostFile.hour(5 * 199 - 1) + "\""));
    // and that was stopped before anything was fitted
    for (String file :
        List.of(
            "MANIFEST.sha256", "metrics.jsonl", "selected.jsonl", "fits.jsonl", "champion.json")) {
      Files.delete(folder.resolve(file));
    }

    // when
    resume(folder);

    // then
    assertThat(Files.readString(folder.resolve("data.json")))
        .contains("\"rows\" : 199,", "\"future-time\" : 1");
  }

  @Test
  void resume_withDamagedPredictions_saysWhichFileAndHowToGoOn() throws IOException {
    Path folder = copy(undisturbed, "damaged");
    Files.delete(folder.resolve("MANIFEST.sha256"));
    Path file = folder.resolve("predictions/ridge_fold1_seed1.csv");
    Files.writeString(file, Files.readString(file).replaceFirst("(?m)[0-9.]+$", "many"));

    Call call = Call.of("resume", folder.toString());

    assertThat(call.code()).as(call.text()).isEqualTo(ExitCode.RUN_FAILED);
    assertThat(call.text())
        .contains("The run could not go on: ridge_fold1_seed1.csv is damaged: line", "-Dresume=")
        .doesNotContain("\tat ");
  }
}
