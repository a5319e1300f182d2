package org.groundswell.experiments;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code groundswell list}: the bundled experiments and what each is to answer. */
@Command(
    name = "list",
    description = "Lists the bundled experiments and the question each is to answer.",
    optionListHeading = "%n")
final class ListCommand implements Callable<Integer> {
  private final Program program;

  ListCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    return program.list().code();
  }
}
