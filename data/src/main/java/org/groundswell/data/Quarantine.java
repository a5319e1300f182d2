package org.groundswell.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file of the rows that could not be read, with the reasons. It is made when the first one
 * comes, and safe to open in a spreadsheet: cells that could be formulas begin with an apostrophe.
 */
final class Quarantine implements AutoCloseable {
  static final String HEADER = "line,reason,field,value,raw";
  static final int MAX_VALUE_CHARS = 200;
  static final int MAX_RAW_CHARS = 1000;

  private final Path file;
  private final Map<String, Long> reasons = new TreeMap<>();
  private long rows;
  private CsvWriter writer;

  /**
   * Removes the quarantine of an earlier read, so that none is left over when all rows are good.
   */
  Quarantine(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try {
        if (!firstLine(file).equals(HEADER)) {
          throw new DataException(
              "%s exists and is not a quarantine file. Choose another place for the quarantine."
                  .formatted(file));
        }
        Files.delete(file);
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  private static String firstLine(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      char[] start = new char[HEADER.length()];
      int length = Math.max(0, reader.read(start));
      return new String(start, 0, length);
    } catch (MalformedInputException e) {
      return "";
    }
  }

  void add(CsvRow row, Reason reason, String field, String value) {
    try {
      if (rows == 0) {
        if (file.toAbsolutePath().getParent() != null) {
          Files.createDirectories(file.toAbsolutePath().getParent());
        }
        writer =
            CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file, StandardCharsets.UTF_8);
        writer.writeRecord(HEADER.split(","));
      }
      writer.writeRecord(
          Long.toString(row.line()),
          reason.label(),
          field,
          harmless(shorten(value, MAX_VALUE_CHARS)),
          harmless(shorten(row.raw(), MAX_RAW_CHARS)));
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(e);
    }
    rows++;
    reasons.merge(reason.label(), 1L, Long::sum);
  }

  long rows() {
    return rows;
  }

  Map<String, Long> reasons() {
    return reasons;
  }

  @Override
  public void close() {
    if (rows > 0) {
      try {
        writer.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  /** The text or its beginning, never half of a character. */
  static String shorten(String text, int chars) {
    if (text.length() <= chars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
    return text.substring(0, end) + "…";
  }

  /** Keeps spreadsheets from taking a cell as a formula. */
  private static String harmless(String cell) {
    return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }

  private DataException unwritable(Exception cause) {
    return new DataException(
        "%s: the quarantine can't be written (%s). Is its folder writable, is the disk full?"
            .formatted(file, cause.getMessage()),
        cause);
  }
}
