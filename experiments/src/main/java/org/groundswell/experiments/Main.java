package org.groundswell.experiments;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.Invocation;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.Overrides;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Backend;
import org.groundswell.experiments.machine.NativeSettings;
import org.groundswell.experiments.run.Experiment;

/**
 * The command line: {@code mvn -pl experiments exec:java -Dexp=NAME}. See {@link Invocation} for
 * the other properties.
 */
public final class Main {
  private static final String COMMAND = "mvn -pl experiments exec:java";

  private Main() {}

  /**
   * Runs what the system properties ask for and ends the JVM with the exit code if it is not
   * success.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    ExitCode code = run(properties, System.out);
    System.out.flush();
    if (code != ExitCode.SUCCESS) {
      System.exit(code.code());
    }
  }

  /**
   * Does what the properties ask for. However it ends, the terminal gets a line that says so and
   * never a stack trace: that of a bug stands in the run's log, or on standard error where there is
   * no run yet.
   */
  static ExitCode run(Map<String, String> properties, PrintStream out) throws InterruptedException {
    Optional<Experiment> begun = Optional.empty();
    try {
      Invocation invocation = Invocation.parse(properties);
      NativeSettings settings = NativeSettings.apply();
      settings.warnings().forEach(warning -> out.println("Note: " + warning));
      ModelCatalog catalog = ModelCatalog.found();
      if (invocation.action() == Invocation.Action.LIST) {
        return list(new Experiments(catalog), out);
      }
      Experiment experiment = begin(invocation, properties, settings, catalog, out);
      begun = Optional.of(experiment);
      return run(experiment, out);
    } catch (UsageException e) {
      return ended(ExitCode.USAGE, "Usage: " + e.getMessage(), begun, out);
    } catch (DataException e) {
      return ended(ExitCode.DATA, "Data: " + e.getMessage(), begun, out);
    } catch (IOException e) {
      return failed(said(e), begun, out);
    } catch (UncheckedIOException e) {
      return failed(said(e.getCause()), begun, out);
    } catch (OutOfMemoryError e) {
      String way = ". Maybe raise -Xmx in .mvn/jvm.config, or set threads to 1.";
      return failed("out of memory: " + e.getMessage() + way, begun, out);
    } catch (RuntimeException | Error e) {
      return unexpected(e, begun, out);
    }
  }

  private static ExitCode ended(
      ExitCode code, String message, Optional<Experiment> begun, PrintStream out) {
    out.println(message);
    begun.ifPresent(experiment -> experiment.note(message));
    return code;
  }

  private static ExitCode failed(String why, Optional<Experiment> begun, PrintStream out) {
    String goOn = begun.map(experiment -> " " + howToGoOn(experiment)).orElse("");
    return ended(ExitCode.RUN_FAILED, "The run could not go on: " + why + goOn, begun, out);
  }

  /**
   * The messages of file systems are names of files, and say nothing of what is wrong with them.
   */
  private static String said(IOException e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage())
        : e.getMessage();
  }

  private static ExitCode unexpected(Throwable bug, Optional<Experiment> begun, PrintStream out) {
    StringWriter trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace, true));
    String where = begun.map(experiment -> experiment.log().toString()).orElse("standard error");
    // of a message of many lines the first has to do
    String what = bug.toString().lines().findFirst().orElse("");
    begun.ifPresentOrElse(
        experiment -> experiment.note(trace.toString()), () -> System.err.print(trace));
    out.printf("Unexpected: %s. This is a bug; its stack trace: %s%n", what, where);
    return ExitCode.UNEXPECTED;
  }

  private static String howToGoOn(Experiment experiment) {
    return "Finished cells are kept; to go on: %s -Dexp=%s -Dresume=%s"
        .formatted(COMMAND, experiment.name(), quoted(experiment.path().toString()));
  }

  private static ExitCode list(Experiments experiments, PrintStream out) {
    out.println("Experiments, run by " + COMMAND + " -Dexp=NAME");
    for (Experiments.Summary summary : experiments.list()) {
      out.printf("  %-22s %s%n", summary.name(), summary.question());
    }
    return ExitCode.SUCCESS;
  }

  private static Experiment begin(
      Invocation invocation,
      Map<String, String> properties,
      NativeSettings settings,
      ModelCatalog catalog,
      PrintStream out)
      throws IOException {
    Experiments experiments = new Experiments(catalog);
    Experiment.Session session =
        new Experiment.Session(
            command(properties), settings, Backend.start(settings), out, Clock.systemUTC());
    if (invocation.resume().isPresent()) {
      var path = invocation.resume().get();
      Experiments.Resolved resolved =
          experiments.read(Experiment.configOf(path).toString(), Overrides.NONE);
      String found = resolved.config().name();
      // the name itself will do: of a file, or of -Dset=name=…, there is no experiment that goes by
      // it
      if (!invocation.experiment().map(found::equals).orElse(true)) {
        String asked = invocation.experiment().get();
        checkSame(experiments.read(asked, Overrides.NONE).config().name(), found);
      }
      return Experiment.resume(path, resolved.config(), catalog, session);
    }
    Experiments.Resolved resolved =
        experiments.read(invocation.experiment().orElseThrow(), invocation.overrides());
    resolved.notes().forEach(note -> out.println("Note: " + note));
    return Experiment.start(resolved.config(), catalog, invocation.out(), session);
  }

  private static ExitCode run(Experiment experiment, PrintStream out)
      throws IOException, InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread farewell =
        new Thread(
            () -> {
              if (!ended.get()) {
                out.printf("%nStopped. %s%n", howToGoOn(experiment));
                out.flush();
              }
            });
    Runtime.getRuntime().addShutdownHook(farewell);
    try (experiment) {
      return experiment.run();
    } finally {
      ended.set(true);
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }

  private static void checkSame(String asked, String found) {
    if (!asked.equals(found)) {
      throw new UsageException(
          "the run to resume is of '%s', not of '%s'. Say -Dexp=%s, or begin a new run without -Dresume."
              .formatted(found, asked, found));
    }
  }

  /** What reproduces the run, in the reader's shell. */
  private static String command(Map<String, String> properties) {
    String given =
        Stream.of("exp", "data", "context", "set")
            .filter(properties::containsKey)
            .map(name -> "-D" + name + "=" + quoted(properties.get(name)))
            .collect(Collectors.joining(" "));
    return COMMAND + " " + given;
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9._/=,:@%+-]+")
        ? value
        : "'" + value.replace("'", "'\\''") + "'";
  }
}
