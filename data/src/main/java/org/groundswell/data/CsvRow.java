package org.groundswell.data;

import java.util.List;

/** A row of a CSV file as it stands there. */
sealed interface CsvRow {

  /** The line of the file it begins at, from 1. */
  long line();

  /** Its characters in the file, without the last line break. */
  String raw();

  /** A row whose fields could be told apart. */
  record Whole(long line, String raw, List<String> fields) implements CsvRow {
    public Whole {
      fields = List.copyOf(fields);
    }
  }

  /** One line whose fields could not be told apart. */
  record Broken(long line, String raw, Reason reason) implements CsvRow {}
}
