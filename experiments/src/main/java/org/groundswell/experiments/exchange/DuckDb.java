package org.groundswell.experiments.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * An empty database in a temporary folder, with bounded memory, one thread and no way to the
 * network: what reads and writes Parquet. The folder goes when it is closed.
 */
final class DuckDb implements Closeable {
  private final Path folder;
  private final DuckDBConnection connection;

  private DuckDb(Path folder, DuckDBConnection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /**
   * Opens a database.
   *
   * @throws IOException if there is none for this platform
   */
  static DuckDb open() throws IOException {
    Path folder = Files.createTempDirectory("groundswell-parquet");
    Properties settings = new Properties();
    // one thread, so that rows stay in order and the same rows give the same bytes
    settings.setProperty("threads", "1");
    settings.setProperty("memory_limit", "512MB");
    settings.setProperty("temp_directory", folder.resolve("spill").toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      String url = "jdbc:duckdb:" + folder.resolve("rows.db");
      var connection = (DuckDBConnection) DriverManager.getConnection(url, settings);
      return new DuckDb(folder, connection);
    } catch (SQLException | RuntimeException | LinkageError e) {
      delete(folder);
      throw new IOException(
          "Parquet files can't be read or written on this platform: %s".formatted(e.getMessage()),
          e);
    }
  }

  DuckDBConnection connection() {
    return connection;
  }

  /** Does one statement. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A name as SQL quotes it. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as SQL quotes it. */
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
