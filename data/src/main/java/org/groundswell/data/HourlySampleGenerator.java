package org.groundswell.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes a generated sample of hourly counts: made-up series ({@code sample_tea.csv}) with the
 * columns {@code hour,mentions}, for trying things out and for tests. A result on it says nothing
 * about people.
 *
 * <p>The logarithm of a count is the sum of
 *
 * <ul>
 *   <li>the series' level, between 10 and 500 mentions an hour;
 *   <li>a daily wave with a peak hour of the series, and less on Saturday and Sunday;
 *   <li>an AR(1) process from hour to hour;
 *   <li>now and then a burst that halves in about two hours;
 *   <li>noise.
 * </ul>
 *
 * In one hour of 200 nothing was counted: it has no row.
 */
public final class HourlySampleGenerator {
  static final List<String> NAMES =
      List.of("sample_tea", "sample_rain", "sample_trains", "sample_chess", "sample_comets");
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final long SEED = 1;

  private static final double KEPT = 0.8;
  private static final double BURST_KEPT = 0.7;
  private static final double BURSTS = 0.006;
  private static final double GAPS = 0.005;

  private HourlySampleGenerator() {}

  /**
   * Writes the files of the sample into a folder, which is made; the same bytes on every machine.
   *
   * @param hours the length of each series
   * @throws DataException if they can't be written
   */
  public static void write(Path folder, int hours) {
    try {
      Files.createDirectories(folder);
      // its algorithm is part of the Java specification, and StrictMath gives the same bits
      // everywhere
      Random random = new Random(SEED);
      for (String name : NAMES) {
        String text = String.join("\n", series(random, hours)) + "\n";
        Files.writeString(folder.resolve(name + ".csv"), text);
      }
    } catch (IOException e) {
      throw new DataException(
          "%s: the sample can't be written (%s)".formatted(folder, e.getMessage()), e);
    }
  }

  private static List<String> series(Random random, int hours) {
    double level = StrictMath.log(10) + random.nextDouble() * StrictMath.log(50);
    double wave = 0.4 + 0.4 * random.nextDouble();
    double weekend = -0.2 - 0.3 * random.nextDouble();
    int peak = random.nextInt(24);
    double momentum = 0;
    double burst = 0;
    List<String> lines = new ArrayList<>(List.of("hour,mentions"));
    for (int hour = 0; hour < hours; hour++) {
      momentum = KEPT * momentum + 0.15 * random.nextGaussian();
      burst *= BURST_KEPT;
      if (random.nextDouble() < BURSTS) {
        burst += 0.8 + 0.4 * StrictMath.abs(random.nextGaussian());
      }
      double logarithm =
          level
              + wave * StrictMath.cos((hour - peak) * 2 * StrictMath.PI / 24)
              // the first day is a Monday
              + (hour / 24 % 7 >= 5 ? weekend : 0)
              + momentum
              + burst
              + 0.12 * random.nextGaussian();
      if (random.nextDouble() >= GAPS) {
        lines.add(START.plus(Duration.ofHours(hour)) + "," + (long) StrictMath.exp(logarithm));
      }
    }
    return lines;
  }
}
