package org.groundswell.experiments.machine;

import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Properties;

/**
 * The state of the source this program was built from.
 *
 * @param commit the full hash, {@code unknown} where the program does not run from its own
 *     repository or distribution or there is no git
 * @param state {@code clean}, {@code dirty} (tracked files differ from the commit), {@code unknown}
 */
public record Git(String commit, String state) {
  static final Git UNKNOWN = new Git("unknown", "unknown");

  /** Stands beside the jars of a distribution and says what they were built from. */
  private static final String BUILT_FROM = "source.properties";

  /**
   * What a distribution says it was built from; elsewhere the state of the repository that this
   * program's classes lie in.
   */
  public static Git ofThisProgram() {
    CodeSource source = Git.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return UNKNOWN;
    }
    try {
      Path classes = Path.of(source.getLocation().toURI());
      Path folder = Files.isDirectory(classes) ? classes : classes.getParent();
      Path built = folder.resolve(BUILT_FROM);
      return Files.isRegularFile(built) ? builtFrom(built) : of(folder);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  static Git builtFrom(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      return UNKNOWN;
    }
    return new Git(
        properties.getProperty("commit", UNKNOWN.commit()),
        properties.getProperty("state", UNKNOWN.state()));
  }

  static Git of(Path folder) {
    Optional<Path> top =
        Command.output(folder, "git", "rev-parse", "--show-toplevel").map(Path::of);
    // a jar may lie in somebody else's repository, whose commits say nothing of this program
    if (top.filter(path -> Files.exists(path.resolve("experiments/pom.xml"))).isEmpty()) {
      return UNKNOWN;
    }
    String state =
        Command.output(folder, "git", "-C", top.get().toString(), "status", "--porcelain", "-uno")
            .map(changes -> changes.isEmpty() ? "clean" : "dirty")
            .orElse("unknown");
    return new Git(Command.output(folder, "git", "rev-parse", "HEAD").orElse("unknown"), state);
  }
}
