package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.groundswell.frame.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourlySampleGeneratorTest {
  private static final int HOURS = 24 * 7 * 6;

  @TempDir Path folder;

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    HourlySampleGenerator.write(folder.resolve("a"), HOURS);
    HourlySampleGenerator.write(folder.resolve("b"), HOURS);

    for (String name : HourlySampleGenerator.NAMES) {
      assertThat(folder.resolve("a").resolve(name + ".csv"))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(name + ".csv"));
    }
    assertThat(Files.readString(folder.resolve("a").resolve("sample_tea.csv")))
        .startsWith("hour,mentions\n2024-01-01T00:00:00Z,");
  }

  @Test
  void write_series_haveADailySeasonPersistenceAndGaps() {
    HourlySampleGenerator.write(folder, HOURS);
    long gaps = 0;
    for (String name : HourlySampleGenerator.NAMES) {
      TableReader reader =
          TableReader.hourly("mentions", Duration.ofHours(1), List.of(), Instant.MAX);
      ReadSummary summary =
          reader
              .read(folder.resolve(name + ".csv"), name, folder.resolve("quarantine.csv"))
              .summary();
      gaps += summary.notes().getOrDefault("missing-hours", 0L);
      assertThat(summary.quarantined()).isZero();
      assertThat(summary.notes()).doesNotContainKey("closer-than-an-hour");
      Frame frame = reader.frame();

      assertThat(correlation(frame, 1)).as(name + " with the hour before").isGreaterThan(0.75);
      assertThat(correlation(frame, 24)).as(name + " with the day before").isGreaterThan(0.4);
      assertThat(correlation(frame, 24))
          .as(name + " with the day before, not half a day")
          .isGreaterThan(correlation(frame, 12) + 0.3);
    }
    assertThat(gaps).isBetween(5L, 60L);
  }

  /** Of log counts with those so many rows before. */
  private static double correlation(Frame frame, int lag) {
    double[] now = new double[frame.rows() - lag];
    double[] before = new double[now.length];
    for (int k = 0; k < now.length; k++) {
      now[k] = Math.log1p(frame.observed(k + lag, 0));
      before[k] = Math.log1p(frame.observed(k, 0));
    }
    return new PearsonsCorrelation().correlation(now, before);
  }
}
