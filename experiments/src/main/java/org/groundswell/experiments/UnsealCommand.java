package org.groundswell.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code groundswell unseal}: runs a sealed experiment once and says what became of it. */
@Command(
    name = "unseal",
    description = {
      "Runs a sealed experiment, once, and gives the verdict on its hypothesis.",
      "Whatever the verdict, the exit code is 0. A stopped run is gone on with by 'run --resume'."
    },
    customSynopsis = "groundswell unseal FILE [--again] [--out=DIR] [--ledger=FILE]",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {"", "Example:", "  groundswell unseal sealed/transformer-huber.json"})
final class UnsealCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(paramLabel = "FILE", description = "What 'groundswell seal' wrote.")
  String file = "";

  @Option(
      names = "--again",
      description = "Even if it was unsealed before; the report says that it is exploratory.")
  boolean again;

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

  UnsealCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("unseal", file);
    if (again) {
      options.put("again", "true");
    }
    out.ifPresent(folder -> options.put("out", folder));
    ledger.ifPresent(path -> options.put("ledger", path));
    return program.run(options).code();
  }
}
