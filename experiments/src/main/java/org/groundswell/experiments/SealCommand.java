package org.groundswell.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code groundswell seal}: freezes an experiment and a hypothesis before its data is looked at.
 */
@Command(
    name = "seal",
    description = {
      "Freezes an experiment and a hypothesis before the data is looked at.",
      "Data files are hashed and not read."
    },
    customSynopsis = {
      "groundswell seal NAME|FILE.yaml --hypothesis=TEXT --expect='A < B [by X]'",
      "                        [--data=FILE] [--context=FILE] [--set=key=value]... [--to=FILE]"
    },
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {
      "",
      "Example:",
      "  groundswell seal transformer-huber --data posts.csv \\",
      "      --hypothesis 'The Transformer beats boosted trees.' \\",
      "      --expect 'transformer-huber < lightgbm-mae by 0.01'"
    })
final class SealCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(
      paramLabel = "NAME|FILE.yaml",
      completionCandidates = RunCommand.Names.class,
      description = "A bundled experiment, see 'groundswell list', or a file of your own.")
  String experiment = "";

  @Option(
      names = "--hypothesis",
      paramLabel = "TEXT",
      description = "What you expect, in a sentence.")
  Optional<String> hypothesis = Optional.empty();

  @Option(
      names = "--expect",
      paramLabel = "'A < B [by X]'",
      description = "Which entry has the lower primary metric, by more than how much.")
  Optional<String> expect = Optional.empty();

  @Mixin final ExperimentOptions replaced = new ExperimentOptions();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The file to write, a new one; 'sealed/<name>.json' if not given.")
  Optional<String> to = Optional.empty();

  SealCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("seal", experiment);
    hypothesis.ifPresent(text -> options.put("hypothesis", text));
    expect.ifPresent(text -> options.put("expect", text));
    replaced.addTo(options);
    to.ifPresent(file -> options.put("to", file));
    return program.run(options).code();
  }
}
