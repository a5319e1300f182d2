package org.groundswell.data;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Frames as Tablesaw tables and back. A missing value is missing on both sides. */
public final class FrameTables {
  private static final List<String> OWN = List.of("id", "group", "instant", "stratum");

  private FrameTables() {}

  /**
   * A table with the columns {@code id, group, instant, stratum}, then the known ones as floats,
   * then the targets as doubles, then the further observed ones as floats; rows in the frame's
   * order.
   *
   * @throws DataException if a column of the frame has one of the first four names
   */
  public static Table toTable(Frame frame) {
    StringColumn id = StringColumn.create("id");
    StringColumn group = StringColumn.create("group");
    InstantColumn instant = InstantColumn.create("instant");
    IntColumn stratum = IntColumn.create("stratum");
    for (int row = 0; row < frame.rows(); row++) {
      id.append(frame.id(row));
      group.append(frame.groups().get(frame.group(row)));
      instant.append(frame.instant(row));
      stratum.append(frame.stratum(row));
    }
    Table table = Table.create("frame", id, group, instant, stratum);
    addFloats(table, frame.schema().known(), frame, frame::known);
    for (int t = 0; t < frame.schema().targets().size(); t++) {
      double[] values = new double[frame.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = frame.observed(row, t);
      }
      table.addColumns(DoubleColumn.create(free(frame.schema().targets().get(t)), values));
    }
    addFloats(table, frame.schema().observed(), frame, frame::extra);
    return table;
  }

  /** Reads a value of a column of a row. */
  private interface Cells {
    float value(int row, int column);
  }

  private static void addFloats(
      Table table, List<org.groundswell.frame.Column> columns, Frame frame, Cells cells) {
    for (int c = 0; c < columns.size(); c++) {
      float[] values = new float[frame.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = cells.value(row, c);
      }
      table.addColumns(FloatColumn.create(free(columns.get(c).name()), values));
    }
  }

  private static String free(String name) {
    // Tablesaw does not tell upper from lower case
    if (OWN.stream().anyMatch(name::equalsIgnoreCase)) {
      throw new DataException(
          "column '%s' of the frame has the name of one of %s. Rename it.".formatted(name, OWN));
    }
    return name;
  }

  /** The columns of {@link #toTable}, to read it back. */
  public static TableColumns columns(Frame frame) {
    Schema schema = frame.schema();
    return new TableColumns(
        "id",
        "group",
        "instant",
        "stratum",
        schema.known(),
        schema.targets(),
        schema.observed(),
        frame.labelDelay());
  }

  /** A frame of a table, its collection ending with the newest row. */
  public static Frame fromTable(Table table, TableColumns columns) {
    return builder(table, columns).build();
  }

  /** A frame of a table whose collection ended at an instant. */
  public static Frame fromTable(Table table, TableColumns columns, Instant collectedUntil) {
    return builder(table, columns).collectedUntil(collectedUntil).build();
  }

  /**
   * Adds the rows of a table to a builder.
   *
   * @throws DataException if a column or value is missing, or is no number or time
   */
  private static Frame.Builder builder(Table table, TableColumns columns) {
    if (table.isEmpty()) {
      throw new DataException("table '%s' has no rows".formatted(table.name()));
    }
    Frame.Builder builder = Frame.builder(columns.schema(), columns.labelDelay());
    List<Column<?>> known = columns(table, columns.known());
    List<Column<?>> extras = columns(table, columns.observed());
    List<Column<?>> targets =
        columns.targets().stream().<Column<?>>map(t -> column(table, t)).toList();
    Column<?> instant = column(table, columns.instant());
    double[] targetValues = new double[targets.size()];
    for (int row = 0; row < table.rowCount(); row++) {
      float[] knownValues = floats(known, columns.known(), row);
      float[] extraValues = floats(extras, columns.observed(), row);
      for (int t = 0; t < targetValues.length; t++) {
        targetValues[t] = number(targets.get(t), row);
      }
      String id =
          columns.id().isEmpty() ? Integer.toString(row + 1) : text(table, columns.id(), row);
      String group = columns.group().isEmpty() ? "all" : text(table, columns.group(), row);
      int stratum = columns.stratum().isEmpty() ? 0 : whole(column(table, columns.stratum()), row);
      builder.add(
          id, group, instant(instant, row), stratum, knownValues, targetValues, extraValues);
    }
    return builder;
  }

  private static List<Column<?>> columns(Table table, List<org.groundswell.frame.Column> named) {
    return named.stream().<Column<?>>map(c -> column(table, c.name())).toList();
  }

  private static float[] floats(
      List<Column<?>> columns, List<org.groundswell.frame.Column> declared, int row) {
    float[] values = new float[columns.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) number(columns.get(c), row);
      if (Float.isNaN(values[c]) && !declared.get(c).nullable()) {
        throw new DataException(
            "row %d: no value in column '%s'. Fill it, or name the column as one that may be missing (orMissing)."
                .formatted(row + 1, columns.get(c).name()));
      }
    }
    return values;
  }

  private static Column<?> column(Table table, String name) {
    if (!table.containsColumn(name)) {
      throw new DataException(
          "table '%s' has no column '%s'; it has %s"
              .formatted(table.name(), name, table.columnNames()));
    }
    return table.column(name);
  }

  private static String text(Table table, String name, int row) {
    String text = column(table, name).getUnformattedString(row);
    if (text.isEmpty()) {
      throw new DataException("row %d: no value in column '%s'".formatted(row + 1, name));
    }
    return text;
  }

  private static double number(Column<?> column, int row) {
    double value;
    if (column instanceof NumericColumn<?> numbers) {
      value = column.isMissing(row) ? Double.NaN : numbers.getDouble(row);
    } else if (column instanceof BooleanColumn flags) {
      value = column.isMissing(row) ? Double.NaN : flags.getDouble(row);
    } else {
      throw new DataException(
          "column '%s' holds %s, not numbers. Convert it before."
              .formatted(column.name(), column.type().name()));
    }
    if (Double.isInfinite(value)) {
      throw new DataException(
          "row %d: column '%s' holds %s".formatted(row + 1, column.name(), value));
    }
    return value;
  }

  private static int whole(Column<?> column, int row) {
    double value = number(column, row);
    if (value != (int) value) {
      throw new DataException(
          "row %d: '%s' in column '%s' is no whole number"
              .formatted(row + 1, column.getUnformattedString(row), column.name()));
    }
    return (int) value;
  }

  private static Instant instant(Column<?> column, int row) {
    Object value = column.isMissing(row) ? "" : column.get(row);
    Optional<Instant> instant;
    if (value instanceof Instant given) {
      instant = Optional.of(given);
    } else if (value instanceof LocalDateTime dateTime) {
      instant = Optional.of(dateTime.toInstant(ZoneOffset.UTC));
    } else if (value instanceof LocalDate day) {
      instant = Optional.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
    } else {
      instant = Timestamps.parse(value.toString());
    }
    return instant.orElseThrow(
        () ->
            new DataException(
                "row %d: '%s' in column '%s' is no time. Times look like %s."
                    .formatted(row + 1, value, column.name(), Timestamps.EXAMPLES)));
  }
}
