package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the program was asked to do by system properties.
 *
 * <ul>
 *   <li>{@code -Dexp=NAME}, {@code -Dexp=path/to/file.yaml}: run an experiment; {@code -Dexp=list}:
 *       show the bundled ones
 *   <li>{@code -Dset=key=value,…}: replace values of the configuration, see {@link Overrides}
 *   <li>{@code -Ddata=FILE}, {@code -Dcontext=FILE}: short for {@code data.file} and {@code
 *       data.context}
 *   <li>{@code -Dout=DIR}: where run folders go, {@code runs} if not given
 *   <li>{@code -Dresume=DIR}: go on with an unfinished run folder, whose configuration stays as it
 *       is
 * </ul>
 *
 * @param action what to do
 * @param experiment the name or file of the experiment to run; in a resumed run what it must be, if
 *     given
 * @param resume the run folder to go on with
 * @param out where run folders go
 * @param overrides what replaces values of the configuration
 */
public record Invocation(
    Action action,
    Optional<String> experiment,
    Optional<Path> resume,
    Path out,
    Overrides overrides) {

  /** What to do. */
  public enum Action {
    LIST,
    RUN,
    RESUME
  }

  private static final String LIST = "list";

  /**
   * Reads properties; those of other names are somebody else's.
   *
   * @throws UsageException if there is nothing to do, a value is blank, or two contradict
   */
  public static Invocation parse(Map<String, String> properties) {
    Optional<String> experiment = value(properties, "exp");
    Optional<Path> resume = value(properties, "resume").map(Path::of);
    Optional<String> set = value(properties, "set");
    Optional<String> data = value(properties, "data");
    Optional<String> context = value(properties, "context");
    Path out = Path.of(value(properties, "out").orElse("runs"));
    if (experiment.isEmpty() && resume.isEmpty()) {
      throw new UsageException(
          "say which experiment: -Dexp=NAME or -Dexp=path/to/file.yaml; -Dexp=list shows the names");
    }
    if (resume.isPresent() && (set.isPresent() || data.isPresent() || context.isPresent())) {
      throw new UsageException(
          "a resumed run keeps the configuration it began with: leave out -Dset, -Ddata and -Dcontext, or begin a new run");
    }
    Overrides overrides = set.map(Overrides::parse).orElse(Overrides.NONE);
    if (data.isPresent()) {
      overrides = overrides.and("data.file", data.get(), "-Ddata");
    }
    if (context.isPresent()) {
      overrides = overrides.and("data.context", context.get(), "-Dcontext");
    }
    Action action =
        experiment.filter(LIST::equals).isPresent()
            ? Action.LIST
            : resume.isPresent() ? Action.RESUME : Action.RUN;
    return new Invocation(action, experiment, resume, out, overrides);
  }

  private static Optional<String> value(Map<String, String> properties, String key) {
    Optional<String> value = Optional.ofNullable(properties.get(key)).map(String::trim);
    if (value.filter(String::isEmpty).isPresent()) {
      throw new UsageException("-D%s= is given without a value".formatted(key));
    }
    return value;
  }
}
