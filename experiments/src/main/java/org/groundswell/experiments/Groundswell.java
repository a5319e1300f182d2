package org.groundswell.experiments;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.NearMisses;
import org.groundswell.experiments.machine.Git;
import org.groundswell.experiments.machine.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The packaged command line, {@code groundswell run | compare | seal | unseal | export | report |
 * list | inspect}: what {@link Main} does through Maven, and what one does with run folders and
 * data files. Exit codes are {@link ExitCode}'s.
 */
@Command(
    name = "groundswell",
    description = "Forecasts engagement and says honestly which model forecasts it best.",
    versionProvider = Groundswell.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "2:bad usage",
      "3:bad data",
      "4:a cell of the run failed, or the run could not go on",
      "1:anything else"
    },
    footer = {"", "'groundswell COMMAND --help' says more of a command."})
public final class Groundswell implements Runnable {
  @Spec CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show version and commit.")
  boolean version;

  private Groundswell() {}

  /** Does what the arguments ask for and ends the JVM with the exit code. */
  public static void main(String[] arguments) {
    int code = call(System.out, System.err, arguments);
    System.out.flush();
    System.exit(code);
  }

  /** Does what the arguments ask for. */
  static int call(PrintStream out, PrintStream err, String... arguments) {
    Program program = new Program(Caller.LAUNCHER, out, err);
    CommandLine line =
        new CommandLine(new Groundswell())
            .addSubcommand(new RunCommand(program))
            .addSubcommand(new CompareCommand(program))
            .addSubcommand(new SealCommand(program))
            .addSubcommand(new UnsealCommand(program))
            .addSubcommand(new ExportCommand(program))
            .addSubcommand(new ReportCommand(program))
            .addSubcommand(new ListCommand(program))
            .addSubcommand(new InspectCommand(program))
            .addSubcommand(new CompletionCommand(program));
    addHelp(line);
    line.getSubcommands().values().forEach(Groundswell::addHelp);
    return line.setOut(writer(out))
        .setErr(writer(err))
        // a value may begin with @
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((wrong, given) -> refused(wrong))
        .execute(arguments);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  /** A line that says what is wrong, the nearest of what there is, and where to read on. */
  private static int refused(ParameterException wrong) {
    CommandLine line = wrong.getCommandLine();
    String what =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched.getUnmatched().get(0), line.getCommandSpec())
            : wrong.getMessage();
    line.getErr()
        .printf(
            "Usage: %s. See '%s --help'.%n",
            what.replaceFirst("\\.$", ""), line.getCommandSpec().qualifiedName());
    return ExitCode.USAGE.code();
  }

  private static String unmatched(String argument, CommandSpec spec) {
    if (argument.startsWith("-")) {
      String option = argument.replaceFirst("=.*", "");
      return "there is no option '%s'%s"
          .formatted(option, NearMisses.hint(option, spec.optionsMap().keySet()));
    }
    if (spec.subcommands().containsKey("run") && Experiments.names().contains(argument)) {
      return "'%s' is an experiment, run by %s"
          .formatted(argument, Caller.LAUNCHER.experiment(argument));
    }
    return spec.subcommands().isEmpty()
        ? "'%s' is one argument too many".formatted(argument)
        : "there is no command '%s'%s"
            .formatted(argument, NearMisses.hint(argument, spec.subcommands().keySet()));
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: run, compare, seal, unseal, export, report, list or inspect");
  }

  /** What {@code --version} shows. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Git git = Git.ofThisProgram();
      return new String[] {
        "groundswell " + Provenance.programVersion(),
        "commit %s (%s)".formatted(git.commit(), git.state()),
        "Java " + System.getProperty("java.runtime.version")
      };
    }
  }
}
