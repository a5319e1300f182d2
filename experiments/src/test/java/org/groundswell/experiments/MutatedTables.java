package org.groundswell.experiments;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Copies of folders of tables or hourly counts in which whatever is unknown at an instant differs.
 */
final class MutatedTables {
  private static final String LATE = "visits mentions rain seen";

  private MutatedTables() {}

  /**
   * Copies the files of a folder. Rows at or after the instant get other values in all columns but
   * the time; rows before it whose labels have not matured by then in the late ones.
   *
   * @param spared ids of rows whose values stay but for the late ones; a row's id is made of its
   *     file and line, or in hourly counts of series and hour
   */
  static void write(
      Path from, Path to, Instant instant, Duration labelDelay, Predicate<String> spared) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectories(to);
      Random random = new Random(97);
      for (Path file : files.sorted().toList()) {
        mutate(file, to.resolve(file.getFileName()), instant, labelDelay, spared, random);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mutate(
      Path from,
      Path to,
      Instant instant,
      Duration labelDelay,
      Predicate<String> spared,
      Random random)
      throws IOException {
    String name = from.getFileName().toString();
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(from);
        CsvWriter writer = CsvWriter.builder().build(to)) {
      boolean first = true;
      for (NamedCsvRecord row : rows) {
        if (first) {
          writer.writeRecord(row.getHeader());
          first = false;
        }
        Instant at = Instant.parse(row.getField("hour"));
        boolean before = at.isBefore(instant);
        boolean known =
            before
                || spared.test(name + ":" + row.getStartingLineNumber())
                || spared.test(name.replace(".csv", "") + " " + at);
        boolean labelKnown = before && !at.plus(labelDelay).isAfter(instant);
        List<String> fields = new ArrayList<>();
        for (String column : row.getHeader()) {
          boolean stays = LATE.contains(column) ? labelKnown : known || column.equals("hour");
          String value = row.getField(column);
          fields.add(stays ? value : other(column, value, random));
        }
        writer.writeRecord(fields);
      }
    }
  }

  private static String other(String column, String value, Random random) {
    return switch (column) {
      case "shop", "kind", "sky", "seen" -> random.nextInt(3) > 0 ? "new " + column : value;
      case "note" -> "MUTATED!!! " + random.nextInt() + " " + value;
      default -> Integer.toString(random.nextInt(5_000_000));
    };
  }
}
