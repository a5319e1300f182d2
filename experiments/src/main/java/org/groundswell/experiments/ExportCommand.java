package org.groundswell.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code groundswell export}: frame, folds and forecasts as files for Python. */
@Command(
    name = "export",
    description = {
      "Writes rows, folds and windows as Parquet and NumPy files, and fits nothing.",
      "Of a finished run its forecasts too. Test rows' targets that no fold learns from are left out."
    },
    customSynopsis = {
      "groundswell export NAME|FILE.yaml|RUN --to=DIR [--with-test-targets] [--data=FILE]",
      "                          [--context=FILE] [--set=key=value]... [--ledger=FILE]"
    },
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  groundswell export compare --data posts.csv --to exported",
      "  groundswell export runs/20260101T120000Z_compare_0a1b2c3d --to exported"
    })
final class ExportCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(
      paramLabel = "NAME|FILE.yaml|RUN",
      completionCandidates = RunCommand.Names.class,
      description = "An experiment, by name or file, or a run folder.")
  String what = "";

  @Option(names = "--to", paramLabel = "DIR", description = "The folder to write, a new one.")
  Optional<String> to = Optional.empty();

  @Option(
      names = "--with-test-targets",
      description =
          "Writes targets of all test rows; the ledger then says that each test period was looked at.")
  boolean testTargets;

  @Mixin final ExperimentOptions replaced = new ExperimentOptions();

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "Where looks at test rows are entered; 'runs/ledger.jsonl', or beside the run, if not given.")
  Optional<String> ledger = Optional.empty();

  ExportCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("export", what);
    to.ifPresent(folder -> options.put("to", folder));
    if (testTargets) {
      options.put("with-test-targets", "true");
    }
    replaced.addTo(options);
    ledger.ifPresent(file -> options.put("ledger", file));
    return program.run(options).code();
  }
}
