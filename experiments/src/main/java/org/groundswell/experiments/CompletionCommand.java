package org.groundswell.experiments;

import java.util.concurrent.Callable;
import org.groundswell.experiments.config.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code groundswell completion}: what bash and zsh need to complete a command line. */
@Command(
    name = "completion",
    description = "Prints a script by which bash and zsh complete commands, options and names.",
    optionListHeading = "%n",
    footer = {"", "Example:", "  source <(groundswell completion)"})
final class CompletionCommand implements Callable<Integer> {
  /** Picocli's script would keep the shell from offering files where it has nothing to offer. */
  private static final String NO_FILES = "  type compopt &>/dev/null && compopt +o default\n";

  private final Program program;

  @Spec CommandSpec spec;

  CompletionCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    CommandSpec root = spec.root();
    String script = AutoComplete.bash(root.name(), root.commandLine());
    program.out().print(script.replace(NO_FILES, ""));
    return ExitCode.SUCCESS.code();
  }
}
