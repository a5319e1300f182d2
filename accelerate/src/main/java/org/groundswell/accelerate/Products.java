package org.groundswell.accelerate;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products of row-major float arrays, straight to BLAS; leading dimensions are a batch. */
final class Products {
  private Products() {}

  private static boolean flag(List<Long> flags, int k) {
    return flags.size() > k && flags.get(k) != 0;
  }

  /** Whether such a product is of the third's shape, batches included. */
  private static boolean fits(
      INDArray left, boolean leftTransposed, INDArray right, boolean rightTransposed, INDArray to) {
    int rank = to.rank();
    if (rank < 2 || left.rank() != rank || right.rank() != rank) {
      return false;
    }
    for (int k = 0; k < rank - 2; k++) {
      if (left.size(k) != to.size(k) || right.size(k) != to.size(k)) {
        return false;
      }
    }
    int row = rank - 2;
    int column = rank - 1;
    return left.size(leftTransposed ? column : row) == to.size(row)
        && left.size(leftTransposed ? row : column) == right.size(rightTransposed ? column : row)
        && right.size(rightTransposed ? row : column) == to.size(column);
  }

  /** {@code c = a × b}, each transposed as the flags say; false where it cannot be used. */
  static boolean matmul(List<INDArray> in, INDArray c, List<Long> flags) {
    if (in.size() != 2
        || flag(flags, 2)
        || !fits(in.get(0), flag(flags, 0), in.get(1), flag(flags, 1), c)) {
      return false;
    }
    multiply(in.get(0), flag(flags, 0), in.get(1), flag(flags, 1), c);
    return true;
  }

  /** Gradients by {@code a} and {@code b} of their product, from that by the product. */
  static boolean gradient(List<INDArray> in, List<INDArray> out, List<Long> flags) {
    INDArray a = in.get(0);
    INDArray b = in.get(1);
    INDArray e = in.get(2);
    boolean transposed = flag(flags, 1);
    if (out.size() != 2
        || flag(flags, 0)
        || flag(flags, 2)
        || !fits(a, false, b, transposed, e)
        || !a.equalShapes(out.get(0))
        || !b.equalShapes(out.get(1))) {
      return false;
    }
    multiply(e, false, b, !transposed, out.get(0));
    if (transposed) {
      multiply(e, true, a, false, out.get(1));
    } else {
      multiply(a, true, e, false, out.get(1));
    }
    return true;
  }

  private static void multiply(
      INDArray left, boolean leftTransposed, INDArray right, boolean rightTransposed, INDArray to) {
    int rank = to.rank();
    int rows = (int) to.size(rank - 2);
    int columns = (int) to.size(rank - 1);
    int leftWidth = (int) left.size(rank - 1);
    int rightWidth = (int) right.size(rank - 1);
    int inner = leftTransposed ? (int) left.size(rank - 2) : leftWidth;
    Floats a = Floats.of(left);
    Floats b = Floats.of(right);
    Floats c = Floats.of(to);
    int batches = Math.toIntExact(to.length() / ((long) rows * columns));
    for (int k = 0; k < batches; k++) {
      cblas_sgemm(
          CblasRowMajor,
          leftTransposed ? CblasTrans : CblasNoTrans,
          rightTransposed ? CblasTrans : CblasNoTrans,
          rows,
          columns,
          inner,
          1,
          a.from(k * rows * inner),
          leftWidth,
          b.from(k * inner * columns),
          rightWidth,
          0,
          c.from(k * rows * columns),
          columns);
    }
  }
}
