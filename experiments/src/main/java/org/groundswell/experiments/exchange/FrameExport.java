package org.groundswell.experiments.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.Anchors;
import org.groundswell.window.Windows;

/**
 * A frame and its folds as {@code rows.parquet}, {@code folds.parquet} and {@code frame.npz}. Rows
 * are written one by one, so memory does not grow with them; the same frame gives the same bytes.
 *
 * @param anchors of the frame
 * @param told by row whether its targets and other observed values are written, or left out as if
 *     missing
 */
public record FrameExport(Windows windows, List<Fold> folds, Anchors anchors, boolean[] told) {

  /** The column of {@code rows.parquet} that holds a known column. */
  public static String known(String name) {
    return "known." + name;
  }

  /** The column that holds a target. */
  public static String target(String name) {
    return "target." + name;
  }

  /** The column that holds a target's anchor, see {@link Anchors}. */
  public static String anchor(String target) {
    return "anchor." + target;
  }

  /** The column that holds what is observed beside the targets. */
  public static String observed(String name) {
    return "observed." + name;
  }

  /**
   * Writes the three files into an existing folder.
   *
   * @throws org.groundswell.data.DataException if names of columns can't be told apart
   */
  public void write(Path folder) throws IOException {
    ParquetTable.write(folder.resolve("rows.parquet"), columns(), this::rows);
    ParquetTable.write(
        folder.resolve("folds.parquet"),
        List.of(
            new ParquetTable.Column("row", ParquetTable.Type.INTEGER),
            new ParquetTable.Column("fold", ParquetTable.Type.INTEGER),
            new ParquetTable.Column("role", ParquetTable.Type.VARCHAR),
            new ParquetTable.Column("validation_start", ParquetTable.Type.TIMESTAMPTZ),
            new ParquetTable.Column("cut", ParquetTable.Type.TIMESTAMPTZ)),
        this::folds);
    try (Npz npz = new Npz(folder.resolve("frame.npz"))) {
      write(npz);
    }
  }

  private Frame frame() {
    return windows.frame();
  }

  private List<ParquetTable.Column> columns() {
    Schema schema = frame().schema();
    List<ParquetTable.Column> columns = new ArrayList<>();
    columns.add(new ParquetTable.Column("row", ParquetTable.Type.INTEGER));
    columns.add(new ParquetTable.Column("id", ParquetTable.Type.VARCHAR));
    columns.add(new ParquetTable.Column("group", ParquetTable.Type.VARCHAR));
    columns.add(new ParquetTable.Column("group_code", ParquetTable.Type.INTEGER));
    columns.add(new ParquetTable.Column("stratum", ParquetTable.Type.INTEGER));
    columns.add(new ParquetTable.Column("instant", ParquetTable.Type.TIMESTAMPTZ));
    for (Column column : schema.known()) {
      columns.add(new ParquetTable.Column(known(column.name()), type(column)));
    }
    for (String target : schema.targets()) {
      columns.add(new ParquetTable.Column(target(target), ParquetTable.Type.DOUBLE));
    }
    for (Column column : schema.observed()) {
      columns.add(new ParquetTable.Column(observed(column.name()), type(column)));
    }
    for (String target : schema.targets()) {
      columns.add(new ParquetTable.Column(anchor(target), ParquetTable.Type.DOUBLE));
    }
    return columns;
  }

  private static ParquetTable.Type type(Column column) {
    return column.kind() == Column.Kind.CATEGORICAL
        ? ParquetTable.Type.INTEGER
        : ParquetTable.Type.FLOAT;
  }

  private void rows(DuckDBAppender into) throws SQLException {
    Frame frame = frame();
    Schema schema = frame.schema();
    float[] known = new float[schema.known().size()];
    for (int row = 0; row < frame.rows(); row++) {
      into.beginRow();
      into.append(row);
      into.append(frame.id(row));
      into.append(frame.groups().get(frame.group(row)));
      into.append(frame.group(row));
      into.append(frame.stratum(row));
      into.appendEpochMicros(micros(frame.millis(row)));
      frame.known(row, 0, known.length, known);
      for (int c = 0; c < known.length; c++) {
        append(into, schema.known().get(c), known[c]);
      }
      for (int t = 0; t < schema.targets().size(); t++) {
        ParquetTable.appendOrNull(into, outcome(row, t));
      }
      for (int c = 0; c < schema.observed().size(); c++) {
        append(into, schema.observed().get(c), extra(row, c));
      }
      for (int t = 0; t < schema.targets().size(); t++) {
        ParquetTable.appendOrNull(into, anchors.level(row, t));
      }
      into.endRow();
    }
  }

  private static void append(DuckDBAppender into, Column column, float value) throws SQLException {
    if (type(column) == ParquetTable.Type.INTEGER && !Float.isNaN(value)) {
      into.append(Math.round(value));
    } else {
      ParquetTable.appendOrNull(into, value);
    }
  }

  private static long micros(long millis) {
    return Math.multiplyExact(millis, 1000L);
  }

  private double outcome(int row, int target) {
    return told[row] ? frame().observed(row, target) : Double.NaN;
  }

  private float extra(int row, int column) {
    return told[row] ? frame().extra(row, column) : Float.NaN;
  }

  private void folds(DuckDBAppender into) throws SQLException {
    for (Fold fold : folds) {
      role(into, fold, "train", fold.train());
      role(into, fold, "validation", fold.validation());
      role(into, fold, "refit", fold.refit());
      role(into, fold, "test", fold.test());
    }
  }

  private static void role(DuckDBAppender into, Fold fold, String role, int[] rows)
      throws SQLException {
    long validationStart = micros(fold.validationStart().toEpochMilli());
    long cut = micros(fold.cut().toEpochMilli());
    for (int row : rows) {
      into.beginRow();
      into.append(row);
      into.append(fold.number());
      into.append(role);
      into.appendEpochMicros(validationStart);
      into.appendEpochMicros(cut);
      into.endRow();
    }
  }

  private void write(Npz npz) throws IOException {
    Frame frame = frame();
    Schema schema = frame.schema();
    int rows = frame.rows();
    int targets = schema.targets().size();
    float[] known = new float[schema.known().size()];
    npz.matrix(
        "known",
        Npz.Type.FLOAT32,
        rows,
        known.length,
        (row, into) -> {
          frame.known(row, 0, known.length, known);
          for (float value : known) {
            into.putFloat(value);
          }
        });
    npz.matrix(
        "targets",
        Npz.Type.FLOAT64,
        rows,
        targets,
        (row, into) -> {
          for (int t = 0; t < targets; t++) {
            into.putDouble(outcome(row, t));
          }
        });
    npz.matrix(
        "anchors",
        Npz.Type.FLOAT64,
        rows,
        targets,
        (row, into) -> {
          for (int t = 0; t < targets; t++) {
            into.putDouble(anchors.level(row, t));
          }
        });
    npz.matrix(
        "observed",
        Npz.Type.FLOAT32,
        rows,
        schema.observed().size(),
        (row, into) -> {
          for (int c = 0; c < schema.observed().size(); c++) {
            into.putFloat(extra(row, c));
          }
        });
    npz.vector("instant", Npz.Type.INT64, rows, (row, into) -> into.putLong(frame.millis(row)));
    npz.vector("group", Npz.Type.INT32, rows, (row, into) -> into.putInt(frame.group(row)));
    npz.vector("stratum", Npz.Type.INT32, rows, (row, into) -> into.putInt(frame.stratum(row)));
    int[] window = new int[windows.time()];
    npz.matrix(
        "windows",
        Npz.Type.INT32,
        rows,
        window.length,
        (row, into) -> {
          windows.write(row, window, 0);
          for (int position : window) {
            into.putInt(position);
          }
        });
    npz.texts("group_names", frame.groups());
    npz.texts("known_names", schema.known().stream().map(Column::name).toList());
    npz.texts("target_names", schema.targets());
    npz.texts("observed_names", schema.observed().stream().map(Column::name).toList());
    for (Fold fold : folds) {
      String name = "fold%d_".formatted(fold.number());
      npz.rowNumbers(name + "train", fold.train());
      npz.rowNumbers(name + "validation", fold.validation());
      npz.rowNumbers(name + "refit", fold.refit());
      npz.rowNumbers(name + "test", fold.test());
    }
  }
}
