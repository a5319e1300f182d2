package org.groundswell.experiments;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.groundswell.data.DataException;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.Experiments;
import org.groundswell.experiments.config.ExportRequest;
import org.groundswell.experiments.config.Invocation;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.Overrides;
import org.groundswell.experiments.config.SealRequest;
import org.groundswell.experiments.config.UnsealRequest;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Backend;
import org.groundswell.experiments.machine.NativeSettings;
import org.groundswell.experiments.report.RunState;
import org.groundswell.experiments.run.Experiment;
import org.groundswell.experiments.run.Export;
import org.groundswell.experiments.run.Seal;
import org.groundswell.text.TextModelException;

/**
 * What the program does however it was called. However it ends, the terminal gets a line that says
 * so and never a stack trace: that of a bug stands in the run's log, or on standard error where
 * there is no run yet.
 */
final class Program {
  private final Caller caller;
  private final PrintStream out;
  private final PrintStream complaints;
  private Optional<Experiment> begun = Optional.empty();

  /**
   * @param complaints where it is said why something ended badly
   */
  Program(Caller caller, PrintStream out, PrintStream complaints) {
    this.caller = caller;
    this.out = out;
    this.complaints = complaints;
  }

  /** A piece of work, which may end in any way. */
  interface Work {
    ExitCode run() throws IOException, InterruptedException;
  }

  Caller caller() {
    return caller;
  }

  /** Where results go. */
  PrintStream out() {
    return out;
  }

  /** Runs, resumes or lists experiments, whatever the options ask for. */
  ExitCode run(Map<String, String> options) throws InterruptedException {
    if (options.containsKey("seal")) {
      return end(() -> seal(SealRequest.parse(options, caller)));
    }
    if (options.containsKey("unseal")) {
      return end(() -> unseal(UnsealRequest.parse(options, caller)));
    }
    if (options.containsKey("export")) {
      return end(() -> export(ExportRequest.parse(options, caller)));
    }
    return end(
        () -> {
          Invocation invocation = Invocation.parse(options, caller);
          NativeSettings settings = NativeSettings.apply();
          settings.warnings().forEach(warning -> out.println("Note: " + warning));
          ModelCatalog catalog = ModelCatalog.found();
          Experiments experiments = new Experiments(catalog, caller);
          if (invocation.action() == Invocation.Action.LIST) {
            return list(experiments);
          }
          ExperimentConfig config = read(invocation, experiments);
          Experiment.Session session =
              session(caller.repeating(options), invocation.ledger(), settings, config);
          Experiment experiment =
              invocation.resume().isPresent()
                  ? Experiment.resume(invocation.resume().get(), config, catalog, session)
                  : Experiment.start(config, catalog, invocation.out(), session);
          begun = Optional.of(experiment);
          return run(experiment);
        });
  }

  private Experiment.Session session(
      String command, Optional<Path> ledger, NativeSettings settings, ExperimentConfig config) {
    return new Experiment.Session(
        caller,
        command,
        ledger,
        settings,
        Backend.start(settings, config.accelerate()),
        out,
        Clock.systemUTC());
  }

  /** Freezes an experiment with a hypothesis. */
  private ExitCode seal(SealRequest request) throws IOException {
    Experiments.Resolved resolved = experiments().read(request.experiment(), request.overrides());
    resolved.notes().forEach(note -> out.println("Note: " + note));
    Seal seal =
        Seal.of(
            resolved.config(), request.hypothesis(), request.expect(), Clock.systemUTC().instant());
    Path file = request.to().orElse(Path.of("sealed", resolved.config().name() + ".json"));
    seal.write(file);
    out.println("sealed " + file);
    out.println("SHA-256 " + seal.sha256() + ": keep it where others can see it");
    out.println("to open it: " + caller.unsealing(file.toString()));
    return ExitCode.SUCCESS;
  }

  /** Writes frame, folds and forecasts as files, and fits nothing. */
  private ExitCode export(ExportRequest request) throws IOException {
    Path what = Path.of(request.what());
    boolean run = RunState.isRun(what);
    if (run && !request.overrides().none()) {
      throw new UsageException(
          "%s is a run folder, whose configuration stays as it is: leave out %s, %s and %s"
              .formatted(
                  what, caller.option("set"), caller.option("data"), caller.option("context")));
    }
    String experiment = run ? Experiment.configOf(what, caller).toString() : request.what();
    Experiments.Resolved resolved = experiments().read(experiment, request.overrides());
    resolved.notes().forEach(note -> out.println("Note: " + note));
    Path beside = run ? what.toAbsolutePath().normalize().getParent() : Path.of("runs");
    new Export(
            resolved.config(),
            request.to(),
            request.testTargets(),
            request.ledger().orElse(Export.ledger(beside)),
            run ? Optional.of(what) : Optional.empty())
        .write(Clock.systemUTC().instant(), caller, out::println);
    return ExitCode.SUCCESS;
  }

  /** Runs a sealed experiment, once. */
  private ExitCode unseal(UnsealRequest request) throws IOException, InterruptedException {
    NativeSettings settings = NativeSettings.apply();
    settings.warnings().forEach(warning -> out.println("Note: " + warning));
    ModelCatalog catalog = ModelCatalog.found();
    Path file = request.file();
    Seal seal = Seal.read(file);
    ExperimentConfig config =
        new Experiments(catalog, caller).readWhole(seal.content().config(), file.toString());
    seal.requireUnchanged(config);
    Experiment.Session session =
        session(caller.unsealing(file.toString()), request.ledger(), settings, config);
    Path marker = Seal.marker(file);
    boolean before = Files.exists(marker) || Experiment.opened(seal, request.out(), session);
    if (before && !request.again()) {
      throw new UsageException(
          "%s was unsealed before%s. A hypothesis is tested once; %s does it again and says so, as exploratory."
              .formatted(
                  file,
                  Files.exists(marker) ? " (" + Files.readString(marker).strip() + ")" : "",
                  caller.again()));
    }
    Experiment experiment =
        Experiment.unseal(seal, before, config, catalog, request.out(), session);
    begun = Optional.of(experiment);
    Files.writeString(
        marker,
        "%s by run %s%n"
            .formatted(session.clock().instant(), experiment.path().toAbsolutePath().getFileName()),
        StandardOpenOption.CREATE,
        before ? StandardOpenOption.APPEND : StandardOpenOption.CREATE_NEW);
    return run(experiment);
  }

  /** Shows the bundled experiments. */
  ExitCode list() throws InterruptedException {
    return end(() -> list(experiments()));
  }

  /** Says a verdict and where the report is. */
  void show(List<String> verdict, Path folder) {
    verdict.forEach(out::println);
    out.println();
    out.println("report " + folder.resolve("report/index.html").toUri());
  }

  /** The experiments there are, of all models on the class path. */
  Experiments experiments() {
    // models may load ND4J, which reads the settings once
    NativeSettings.apply();
    return new Experiments(ModelCatalog.found(), caller);
  }

  /** Does some work and says why if it ends badly. */
  ExitCode end(Work work) throws InterruptedException {
    try {
      return work.run();
    } catch (UsageException e) {
      return ended(ExitCode.USAGE, "Usage: " + e.getMessage());
    } catch (DataException e) {
      return ended(ExitCode.DATA, "Data: " + e.getMessage());
    } catch (IOException e) {
      return failed(said(e));
    } catch (UncheckedIOException e) {
      return failed(said(e.getCause()));
    } catch (TextModelException e) {
      return failed(e.getMessage());
    } catch (OutOfMemoryError e) {
      String way = ". Maybe raise %s, or set threads to 1.".formatted(caller.heap());
      return failed("out of memory: " + e.getMessage() + way);
    } catch (RuntimeException | Error e) {
      return unexpected(e);
    }
  }

  private ExitCode ended(ExitCode code, String message) {
    complaints.println(message);
    begun.ifPresent(experiment -> experiment.note(message));
    return code;
  }

  private ExitCode failed(String why) {
    String goOn = begun.map(experiment -> " " + howToGoOn(experiment)).orElse("");
    return ended(ExitCode.RUN_FAILED, "The run could not go on: " + why + goOn);
  }

  /**
   * The messages of file systems are names of files, and say nothing of what is wrong with them.
   */
  private static String said(IOException e) {
    return e instanceof FileSystemException || e.getMessage() == null
        ? "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage())
        : e.getMessage();
  }

  private ExitCode unexpected(Throwable bug) {
    StringWriter trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace, true));
    String where = begun.map(experiment -> experiment.log().toString()).orElse("standard error");
    // of a message of many lines the first has to do
    String what = bug.toString().lines().findFirst().orElse("");
    begun.ifPresentOrElse(
        experiment -> experiment.note(trace.toString()), () -> System.err.print(trace));
    complaints.printf("Unexpected: %s. This is a bug; its stack trace: %s%n", what, where);
    return ExitCode.UNEXPECTED;
  }

  private String howToGoOn(Experiment experiment) {
    return "Finished cells are kept; to go on: "
        + caller.resuming(experiment.name(), experiment.path().toString());
  }

  private ExitCode list(Experiments experiments) {
    out.printf(
        "Experiments, run by %s%n",
        caller == Caller.MAVEN
            ? caller.program() + " " + caller.experiment("NAME")
            : caller.experiment("NAME"));
    for (Experiments.Summary summary : experiments.list()) {
      out.printf("  %-22s %s%n", summary.name(), summary.question());
    }
    return ExitCode.SUCCESS;
  }

  /** The configuration asked for, or that of the run to resume. */
  private ExperimentConfig read(Invocation invocation, Experiments experiments) {
    if (invocation.resume().isPresent()) {
      var path = invocation.resume().get();
      Experiments.Resolved resolved =
          experiments.read(Experiment.configOf(path, caller).toString(), Overrides.NONE);
      String found = resolved.config().name();
      // the name itself will do: of a file, or of -Dset=name=…, there is no experiment that goes by
      // it
      if (!invocation.experiment().map(found::equals).orElse(true)) {
        String asked = invocation.experiment().get();
        checkSame(experiments.read(asked, Overrides.NONE).config().name(), found);
      }
      return resolved.config();
    }
    Experiments.Resolved resolved =
        experiments.read(invocation.experiment().orElseThrow(), invocation.overrides());
    resolved.notes().forEach(note -> out.println("Note: " + note));
    return resolved.config();
  }

  private ExitCode run(Experiment experiment) throws IOException, InterruptedException {
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

  private void checkSame(String asked, String found) {
    if (!asked.equals(found)) {
      throw new UsageException(
          "the run to resume is of '%s', not of '%s'. Say %s, or begin a new run without %s."
              .formatted(found, asked, caller.experiment(found), caller.option("resume")));
    }
  }
}
