package org.groundswell.experiments.exchange;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.groundswell.data.DataException;

/** Writes rows to a Parquet file in the order in which they come, in bounded memory. */
final class ParquetTable {
  private ParquetTable() {}

  /** What a column holds. */
  enum Type {
    INTEGER,
    BIGINT,
    FLOAT,
    DOUBLE,
    VARCHAR,
    /** An instant, of which microseconds since 1970 are written. */
    TIMESTAMPTZ
  }

  /** A column of a file. */
  record Column(String name, Type type) {}

  /** Writes all rows, each from {@code beginRow} to {@code endRow}. */
  interface Rows {
    void write(DuckDBAppender into) throws SQLException, IOException;
  }

  /**
   * Writes a file.
   *
   * @throws DataException if two columns differ in case alone, which readers don't tell apart
   */
  static void write(Path file, List<Column> columns, Rows rows) throws IOException {
    checkNames(columns);
    try (DuckDb database = DuckDb.open()) {
      database.execute(
          columns.stream()
              .map(column -> DuckDb.name(column.name()) + " " + column.type())
              .collect(joining(", ", "CREATE TABLE t (", ")")));
      try (DuckDBAppender appender = database.connection().createAppender("main", "t")) {
        rows.write(appender);
      }
      database.execute(
          "COPY t TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65536)"
              .formatted(DuckDb.text(file.toString())));
    } catch (SQLException e) {
      throw new IOException("%s can't be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void checkNames(List<Column> columns) {
    Map<String, String> seen = new HashMap<>();
    for (Column column : columns) {
      String other = seen.put(column.name().toLowerCase(Locale.ROOT), column.name());
      if (other != null) {
        throw new DataException(
            "columns '%s' and '%s' differ in case alone, which readers of Parquet don't tell apart. Rename one in the data."
                .formatted(other, column.name()));
      }
    }
  }

  /** Appends a number, or nothing where it is {@code NaN}. */
  static void appendOrNull(DuckDBAppender into, double value) throws SQLException {
    if (Double.isNaN(value)) {
      into.appendNull();
    } else {
      into.append(value);
    }
  }

  /** Appends a number, or nothing where it is {@code NaN}. */
  static void appendOrNull(DuckDBAppender into, float value) throws SQLException {
    if (Float.isNaN(value)) {
      into.appendNull();
    } else {
      into.append(value);
    }
  }
}
