package org.groundswell.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.groundswell.distribution.Unpacked.Call;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command line, unpacked and called as its users call it. */
class ZipTest {
  /** The experiment {@code smoke} in two seconds. */
  private static final String SMALL =
      "data.generatedPosts=400,folds.minTrain=50,window=4,training.epochs=1,"
          + "models.0.config.dModel=8,models.0.config.feedForward=8,models.4.config.rounds=20";

  /** With a space in every part, as such folders have. */
  @TempDir static Path scratch;

  private static Unpacked unpacked;
  private static Path work;

  @BeforeAll
  static void unpack() throws IOException {
    assumeFalse(
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows"),
        "skipped: the launcher of Windows is not tested");
    unpacked = Unpacked.into(Files.createDirectory(scratch.resolve("a place")));
    work = Files.createDirectory(scratch.resolve("some work"));
  }

  private static Call groundswell(String... arguments) throws Exception {
    return Unpacked.call(unpacked.launcher(), work, Map.of(), arguments);
  }

  private static void assertEnds(Call call, int code) {
    assertThat(call.code()).as(call.all()).isEqualTo(code);
    assertThat(call.all()).doesNotContain("\tat ", "Exception", "SLF4J");
  }

  @Test
  void help_ofACommand_saysHowToCallIt() throws Exception {
    Call call = groundswell("run", "--help");

    assertEnds(call, 0);
    assertThat(call.out()).startsWith("Usage: groundswell run NAME|FILE.yaml");
    assertThat(call.err()).isEmpty();
  }

  @Test
  void list_throughALinkOfALink_showsTheExperiments() throws Exception {
    Path bin = Files.createDirectory(scratch.resolve("my bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), unpacked.launcher());
    Path relative = Files.createSymbolicLink(bin.resolve("relative"), absolute.getFileName());

    Call call = Unpacked.call(relative, work, Map.of("CDPATH", scratch.toString()), "list");

    assertEnds(call, 0);
    assertThat(call.out()).contains("groundswell run NAME").containsPattern("smoke +Does every");
  }

  @Test
  void run_badUsage_endsWithTwoAndTheNearest() throws Exception {
    Call call = groundswell("run", "smok");

    assertEnds(call, 2);
    assertThat(call.err()).startsWith("Usage: there is no experiment 'smok'; maybe 'smoke'");
    assertThat(call.out()).isEmpty();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void run_stoppedAndResumed_givesTheSameBitsAndSaysWhereItCameFrom() throws Exception {
    Path out = scratch.resolve("its runs");
    String[] smoke = {"run", "smoke", "--set", SMALL, "--out", out.toString()};
    Call call = groundswell(smoke);
    assertEnds(call, 0);
    assertThat(call.out()).contains("[20/20]", "report file:///");
    assertThat(call.err()).isEmpty();
    Path run = onlyFolder(out);
    assertThat(run.resolve("report/index.html")).isRegularFile();

    // what it was built from, and how it was called
    String source = Files.readString(unpacked.home().resolve("lib/source.properties"));
    String commit = source.lines().findFirst().orElseThrow().replace("commit=", "");
    assertThat(run.resolve("provenance.json"))
        .content()
        .contains("\"command\" : \"groundswell run smoke --set " + SMALL)
        .contains("\"commit\" : \"" + commit + "\"");

    // as if it had been stopped after three cells
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    List<String> cells = metrics.lines().toList();
    Files.writeString(run.resolve("metrics.jsonl"), String.join("\n", cells.subList(0, 3)) + "\n");
    Files.delete(run.resolve("MANIFEST.sha256"));
    Call looked = groundswell("inspect", run.toString());
    assertEnds(looked, 0);
    assertThat(looked.out())
        .contains("not finished, 3 of 10 cells done")
        .contains("to go on: groundswell run --resume '" + run + "'");
    assertEnds(groundswell("run", "--resume", run.toString()), 0);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .containsExactlyInAnyOrderElementsOf(cells);
  }

  private static Path onlyFolder(Path out) throws IOException {
    try (Stream<Path> folders = Files.list(out)) {
      List<Path> all = folders.filter(Files::isDirectory).toList(); // a ledger lies beside them
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void launcher_javaHomeWithoutJava_namesItAndTheWayOut() throws Exception {
    Call call = Unpacked.call(unpacked.launcher(), work, Map.of("JAVA_HOME", "/no where"), "list");

    assertThat(call.code()).isEqualTo(1);
    assertThat(call.err()).contains("there is no program /no where/bin/java", "Set JAVA_HOME");
  }

  @Test
  void launcher_javaHomeAndOptions_areTaken() throws Exception {
    Path java = Path.of(System.getProperty("java.home"));
    Map<String, String> environment =
        Map.of("JAVA_HOME", java.toString(), "GROUNDSWELL_OPTS", "-showversion -Xmx1g");

    Call call = Unpacked.call(unpacked.launcher(), work, environment, "--version");

    assertEnds(call, 0);
    assertThat(call.out()).startsWith("groundswell ").contains("commit ");
    assertThat(call.err()).contains(System.getProperty("java.vm.version"));
  }

  @Test
  void launchers_settingsOfJava_areThoseOfMaven() throws IOException {
    List<String> settings =
        Files.readAllLines(Path.of("../.mvn/jvm.config")).stream()
            // the compiler's affair
            .filter(line -> !line.isBlank() && !line.contains("jdk.compiler"))
            .toList();

    assertThat(settings).hasSizeGreaterThan(2);
    for (String launcher : List.of("groundswell", "groundswell.bat")) {
      assertThat(unpacked.home().resolve("bin").resolve(launcher))
          .content()
          .contains(String.join(" ", settings));
    }
  }

  @Test
  void completion_inBash_offersCommandsExperimentsAndOptions() throws Exception {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "skipped: there is no bash");
    String script =
        "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1));"
            + " COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE};"
            + " _complete_groundswell; echo \"${COMPREPLY[@]}\"";
    String file = unpacked.home().resolve("completion/groundswell").toString();

    Call commands = Unpacked.call(bash, work, Map.of(), "-c", script, "-", file, "groundswell", "");
    Call names =
        Unpacked.call(bash, work, Map.of(), "-c", script, "-", file, "groundswell", "run", "smo");
    Call options =
        Unpacked.call(bash, work, Map.of(), "-c", script, "-", file, "groundswell", "run", "--re");

    // where it has nothing to offer the shell offers files
    assertThat(Path.of(file)).content().doesNotContain("compopt +o default");
    assertThat(commands.out()).contains("run", "compare", "report", "list", "inspect");
    assertThat(names.out()).isEqualToIgnoringNewLines("smoke");
    assertThat(options.out()).isEqualToIgnoringNewLines("--resume");
  }
}
