package org.groundswell.experiments;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Copies of a file of posts in which whatever is unknown at an instant is another. */
final class MutatedPosts {
  private MutatedPosts() {}

  /**
   * Copies a file. Rows at or after the instant get other texts, authors, flags and counts; rows
   * before it whose labels have not matured by then get other counts.
   *
   * @param spared ids whose text, author and flags stay: what is forecast at the instant is known
   */
  static void write(
      Path from, Path to, Instant instant, Duration labelDelay, Predicate<String> spared) {
    Random random = new Random(97);
    try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(from);
        CsvWriter writer = CsvWriter.builder().build(to)) {
      boolean first = true;
      for (NamedCsvRecord row : rows) {
        if (first) {
          writer.writeRecord(row.getHeader());
          first = false;
        }
        Instant created = Instant.parse(row.getField("created_utc"));
        boolean known = created.isBefore(instant) || spared.test(row.getField("id"));
        boolean labelKnown =
            !created.plus(labelDelay).isAfter(instant) && created.isBefore(instant);
        List<String> fields = new ArrayList<>();
        for (String name : row.getHeader()) {
          String value = row.getField(name);
          fields.add(
              switch (name) {
                case "text" -> known ? value : "MUTATED!!! " + random.nextInt() + " " + value;
                case "author" -> known ? value : (random.nextBoolean() ? value : "nobody");
                case "is_reply" -> known ? value : random.nextBoolean() ? "1" : "0";
                case "likes", "shares", "comments" ->
                    labelKnown ? value : Integer.toString(random.nextInt(5_000_000));
                default -> value;
              });
        }
        writer.writeRecord(fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
