package org.groundswell.experiments.config;

import java.nio.file.Path;

/**
 * A contestant whose forecasts another program made.
 *
 * @param name unique among all contestants; part of file names and of the report
 * @param file a CSV or Parquet file of forecasts, relative to the working directory
 */
public record OutsideEntry(String name, String file) {

  public OutsideEntry {
    ExperimentConfig.checkName(name);
    if (file.isBlank()) {
      throw new IllegalArgumentException(
          "file of '%s' is blank; name the forecasts of another program".formatted(name));
    }
  }

  /** Where the forecasts are. */
  public Path path() {
    return Path.of(file);
  }
}
