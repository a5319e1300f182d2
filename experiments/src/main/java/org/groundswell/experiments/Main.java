package org.groundswell.experiments;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.ExitCode;
import org.groundswell.experiments.config.Invocation;

/**
 * The command line through Maven: {@code mvn -pl experiments exec:java -Dexp=NAME}. See {@link
 * Invocation} for the other properties, and {@link Groundswell} for the packaged command line.
 */
public final class Main {
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
    return new Program(Caller.MAVEN, out, out).run(properties);
  }
}
