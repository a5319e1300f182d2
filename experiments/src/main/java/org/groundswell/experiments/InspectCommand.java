package org.groundswell.experiments;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.Overrides;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.report.RunState;
import org.groundswell.experiments.run.DataInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code groundswell inspect}: what an experiment, a run folder or a data file holds. */
@Command(
    name = "inspect",
    description = {
      "Shows what an experiment, a run folder or a data file holds, and changes nothing.",
      "",
      "Of an experiment: every value of its configuration.",
      "Of a run folder: how far the run is, its verdict and where its report is.",
      "Of a data file: rows, authors, span and targets, and which rows would be quarantined and why."
    },
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  groundswell inspect transformer-huber > my.yaml",
      "  groundswell inspect posts.csv --set data.replies=exclude"
    })
final class InspectCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(
      paramLabel = "WHAT",
      completionCandidates = RunCommand.Names.class,
      description = "An experiment's name or YAML file, a run folder, or a data file.")
  String what = "";

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "As for 'groundswell run'; of a data file, keys under 'data.' count.")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--experiment",
      paramLabel = "NAME|FILE.yaml",
      completionCandidates = RunCommand.Names.class,
      description =
          "The experiment by whose settings a data file is read; the defaults if not given.")
  String experiment = "baselines";

  InspectCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    return program.end(this::inspect).code();
  }

  private ExitCode inspect() throws IOException {
    Path path = Path.of(what);
    if (Experiments.isFile(what) || Experiments.names().contains(what)) {
      configuration(program.experiments().read(what, overrides()));
    } else if (RunState.isRun(path)) {
      if (!settings.isEmpty()) {
        throw new UsageException(
            "%s is a run folder, whose configuration stays as it is: leave out --set"
                .formatted(what));
      }
      run(RunState.of(path));
    } else if (Files.exists(path)) {
      data();
    } else if (what.matches("[A-Za-z0-9_-]+")) {
      // no such name: says which are near
      program.experiments().read(what, Overrides.NONE);
    } else {
      throw new UsageException(
          "there is no file or folder '%s' in %s".formatted(what, Path.of("").toAbsolutePath()));
    }
    return ExitCode.SUCCESS;
  }

  private Overrides overrides() {
    return settings.isEmpty()
        ? Overrides.NONE
        : Overrides.parse(String.join(",", settings), "--set");
  }

  private void configuration(Experiments.Resolved resolved) {
    // as comments, so that what is printed is a configuration too
    resolved.notes().forEach(note -> program.out().println("# " + note));
    program.out().print(resolved.config().toYaml());
  }

  private void data() throws IOException {
    if (Files.isDirectory(Path.of(what))) {
      program.out().println("Note: a folder without config.yaml is no run folder; read as data");
    }
    Overrides asked = overrides().and("data.file", what, "inspect");
    var config = program.experiments().read(experiment, asked).config();
    DataInspection.of(config, Clock.systemUTC().instant()).lines().forEach(program.out()::println);
  }

  private void run(RunState state) {
    PrintStream out = program.out();
    out.printf("%s: %s%n", state.name(), state.question());
    String cells =
        state.cells().isPresent()
            ? "%d of %d".formatted(state.done(), state.cells().getAsInt())
            : String.valueOf(state.done());
    String failed = state.failed() > 0 ? ", %d of them failed".formatted(state.failed()) : "";
    out.printf(
        "%s, %s cells done%s%n", state.finished() ? "finished" : "not finished", cells, failed);
    if (!state.finished()) {
      state.lastWords().ifPresent(words -> out.println("last in run.log: " + words));
      out.println("to go on: " + program.caller().resuming(state.name(), what));
      return;
    }
    program.show(state.verdict(), state.folder());
  }
}
