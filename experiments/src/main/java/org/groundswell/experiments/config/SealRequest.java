package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be sealed: {@code -Dseal=NAME -Dhypothesis=TEXT -Dexpect=A<B}, or the command {@code
 * seal}.
 *
 * @param experiment the name or file of the experiment
 * @param hypothesis in words
 * @param expect which entry is expected to be better than which
 * @param to the file to write, if not {@code sealed/NAME.json}
 * @param overrides what replaces values of the configuration
 */
public record SealRequest(
    String experiment, String hypothesis, String expect, Optional<Path> to, Overrides overrides) {

  /**
   * Reads options by name.
   *
   * @throws UsageException if one is missing or blank
   */
  public static SealRequest parse(Map<String, String> options, Caller caller) {
    Map<String, String> asRun = new HashMap<>(options);
    asRun.put("exp", options.get("seal"));
    asRun.remove("resume");
    Invocation run = Invocation.parse(asRun, caller);
    return new SealRequest(
        run.experiment().orElseThrow(),
        required(options, "hypothesis", "'what you expect, in a sentence'", caller),
        required(options, "expect", "'transformer-huber < lightgbm-mae by 0.01'", caller),
        Invocation.value(options, "to", caller).map(Path::of),
        run.overrides());
  }

  private static String required(
      Map<String, String> options, String key, String such, Caller caller) {
    return Invocation.value(options, key, caller)
        .orElseThrow(
            () ->
                new UsageException(
                    "a sealed experiment needs a hypothesis in words and in a form that can be checked: add %s"
                        .formatted(caller.option(key, such))));
  }
}
