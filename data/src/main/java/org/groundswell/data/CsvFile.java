package org.groundswell.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is to be known of a CSV file before its first row. */
final class CsvFile {
  private CsvFile() {}

  /**
   * Checks before anything is opened, or removed.
   *
   * @throws DataException if there is no such file, or it is its own quarantine
   */
  static void check(Path file, Path quarantineFile) {
    PostReader.requireFile(file);
    if (file.toAbsolutePath().normalize().equals(quarantineFile.toAbsolutePath().normalize())) {
      throw new DataException(
          "%s is both the data file and its quarantine. Choose another place for the quarantine."
              .formatted(file));
    }
  }

  /** The text of a UTF-8 file after its byte order mark; malformed bytes become U+FFFD. */
  static Reader open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      passByteOrderMark(file, bytes);
    } catch (IOException | DataException e) {
      bytes.close();
      throw e;
    }
    return new InputStreamReader(bytes, StandardCharsets.UTF_8);
  }

  private static void passByteOrderMark(Path file, InputStream bytes) throws IOException {
    bytes.mark(3);
    byte[] start = bytes.readNBytes(3);
    int first = start.length < 2 ? 0 : (start[0] & 0xFF) << 8 | (start[1] & 0xFF);
    if (first == 0xFEFF || first == 0xFFFE) {
      throw new DataException("%s is UTF-16. Save it as UTF-8.".formatted(file));
    }
    if (first != 0xEFBB || start.length < 3 || (start[2] & 0xFF) != 0xBF) {
      bytes.reset();
    }
  }

  /** Takes the header off the rows. */
  static List<String> header(Path file, CsvRows rows) throws IOException {
    Optional<CsvRow> header = rows.next();
    if (header.isEmpty()) {
      throw new DataException(
          "%s is empty. It needs a header line and rows; see data/README.md.".formatted(file));
    }
    if (!(header.get() instanceof CsvRow.Whole names)) {
      throw new DataException(
          "%s, line %d: the header can't be taken apart: %s. Check its quotes."
              .formatted(file, header.get().line(), Quarantine.shorten(header.get().raw(), 200)));
    }
    return names.fields();
  }
}
