package org.groundswell.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.report.Report;
import org.groundswell.experiments.report.RunState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code groundswell report}: makes the report of a finished run again. */
@Command(
    name = "report",
    description = {
      "Makes the report of a finished run again, from the files in its folder alone.",
      "Results stay as they are."
    },
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {"", "Example:", "  groundswell report runs/20260101T120000Z_smoke_0a1b2c3d"})
final class ReportCommand implements Callable<Integer> {
  private final Program program;

  @Parameters(paramLabel = "RUN", description = "The folder of a finished run.")
  Path run = Path.of("");

  ReportCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    return program
        .end(
            () -> {
              RunState state = RunState.of(run);
              if (!state.finished()) {
                throw new UsageException(
                    "%s is not finished, and a report is of a whole run. To go on with it: %s"
                        .formatted(run, program.caller().resuming(state.name(), run.toString())));
              }
              program.show(Report.write(run), run);
              return ExitCode.SUCCESS;
            })
        .code();
  }
}
