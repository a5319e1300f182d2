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
 * <p>With AVX-512 it has kernels for small matrices that need not be rearranged first, and are up
 * to 1.6 times as fast a number. They are for products of at most a million multiplications; so
 * larger ones are put together from such. Elsewhere that would cost a little, and is not done.
 */
final class Blas {
  private static final int SMALL = 1_000_000;

  /** Terms summed up at once where the left factor is transposed; more were measured as slower. */
  private static final int TERMS = 64;

  /** Fewer rows than that at once would not pay. */
  private static final int FEWEST = 8;

  /** From that many rows on it pays to transpose the right factor, of at most that many numbers. */
  private static final int MANY_ROWS = 512;

  private static final int TRANSPOSABLE = 1 << 17;

  private static final boolean SMALL_KERNELS = hasSmallKernels();

  private static final ThreadLocal<Transposed> TRANSPOSED =
      ThreadLocal.withInitial(Transposed::new);

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
    if (!SMALL_KERNELS || (long) rows * columns * inner <= SMALL) {
      once(a, widthA, transposedA, b, widthB, transposedB, c, widthC, rows, columns, inner, beta);
    } else if (transposedA && !transposedB) {
      bySums(a, widthA, b, widthB, c, widthC, rows, columns, inner, beta);
    } else if (!transposedA && !transposedB) {
      byRows(a, widthA, b, widthB, c, widthC, rows, columns, inner, beta);
    } else if (!transposedA && rows >= MANY_ROWS && columns * inner <= TRANSPOSABLE) {
      Floats turned = TRANSPOSED.get().of(b, widthB, columns, inner);
      byRows(a, widthA, turned, columns, c, widthC, rows, columns, inner, beta);
    } else {
      once(a, widthA, transposedA, b, widthB, transposedB, c, widthC, rows, columns, inner, beta);
    }
  }

  private static void byRows(
      Floats a,
      int widthA,
      Floats b,
      int widthB,
      Floats c,
      int widthC,
      int rows,
      int columns,
      int inner,
      float beta) {
    int together = SMALL / (columns * inner);
    if (together < FEWEST) {
      once(a, widthA, false, b, widthB, false, c, widthC, rows, columns, inner, beta);
      return;
    }
    long startA = a.position();
    long startC = c.position();
    for (int row = 0; row < rows; row += together) {
      int count = Math.min(together, rows - row);
      once(
          a.from(startA + (long) row * widthA),
          widthA,
          false,
          b,
          widthB,
          false,
          c.from(startC + (long) row * widthC),
          widthC,
          count,
          columns,
          inner,
          beta);
    }
    a.from(startA);
    c.from(startC);
  }

  /** With {@code a} transposed: {@code inner} is many, as samples are in a gradient by weights. */
  private static void bySums(
      Floats a,
      int widthA,
      Floats b,
      int widthB,
      Floats c,
      int widthC,
      int rows,
      int columns,
      int inner,
      float beta) {
    int together = SMALL / (columns * TERMS);
    if (together < FEWEST) {
      once(a, widthA, true, b, widthB, false, c, widthC, rows, columns, inner, beta);
      return;
    }
    long startA = a.position();
    long startB = b.position();
    long startC = c.position();
    for (int from = 0; from < inner; from += TERMS) {
      for (int row = 0; row < rows; row += together) {
        once(
            a.from(startA + (long) from * widthA + row),
            widthA,
            true,
            b.from(startB + (long) from * widthB),
            widthB,
            false,
            c.from(startC + (long) row * widthC),
            widthC,
            Math.min(together, rows - row),
            columns,
            Math.min(TERMS, inner - from),
            from == 0 ? beta : 1);
      }
    }
    a.from(startA);
    b.from(startB);
    c.from(startC);
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

  /** Room for a small matrix turned round. */
  private static final class Transposed {
    private final Scratch memory = new Scratch();
    private float[] row = {};
    private float[] turned = {};

    /** {@code [columns, rows]} of a matrix {@code [rows, columns]}. */
    Floats of(Floats matrix, int width, int rows, int columns) {
      row = row.length < columns ? new float[columns] : row;
      turned = turned.length < rows * columns ? new float[rows * columns] : turned;
      int start = Math.toIntExact(matrix.position());
      for (int k = 0; k < rows; k++) {
        matrix.read(start + k * width, row, 0, columns);
        for (int column = 0; column < columns; column++) {
          turned[column * rows + k] = row[column];
        }
      }
      Floats to = memory.of((long) rows * columns);
      to.write(0, turned, 0, rows * columns);
      return to;
    }
  }
}
