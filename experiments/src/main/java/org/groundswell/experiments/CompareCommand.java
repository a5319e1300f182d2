package org.groundswell.experiments;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.report.Across;
import org.groundswell.experiments.report.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code groundswell compare}: several finished runs in one report. */
@Command(
    name = "compare",
    description = {
      "Reads several finished runs into one report.",
      "Runs whose data, folds or primary metric differ do not compare and are refused;",
      "with --across the entries of runs on different data are ranked on each and compared by ranks."
    },
    customSynopsis = "groundswell compare RUN RUN... [--across [--by-series]] [--out=DIR]",
    parameterListHeading = "%n",
    optionListHeading = "%n",
    footer = {"", "Example:", "  groundswell compare runs/A runs/B --out comparison"})
final class CompareCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Program program;

  @Parameters(arity = "0..*", paramLabel = "RUN", description = "Folders of finished runs.")
  List<Path> runs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new folder for the report; 'runs/<time>_comparison' if not given.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--across",
      description =
          "The runs are of different data, or of other rows of one file: compare ranks, as errors do not compare.")
  boolean across;

  @Option(
      names = "--by-series",
      description =
          "With --across: each series (author, page) of a run with several counts as a data set.")
  boolean bySeries;

  CompareCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    return program
        .end(
            () -> {
              String stamp = STAMP.format(Clock.systemUTC().instant());
              Path folder = out.orElse(Path.of("runs", stamp + "_comparison"));
              if (bySeries && !across) {
                throw new UsageException(
                    "--by-series is about ranks over different data: add --across");
              }
              program.show(
                  across ? Across.write(runs, bySeries, folder) : Comparison.write(runs, folder),
                  folder);
              return ExitCode.SUCCESS;
            })
        .code();
  }
}
