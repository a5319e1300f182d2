package org.groundswell.experiments;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that replace values of an experiment. */
final class ExperimentOptions {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Posts, hourly counts or a table, also a folder; without it posts or hourly counts are generated.")
  Optional<String> data = Optional.empty();

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "A second file of posts around the authors, for community counts.")
  Optional<String> context = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = {
        "Another setting, such as training.epochs=5; may be given more than once, or hold several"
            + " separated by commas. 'groundswell inspect NAME' shows all keys."
      })
  List<String> settings = new ArrayList<>();

  /** Adds what was given. */
  void addTo(Map<String, String> options) {
    data.ifPresent(file -> options.put("data", file));
    context.ifPresent(file -> options.put("context", file));
    if (!settings.isEmpty()) {
      options.put("set", String.join(",", settings));
    }
  }
}
