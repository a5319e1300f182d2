package org.groundswell.accelerate;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrix products of float arrays, straight to BLAS; leading dimensions are a batch. */
final class Products {
  private Products() {}

  static boolean flag(List<Long> flags, int k) {
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

  /** Whether {@code matmul} can be done here. */
  static boolean suits(List<INDArray> in, INDArray c, List<Long> flags) {
    return in.size() == 2
        && !flag(flags, 2)
        && fits(in.get(0), flag(flags, 0), in.get(1), flag(flags, 1), c);
  }

  /** {@code c = a × b}, each transposed as the flags say; false where it cannot be used. */
  static boolean matmul(List<INDArray> in, INDArray c, List<Long> flags) {
    if (!suits(in, c, flags)) {
      return false;
    }
    multiply(whole(in.get(0)), flag(flags, 0), whole(in.get(1)), flag(flags, 1), whole(c));
    return true;
  }

  /** Whether {@code matmul_bp} can be done here. */
  static boolean gradientSuits(List<INDArray> in, List<INDArray> out, List<Long> flags) {
    return in.size() == 3
        && out.size() == 2
        && !flag(flags, 0)
        && !flag(flags, 2)
        && fits(in.get(0), false, in.get(1), flag(flags, 1), in.get(2))
        && in.get(0).equalShapes(out.get(0))
        && in.get(1).equalShapes(out.get(1));
  }

  /** Gradients by {@code a} and {@code b} of their product, from that by the product. */
  static boolean gradient(List<INDArray> in, List<INDArray> out, List<Long> flags) {
    if (!gradientSuits(in, out, flags)) {
      return false;
    }
    Tensor a = whole(in.get(0));
    Tensor b = whole(in.get(1));
    Tensor e = whole(in.get(2));
    boolean transposed = flag(flags, 1);
    multiply(e, false, b, !transposed, whole(out.get(0)));
    if (transposed) {
      multiply(e, true, a, false, whole(out.get(1)));
    } else {
      multiply(a, true, e, false, whole(out.get(1)));
    }
    return true;
  }

  private static Tensor whole(INDArray array) {
    return Tensor.of(new Tensor.Storage(array), array.shape());
  }

  private static void multiply(
      Tensor left, boolean leftTransposed, Tensor right, boolean rightTransposed, Tensor to) {
    new Product(left, leftTransposed, right, rightTransposed, to, 0).run();
  }

  /** A product that can be run again and again, over memory that stays where it is. */
  static final class Product implements Runnable {
    private final Tensor left;
    private final Tensor right;
    private final Tensor to;
    private final boolean leftTransposed;
    private final boolean rightTransposed;
    private final int rows;
    private final int columns;
    private final int inner;
    private final float beta;
    private final Floats a;
    private final Floats b;
    private final Floats c;

    /**
     * Makes it.
     *
     * @param left its last dimension, as that of the others, has stride 1
     * @param beta what is there is multiplied by that, and the product added
     */
    Product(
        Tensor left,
        boolean leftTransposed,
        Tensor right,
        boolean rightTransposed,
        Tensor to,
        float beta) {
      this.left = left;
      this.right = right;
      this.to = to;
      this.leftTransposed = leftTransposed;
      this.rightTransposed = rightTransposed;
      rows = to.fromLast(1);
      columns = to.fromLast(0);
      inner = leftTransposed ? left.fromLast(1) : left.fromLast(0);
      this.beta = beta;
      a = left.floats();
      b = right.floats();
      c = to.floats();
    }

    /** The product that a step asks for. */
    Product(Step step) {
      this(
          step.reads.get(0),
          step.leftTransposed,
          step.reads.get(1),
          step.rightTransposed,
          step.writes.get(0),
          step.accumulates ? 1 : 0);
    }

    @Override
    public void run() {
      batches(0, 0, 0, 0);
    }

    private void batches(int dimension, long fromLeft, long fromRight, long fromTo) {
      if (dimension == to.rank() - 2) {
        run(fromLeft, fromRight, fromTo);
        return;
      }
      for (long k = 0; k < to.shape()[dimension]; k++) {
        batches(
            dimension + 1,
            fromLeft + k * left.strides()[dimension],
            fromRight + k * right.strides()[dimension],
            fromTo + k * to.strides()[dimension]);
      }
    }

    private void run(long fromLeft, long fromRight, long fromTo) {
      Blas.multiply(
          a.from(fromLeft),
          pitch(left),
          leftTransposed,
          b.from(fromRight),
          pitch(right),
          rightTransposed,
          c.from(fromTo),
          pitch(to),
          rows,
          columns,
          inner,
          beta);
    }

    /** From a row to the next. */
    private static int pitch(Tensor matrix) {
      int row = matrix.rank() - 2;
      // of a single row BLAS wants to hear its width at least
      return Math.toIntExact(Math.max(matrix.strides()[row], matrix.fromLast(0)));
    }
  }
}
