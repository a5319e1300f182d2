package org.groundswell.experiments.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** Forecasts of many competitors as a Parquet file, a line for each row, target, fold and seed. */
public final class ForecastTable {
  private final DuckDBAppender into;
  private final int levels;

  private ForecastTable(DuckDBAppender into, int levels) {
    this.into = into;
    this.levels = levels;
  }

  /** Gives lines in their order. */
  public interface Lines {
    void write(ForecastTable into) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param levels quantile levels that some competitor forecasts
   */
  public static void write(Path file, List<Double> levels, Lines lines) throws IOException {
    List<ParquetTable.Column> columns = new ArrayList<>();
    columns.add(new ParquetTable.Column("entry", ParquetTable.Type.VARCHAR));
    columns.add(new ParquetTable.Column("fold", ParquetTable.Type.INTEGER));
    columns.add(new ParquetTable.Column("seed", ParquetTable.Type.BIGINT));
    columns.add(new ParquetTable.Column("phase", ParquetTable.Type.VARCHAR));
    columns.add(new ParquetTable.Column("row", ParquetTable.Type.INTEGER));
    columns.add(new ParquetTable.Column("target", ParquetTable.Type.VARCHAR));
    columns.add(new ParquetTable.Column("forecast", ParquetTable.Type.DOUBLE));
    for (double level : levels) {
      columns.add(new ParquetTable.Column("q" + level, ParquetTable.Type.DOUBLE));
    }
    ParquetTable.write(file, columns, into -> lines.write(new ForecastTable(into, levels.size())));
  }

  /**
   * Adds a forecast of a test row.
   *
   * @param quantiles one a level, {@code NaN} where there is none
   */
  public void add(
      String entry,
      int fold,
      long seed,
      int row,
      String target,
      double forecast,
      double[] quantiles)
      throws IOException {
    if (quantiles.length != levels) {
      throw new IllegalArgumentException(
          "%d quantiles where there are %d levels".formatted(quantiles.length, levels));
    }
    try {
      into.beginRow();
      into.append(entry);
      into.append(fold);
      into.append(seed);
      into.append("test");
      into.append(row);
      into.append(target);
      into.append(forecast);
      for (double quantile : quantiles) {
        ParquetTable.appendOrNull(into, quantile);
      }
      into.endRow();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
