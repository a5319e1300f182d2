package org.groundswell.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.frame.Frame;

/** What a run makes of the files of a table or of hourly counts, for tests of other packages. */
public final class ConfiguredFrame {
  private ConfiguredFrame() {}

  /** The frame with its features; not a row is in quarantine. */
  public static Frame of(DataConfig config, List<FeatureGroup> features, Path folder) {
    try {
      FrameData read =
          TableData.load(
              config, features, List.of(), DataFiles.of(config.paths()), folder, Instant.MAX);
      assertThat(read.summary().quarantined()).isZero();
      return read.frame();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
