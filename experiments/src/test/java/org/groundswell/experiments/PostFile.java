package org.groundswell.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes small files of posts. */
final class PostFile {
  static final String HEADER =
      "id,author,created_utc,text,likes,shares,comments,is_repost,is_reply";

  private PostFile() {}

  /** A file of as many rows as wanted, each a line of its own. */
  static Path write(Path file, String header, int rows, IntFunction<String> row)
      throws IOException {
    String lines = IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n"));
    return Files.writeString(file, header + "\n" + lines + "\n");
  }

  /** Posts of five authors, one in five hours, in the canonical layout. */
  static Path good(Path file) throws IOException {
    return write(file, HEADER, 200, PostFile::row);
  }

  /** Row k of {@link #good}. */
  static String row(int k) {
    return row(k, "a" + k % 5, hour(5 * k), Integer.toString(k * k % 31));
  }

  /** A row with an author, an instant and likes; shares are 1. */
  static String row(int k, String author, String instant, String likes) {
    return "%d,%s,%s,text %d,%s,1,%d,0,%d".formatted(k, author, instant, k, likes, k % 3, k % 2);
  }

  /** An instant some hours after the first. */
  static String hour(int hours) {
    return Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * hours).toString();
  }
}
