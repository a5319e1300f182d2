package org.groundswell.window;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.scale.Scaling;

/**
 * Encodes the columns of a row in one go, bit for bit as {@link ColumnEncoding#write} does one by
 * one: flags and quantities that are shifted, divided and clipped in runs, and counts by a table of
 * the small whole numbers.
 */
final class RowEncoding {
  /** Counts below have their encoding in a table. */
  private static final int TABLE = 1024;

  private static final float[] NO_TABLE = {};

  private final ColumnEncoding[] columns;

  /** By column: the end of the run of affine columns that it begins, or itself. */
  private final int[] runEnd;

  private final double[] centre;

  /** What affine columns are divided by; 0 of the others. */
  private final double[] scale;

  private final float[][] tables;

  RowEncoding(List<ColumnEncoding> encodings) {
    columns = encodings.toArray(ColumnEncoding[]::new);
    runEnd = new int[columns.length];
    centre = new double[columns.length];
    scale = new double[columns.length];
    tables = new float[columns.length][];
    for (int c = columns.length - 1; c >= 0; c--) {
      ColumnEncoding column = columns[c];
      runEnd[c] = c;
      tables[c] = column.column().kind() == Column.Kind.COUNT ? table(column) : NO_TABLE;
      if (column.scaling() instanceof Scaling.Chain chain
          && chain.steps().size() == 1
          && chain.steps().get(0) instanceof Scaling.Affine affine) {
        centre[c] = affine.centre();
        scale[c] = affine.scale();
      } else if (column.column().kind() == Column.Kind.FLAG) {
        scale[c] = 1;
      }
      if (scale[c] > 0 && !column.column().nullable()) {
        runEnd[c] = c + 1 < columns.length ? Math.max(c + 1, runEnd[c + 1]) : c + 1;
      }
    }
  }

  private static float[] table(ColumnEncoding column) {
    float[] table = new float[TABLE];
    float[] written = new float[2];
    for (int count = 0; count < TABLE; count++) {
      column.write(count, written, 0);
      table[count] = written[0];
    }
    return table;
  }

  /** How many values a row has. */
  int columns() {
    return columns.length;
  }

  /** Writes the features of a row's values and returns the position after them. */
  int write(float[] row, float[] into, int at) {
    int to = at;
    int c = 0;
    while (c < columns.length) {
      if (runEnd[c] > c) {
        writeRun(row, c, runEnd[c], into, to - c, columns[c].clip());
        to += runEnd[c] - c;
        c = runEnd[c];
      } else {
        to = writeOne(c, row[c], into, to);
        c++;
      }
    }
    return to;
  }

  private void writeRun(float[] row, int from, int end, float[] into, int shift, double clip) {
    for (int c = from; c < end; c++) {
      into[c + shift] = affine(row[c], c, clip);
    }
  }

  private float affine(float value, int c, double clip) {
    double scaled = (value - centre[c]) / scale[c];
    scaled = scaled > clip ? clip : scaled;
    return (float) (scaled < -clip ? -clip : scaled);
  }

  private int writeOne(int c, float value, float[] into, int at) {
    float[] table = tables[c];
    int whole = (int) value;
    if (scale[c] > 0 && !Float.isNaN(value)) {
      into[at] = affine(value, c, columns[c].clip());
    } else if (whole == value
        && whole < table.length
        // not −0, whose sign the scaling keeps
        && Float.floatToRawIntBits(value) >= 0) {
      into[at] = table[whole];
    } else {
      return columns[c].write(value, into, at);
    }
    if (!columns[c].column().nullable()) {
      return at + 1;
    }
    into[at + 1] = 0;
    return at + 2;
  }
}
