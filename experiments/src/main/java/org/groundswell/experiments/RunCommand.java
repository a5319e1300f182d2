package org.groundswell.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.groundswell.experiments.config.Experiments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code groundswell run}: runs an experiment, or goes on with a run that was stopped. */
@Command(
    name = "run",
    description = "Runs an experiment and writes its report, or goes on with a stopped run.",
    customSynopsis = {
      "groundswell run NAME|FILE.yaml [--data=FILE] [--context=FILE]",
      "                       [--set=key=value]... [--out=DIR] [--ledger=FILE]",
      "       groundswell run --resume=DIR"
    },
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  groundswell run smoke",
      "  groundswell run transformer-huber --data posts.csv",
      "  groundswell run my.yaml --set training.epochs=5 --set window=32"
    })
final class RunCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME|FILE.yaml",
      completionCandidates = Names.class,
      description = "A bundled experiment, see 'groundswell list', or a file of your own.")
  Optional<String> experiment = Optional.empty();

  @Mixin final ExperimentOptions replaced = new ExperimentOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where run folders go; 'runs' if not given.")
  Optional<String> out = Optional.empty();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "Where reads of test rows are entered; 'ledger.jsonl' beside the run folders if not given.")
  Optional<String> ledger = Optional.empty();

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Goes on with this run folder; finished cells are kept, and the results are the same bits.")
  Optional<String> resume = Optional.empty();

  RunCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    experiment.ifPresent(name -> options.put("exp", name));
    replaced.addTo(options);
    out.ifPresent(folder -> options.put("out", folder));
    ledger.ifPresent(file -> options.put("ledger", file));
    resume.ifPresent(folder -> options.put("resume", folder));
    return program.run(options).code();
  }

  /** The bundled experiments, for completion by the shell. */
  static final class Names extends ArrayList<String> {
    Names() {
      super(Experiments.names());
    }
  }
}
