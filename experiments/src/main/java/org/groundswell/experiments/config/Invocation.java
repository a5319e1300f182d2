package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the program was asked to do by system properties, or by the options of the packaged command
 * line, which go by the same names.
 *
 * <ul>
 *   <li>{@code -Dexp=NAME}, {@code -Dexp=path/to/file.yaml}: run an experiment; {@code -Dexp=list}:
 *       show the bundled ones
 *   <li>{@code -Dset=key=value,…}: replace values of the configuration, see {@link Overrides}
 *   <li>{@code -Ddata=FILE}, {@code -Dcontext=FILE}: short for {@code data.file} and {@code
 *       data.context}
 *   <li>{@code -Dout=DIR}: where run folders go, {@code runs} if not given
 *   <li>{@code -Dledger=FILE}: where reads of test slices are entered, {@code ledger.jsonl} beside
 *       the run folders if not given
 *   <li>{@code -Dresume=DIR}: go on with an unfinished run folder, whose configuration stays as it
 *       is
 * </ul>
 *
 * @param action what to do
 * @param experiment the name or file of the experiment to run; in a resumed run what it must be, if
 *     given
 * @param resume the run folder to go on with
 * @param out where run folders go
 * @param ledger where reads of test slices are entered, if not beside the run folders
 * @param overrides what replaces values of the configuration
 */
public record Invocation(
    Action action,
    Optional<String> experiment,
    Optional<Path> resume,
    Path out,
    Optional<Path> ledger,
    Overrides overrides) {

  /** What to do. */
  public enum Action {
    LIST,
    RUN,
    RESUME
  }

  private static final String LIST = "list";

  /** Reads system properties, as Maven passes them. */
  public static Invocation parse(Map<String, String> properties) {
    return parse(properties, Caller.MAVEN);
  }

  /**
   * Reads options by name; those of other names are somebody else's.
   *
   * @throws UsageException if there is nothing to do, a value is blank, or two contradict
   */
  public static Invocation parse(Map<String, String> options, Caller caller) {
    Optional<String> experiment = value(options, "exp", caller);
    Optional<Path> resume = value(options, "resume", caller).map(Path::of);
    Optional<String> set = value(options, "set", caller);
    Optional<String> data = value(options, "data", caller);
    Optional<String> context = value(options, "context", caller);
    Optional<Path> ledger = value(options, "ledger", caller).map(Path::of);
    Path out = Path.of(value(options, "out", caller).orElse("runs"));
    if (experiment.isEmpty() && resume.isEmpty()) {
      throw new UsageException(
          "say which experiment: %s or %s; %s shows the names"
              .formatted(
                  caller.experiment("NAME"),
                  caller.experiment("path/to/file.yaml"),
                  caller == Caller.MAVEN ? caller.experiment(LIST) : caller.listing()));
    }
    if (resume.isPresent() && (set.isPresent() || data.isPresent() || context.isPresent())) {
      throw new UsageException(
          "a resumed run keeps the configuration it began with: leave out %s, %s and %s, or begin a new run"
              .formatted(caller.option("set"), caller.option("data"), caller.option("context")));
    }
    Overrides overrides =
        set.map(text -> Overrides.parse(text, caller.option("set"))).orElse(Overrides.NONE);
    if (data.isPresent()) {
      overrides = overrides.and("data.file", data.get(), caller.option("data"));
    }
    if (context.isPresent()) {
      overrides = overrides.and("data.context", context.get(), caller.option("context"));
    }
    Action action =
        caller == Caller.MAVEN && experiment.filter(LIST::equals).isPresent()
            ? Action.LIST
            : resume.isPresent() ? Action.RESUME : Action.RUN;
    return new Invocation(action, experiment, resume, out, ledger, overrides);
  }

  static Optional<String> value(Map<String, String> options, String key, Caller caller) {
    Optional<String> value = Optional.ofNullable(options.get(key)).map(String::trim);
    if (value.filter(String::isEmpty).isPresent()) {
      throw new UsageException(
          "%s is given without a value".formatted(caller.option(key, "").trim()));
    }
    return value;
  }
}
