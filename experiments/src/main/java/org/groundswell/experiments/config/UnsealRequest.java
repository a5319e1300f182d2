package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which sealed experiment is to be opened: {@code -Dunseal=FILE}, or the command {@code unseal}.
 *
 * @param file what {@code seal} wrote
 * @param again whether even if it was opened before
 * @param out where run folders go
 * @param ledger where reads of test slices are entered, if not beside the run folders
 */
public record UnsealRequest(Path file, boolean again, Path out, Optional<Path> ledger) {

  /**
   * Reads options by name.
   *
   * @throws UsageException if one is blank, or there are some that would change what was sealed
   */
  public static UnsealRequest parse(Map<String, String> options, Caller caller) {
    for (String key : new String[] {"exp", "set", "data", "context", "resume"}) {
      if (options.containsKey(key)) {
        throw new UsageException(
            "a sealed experiment is run as it was sealed: leave out %s"
                .formatted(caller.option(key)));
      }
    }
    return new UnsealRequest(
        Path.of(Invocation.value(options, "unseal", caller).orElseThrow()),
        Invocation.value(options, "again", caller).map(Boolean::parseBoolean).orElse(false),
        Path.of(Invocation.value(options, "out", caller).orElse("runs")),
        Invocation.value(options, "ledger", caller).map(Path::of));
  }
}
