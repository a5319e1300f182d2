package org.groundswell.experiments.machine;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * The state of the source this program was built from.
 *
 * @param commit the full hash, {@code unknown} where the program does not run from its own
 *     repository or there is no git
 * @param state {@code clean}, {@code dirty} (tracked files differ from the commit), {@code unknown}
 */
public record Git(String commit, String state) {
  static final Git UNKNOWN = new Git("unknown", "unknown");

  /** The state of the repository that this program's classes lie in. */
  public static Git ofThisProgram() {
    CodeSource source = Git.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return UNKNOWN;
    }
    try {
      Path classes = Path.of(source.getLocation().toURI());
      return of(Files.isDirectory(classes) ? classes : classes.getParent());
    } catch (URISyntaxException | IllegalArgumentException e) {
      return UNKNOWN;
    }
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
