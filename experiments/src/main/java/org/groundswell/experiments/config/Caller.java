package org.groundswell.experiments.config;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the program was called, so that what it says to somebody can be typed as it stands. Options
 * go by the names of {@link Invocation}: exp, data, context, set, out, ledger, resume, and those of
 * {@link SealRequest} and {@link ExportRequest}.
 */
public enum Caller {
  /** Through Maven, by system properties. */
  MAVEN("mvn -pl experiments exec:java") {
    @Override
    public String option(String name) {
      return "-D" + name;
    }

    @Override
    public String option(String name, String value) {
      return option(name) + "=" + value;
    }

    @Override
    public String experiment(String nameOrFile) {
      return option("exp", nameOrFile);
    }

    @Override
    public String listing() {
      return "mvn -q -pl experiments exec:java -Dexp=list";
    }

    @Override
    public String resuming(String experiment, String folder) {
      return "%s -Dexp=%s -Dresume=%s".formatted(program(), experiment, quoted(folder));
    }

    @Override
    public String heap() {
      return "-Xmx in .mvn/jvm.config";
    }
  },

  /** By the launcher of the distribution. */
  LAUNCHER("groundswell") {
    @Override
    public String option(String name) {
      return "--" + name;
    }

    @Override
    public String option(String name, String value) {
      return option(name) + " " + value;
    }

    @Override
    public String experiment(String nameOrFile) {
      return "groundswell run " + nameOrFile;
    }

    @Override
    public String listing() {
      return "groundswell list";
    }

    @Override
    public String resuming(String experiment, String folder) {
      return "groundswell run --resume " + quoted(folder);
    }

    @Override
    public String heap() {
      return "the heap by GROUNDSWELL_OPTS=-Xmx8g";
    }
  };

  private final String program;

  Caller(String program) {
    this.program = program;
  }

  /** What is typed before any option. */
  public String program() {
    return program;
  }

  /** The name of an option: {@code -Dresume} or {@code --resume}. */
  public abstract String option(String name);

  /** An option and its value: {@code -Dout=DIR} or {@code --out DIR}. */
  public abstract String option(String name, String value);

  /** What asks for an experiment: {@code -Dexp=smoke} or {@code groundswell run smoke}. */
  public abstract String experiment(String nameOrFile);

  /** The command that lists the experiments. */
  public abstract String listing();

  /** The command that goes on with a run. */
  public abstract String resuming(String experiment, String folder);

  /** The option that opens a sealed experiment once more. */
  public String again() {
    return this == MAVEN ? option("again", "true") : option("again");
  }

  /** The command that opens a sealed experiment. */
  public String unsealing(String file) {
    return this == MAVEN
        ? program + " " + option("unseal", quoted(file))
        : program + " unseal " + quoted(file);
  }

  /** Where there is more memory to be had. */
  public abstract String heap();

  /** The command that asks for the same again, in the reader's shell. */
  public String repeating(Map<String, String> options) {
    return Stream.of("exp", "data", "context", "set")
        .filter(options::containsKey)
        .map(
            name ->
                name.equals("exp")
                    ? experiment(quoted(options.get(name)))
                    : option(name, quoted(options.get(name))))
        .collect(Collectors.joining(" ", this == MAVEN ? program + " " : "", ""));
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9._/=,:@%+-]+")
        ? value
        : "'" + value.replace("'", "'\\''") + "'";
  }
}
