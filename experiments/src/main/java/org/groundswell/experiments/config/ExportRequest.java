package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be exported: {@code -Dexport=NAME -Dto=DIR}, or the command {@code export}.
 *
 * @param what the name or file of an experiment, or a run folder
 * @param to the folder to write, which must not hold anything yet
 * @param testTargets whether targets of test rows that no fold learns from are written too
 * @param ledger where reads of test slices are entered, if not beside the run folders
 * @param overrides what replaces values of the configuration
 */
public record ExportRequest(
    String what, Path to, boolean testTargets, Optional<Path> ledger, Overrides overrides) {

  /**
   * Reads options by name.
   *
   * @throws UsageException if one is missing or blank
   */
  public static ExportRequest parse(Map<String, String> options, Caller caller) {
    Map<String, String> asRun = new HashMap<>(options);
    asRun.put("exp", options.get("export"));
    asRun.remove("resume");
    Invocation run = Invocation.parse(asRun, caller);
    Path to =
        Invocation.value(options, "to", caller)
            .map(Path::of)
            .orElseThrow(
                () ->
                    new UsageException(
                        "say where to: %s, a new folder".formatted(caller.option("to", "DIR"))));
    return new ExportRequest(
        run.experiment().orElseThrow(),
        to,
        Invocation.value(options, "with-test-targets", caller)
            .map(Boolean::parseBoolean)
            .orElse(false),
        run.ledger(),
        run.overrides());
  }
}
