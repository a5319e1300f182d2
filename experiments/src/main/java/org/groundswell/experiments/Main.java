package org.groundswell.experiments;

import java.io.IOException;
import java.io.PrintStream;
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

  static ExitCode run(Map<String, String> properties, PrintStream out) throws InterruptedException {
    try {
      Invocation invocation = Invocation.parse(properties);
      NativeSettings settings = NativeSettings.apply();
      settings.warnings().forEach(warning -> out.println("Note: " + warning));
      ModelCatalog catalog = ModelCatalog.found();
      return switch (invocation.action()) {
        case LIST -> list(new Experiments(catalog), out);
        case RUN, RESUME -> run(invocation, properties, settings, catalog, out);
      };
    } catch (UsageException e) {
      out.println("Usage: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (DataException e) {
      out.println("Data: " + e.getMessage());
      return ExitCode.DATA;
    } catch (IOException e) {
      out.println("The run could not go on: " + e);
      return ExitCode.RUN_FAILED;
    }
  }

  private static ExitCode list(Experiments experiments, PrintStream out) {
    out.println("Experiments, run by " + COMMAND + " -Dexp=NAME");
    for (Experiments.Summary summary : experiments.list()) {
      out.printf("  %-22s %s%n", summary.name(), summary.question());
    }
    return ExitCode.SUCCESS;
  }

  private static ExitCode run(
      Invocation invocation,
      Map<String, String> properties,
      NativeSettings settings,
      ModelCatalog catalog,
      PrintStream out)
      throws IOException, InterruptedException {
    Experiments experiments = new Experiments(catalog);
    Experiment.Session session =
        new Experiment.Session(
            command(properties), settings, Backend.start(settings), out, Clock.systemUTC());
    Experiment experiment;
    if (invocation.resume().isPresent()) {
      var path = invocation.resume().get();
      Experiments.Resolved resolved =
          experiments.read(Experiment.configOf(path).toString(), Overrides.NONE);
      checkSame(invocation.experiment(), resolved.config().name());
      experiment = Experiment.resume(path, resolved.config(), catalog, session);
    } else {
      Experiments.Resolved resolved =
          experiments.read(invocation.experiment().orElseThrow(), invocation.overrides());
      resolved.notes().forEach(note -> out.println("Note: " + note));
      experiment = Experiment.start(resolved.config(), catalog, invocation.out(), session);
    }
    AtomicBoolean ended = new AtomicBoolean();
    Thread farewell =
        new Thread(
            () -> {
              if (!ended.get()) {
                out.printf(
                    "%nStopped. Finished cells are kept; to go on: %s -Dexp=%s -Dresume=%s%n",
                    COMMAND, properties.get("exp"), experiment.path());
                out.flush();
              }
            });
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return experiment.run();
    } finally {
      ended.set(true);
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
  }

  private static void checkSame(Optional<String> asked, String found) {
    if (asked.isPresent() && !asked.get().equals(found)) {
      throw new UsageException(
          "the run to resume is of '%s', not of '%s'".formatted(found, asked.get()));
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
