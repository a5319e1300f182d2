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

  private static boolean batched(INDArray a, INDArray b, INDArray c) {
    int rank = a.rank();
    if (rank < 2 || b.rank() != rank || c.rank() != rank) {
      return false;
    }
    for (int k = 0; k < rank - 2; k++) {
      if (a.size(k) != b.size(k) || a.size(k) != c.size(k)) {
        return false;
      }
    }
    return true;
  }

  /** {@code c = a × b}, each transposed as the flags say; false where it cannot be used. */
  static boolean matmul(List<INDArray> in, INDArray c, List<Long> flags) {
    if (in.size() != 2 || flag(flags, 2) || !batched(in.get(0), in.get(1), c)) {
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
    if (out.size() != 2 || flag(flags, 0) || flag(flags, 2) || !batched(a, b, e)) {
      return false;
    }
    boolean transposed = flag(flags, 1);
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
