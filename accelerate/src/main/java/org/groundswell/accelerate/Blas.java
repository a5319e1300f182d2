package org.groundswell.accelerate;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

/** The matrix product of the OpenBLAS that ND4J brings. */
final class Blas {
  private Blas() {}

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
}
