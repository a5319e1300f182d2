package org.groundswell.accelerate;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The matrix product of the OpenBLAS that ND4J brings.
 *
 * <p>With AVX-512 it has kernels for small matrices that need not be rearranged first. They are for
 * products of at most a million multiplications, and half as fast again as the others if the right
 * factor lies in the nearest cache, not transposed; so products are put together from such. They
 * are no worse elsewhere, but only there it was measured, and only there it is done.
 */
final class Blas {
  private static final int SMALL = 1_000_000;

  /** Terms summed up at once at most: those of a sum of more are summed in parts. */
  static final int TERMS = 128;

  /** Columns at once at most. */
  private static final int COLUMNS = 64;

  /** The floats of a right factor that stay near while the rows of the left one come by. */
  private static final int PANEL = TERMS * COLUMNS;

  /** Columns, and rows, come in such groups but for the last ones. */
  private static final int GROUP = 16;

  /** From that many rows on it pays to put the right factor in order first. */
  private static final int MANY_ROWS = 128;

  private static final boolean SMALL_KERNELS = hasSmallKernels();

  private static final ThreadLocal<Panel> PANELS = ThreadLocal.withInitial(Panel::new);

  private Blas() {}

  private static boolean hasSmallKernels() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512f ");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * {@code c = a × b + beta × c}, all row-major, {@code c} being {@code [rows, columns]}.
   *
   * @param widthA floats from one row of {@code a}, as it lies there, to the next; so for the
   *     others
   * @param transposedA whether {@code a} lies there transposed
   */
  static void multiply(
      Floats a,
      int widthA,
      boolean transposedA,
      Floats b,
      int widthB,
      boolean transposedB,
      Floats c,
      int widthC,
      int rows,
      int columns,
      int inner,
      float beta) {
    long factor = (long) columns * inner;
    boolean small = factor <= PANEL && rows * factor <= SMALL;
    boolean notWorth = columns == 1 || (transposedB && rows < MANY_ROWS);
    if (!SMALL_KERNELS || small || notWorth) {
      once(a, widthA, transposedA, b, widthB, transposedB, c, widthC, rows, columns, inner, beta);
      return;
    }
    long startA = a.position();
    long startB = b.position();
    long startC = c.position();
    int termsAtOnce = evenly(inner, TERMS, 1);
    // without gaps and small enough to stay near as it is
    boolean near = !transposedB && widthB == columns && factor <= PANEL;
    int columnsAtOnce = near ? columns : evenly(columns, COLUMNS, GROUP);
    int rowsAtOnce = evenly(rows, SMALL / (columnsAtOnce * termsAtOnce), GROUP);
    // lines of the cache that are a long way apart get in each other's way
    boolean copied = transposedB || (!near && rows >= MANY_ROWS && widthB > COLUMNS);
    Panel panel = PANELS.get();
    // all terms of some rows before the next rows, where that needs no panel twice
    int band = copied || transposedA ? rows : rowsAtOnce;
    for (int first = 0; first < rows; first += band) {
      int last = Math.min(first + band, rows);
      for (int term = 0; term < inner; term += termsAtOnce) {
        int terms = Math.min(termsAtOnce, inner - term);
        for (int column = 0; column < columns; column += columnsAtOnce) {
          int width = Math.min(columnsAtOnce, columns - column);
          if (transposedB) {
            panel.turn(b, startB + (long) column * widthB + term, widthB, width, terms);
          } else if (copied) {
            panel.copy(b, startB + (long) term * widthB + column, widthB, terms, width);
          } else {
            b.from(startB + (long) term * widthB + column);
          }
          for (int row = first; row < last; row += rowsAtOnce) {
            long fromA = transposedA ? (long) term * widthA + row : (long) row * widthA + term;
            once(
                a.from(startA + fromA),
                widthA,
                transposedA,
                copied ? panel.floats() : b,
                copied ? width : widthB,
                false,
                c.from(startC + (long) row * widthC + column),
                widthC,
                Math.min(rowsAtOnce, last - row),
                width,
                terms,
                term == 0 ? beta : 1);
          }
        }
      }
    }
    a.from(startA);
    b.from(startB);
    c.from(startC);
  }

  /** The size of a part of the fewest of at most {@code most}, a multiple of {@code group}. */
  private static int evenly(int whole, int most, int group) {
    int largest = Math.max(group, most / group * group);
    int parts = (whole + largest - 1) / largest;
    int part = (whole + parts - 1) / parts;
    return (part + group - 1) / group * group;
  }

  private static void once(
      Floats a,
      int widthA,
      boolean transposedA,
      Floats b,
      int widthB,
      boolean transposedB,
      Floats c,
      int widthC,
      int rows,
      int columns,
      int inner,
      float beta) {
    cblas_sgemm(
        CblasRowMajor,
        transposedA ? CblasTrans : CblasNoTrans,
        transposedB ? CblasTrans : CblasNoTrans,
        rows,
        columns,
        inner,
        1,
        a,
        widthA,
        b,
        widthB,
        beta,
        c,
        widthC);
  }

  /** Room for a part of a right factor, row by row without gaps. */
  private static final class Panel {
    private static final int TOGETHER = 8;

    private final Scratch memory = new Scratch();
    private final float[] rows = new float[TOGETHER * TERMS];
    private final float[] panel = new float[PANEL];

    Floats floats() {
      return memory.of(PANEL);
    }

    /** Takes {@code [count, length]} from a place on. */
    void copy(Floats matrix, long place, int pitch, int count, int length) {
      int start = Math.toIntExact(place);
      for (int k = 0; k < count; k++) {
        matrix.read(start + k * pitch, panel, k * length, length);
      }
      floats().write(0, panel, 0, count * length);
    }

    /** Takes {@code [count, length]} from a place on, as {@code [length, count]}. */
    void turn(Floats matrix, long place, int pitch, int count, int length) {
      int start = Math.toIntExact(place);
      for (int from = 0; from < count; from += TOGETHER) {
        int together = Math.min(TOGETHER, count - from);
        for (int k = 0; k < together; k++) {
          matrix.read(start + (from + k) * pitch, rows, k * TERMS, length);
        }
        if (together == TOGETHER) {
          for (int k = 0; k < length; k++) {
            int to = k * count + from;
            panel[to] = rows[k];
            panel[to + 1] = rows[TERMS + k];
            panel[to + 2] = rows[2 * TERMS + k];
            panel[to + 3] = rows[3 * TERMS + k];
            panel[to + 4] = rows[4 * TERMS + k];
            panel[to + 5] = rows[5 * TERMS + k];
            panel[to + 6] = rows[6 * TERMS + k];
            panel[to + 7] = rows[7 * TERMS + k];
          }
        } else {
          for (int row = 0; row < together; row++) {
            for (int k = 0; k < length; k++) {
              panel[k * count + from + row] = rows[row * TERMS + k];
            }
          }
        }
      }
      floats().write(0, panel, 0, count * length);
    }
  }
}
