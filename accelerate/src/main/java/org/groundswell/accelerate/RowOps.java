package org.groundswell.accelerate;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ops that go through row-major float arrays row by row or value by value, a cacheful at a time.
 * Each returns false, and has done nothing, where it cannot be used. Not thread-safe.
 */
final class RowOps {
  private static final int BLOCK = 4096;

  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];
  private final float[] c = new float[BLOCK];
  private final float[] gain = new float[BLOCK];
  private final float[] bias = new float[BLOCK];
  private final float[] sums = new float[BLOCK];

  /** Goes through {@code length} values in blocks of whole rows. */
  private interface Block {
    void at(int from, int length);
  }

  private static void blocks(long values, int width, Block block) {
    int length = Math.toIntExact(values);
    int step = BLOCK / width * width;
    for (int from = 0; from < length; from += step) {
      block.at(from, Math.min(step, length - from));
    }
  }

  private static int width(INDArray array) {
    return Math.toIntExact(array.size(array.rank() - 1));
  }

  /** Ba, Kiros and Hinton (2016), equation 4, without an epsilon, as ND4J's own. */
  boolean layerNorm(List<INDArray> in, INDArray out) {
    int width = width(in.get(0));
    if (width > BLOCK || in.get(1).length() != width || in.get(2).length() != width) {
      return false;
    }
    Floats x = Floats.of(in.get(0));
    Floats z = Floats.of(out);
    Floats.of(in.get(1)).read(0, gain, 0, width);
    Floats.of(in.get(2)).read(0, bias, 0, width);
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          for (int row = 0; row < length; row += width) {
            standardise(a, row, width);
            for (int k = 0; k < width; k++) {
              a[row + k] = a[row + k] * gain[k] + bias[k];
            }
          }
          z.write(from, a, 0, length);
        });
    return true;
  }

  /** Makes mean 0 and variance 1; returns 1 / standard deviation, 0 if that is 0. */
  private static float standardise(float[] x, int at, int width) {
    float mean = sum(x, at, width) / width;
    for (int k = at; k < at + width; k++) {
      x[k] -= mean;
    }
    float variance = dot(x, at, x, at, width) / width;
    float inverse = variance == 0 ? 0 : (float) (1 / Math.sqrt(variance));
    for (int k = at; k < at + width; k++) {
      x[k] *= inverse;
    }
    return inverse;
  }

  boolean layerNormGradient(List<INDArray> in, List<INDArray> out) {
    int width = width(in.get(0));
    if (out.size() != 3
        || width > BLOCK
        || in.get(1).length() != width
        || in.get(2).length() != width
        || in.get(3).length() != in.get(0).length()) {
      return false;
    }
    Floats x = Floats.of(in.get(0));
    Floats e = Floats.of(in.get(3));
    Floats dx = Floats.of(out.get(0));
    Floats.of(in.get(1)).read(0, gain, 0, width);
    Arrays.fill(sums, 0, width, 0);
    Arrays.fill(bias, 0, width, 0);
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          e.read(from, b, 0, length);
          for (int row = 0; row < length; row += width) {
            float inverse = standardise(a, row, width);
            for (int k = 0; k < width; k++) {
              sums[k] += b[row + k] * a[row + k];
            }
            for (int k = 0; k < width; k++) {
              bias[k] += b[row + k];
            }
            for (int k = 0; k < width; k++) {
              b[row + k] *= gain[k];
            }
            float mean = sum(b, row, width) / width;
            float slope = dot(b, row, a, row, width) / width;
            for (int k = row; k < row + width; k++) {
              a[k] = inverse * (b[k] - mean - a[k] * slope);
            }
          }
          dx.write(from, a, 0, length);
        });
    Floats.of(out.get(1)).write(0, sums, 0, width);
    Floats.of(out.get(2)).write(0, bias, 0, width);
    return true;
  }

  boolean softmax(INDArray in, INDArray out) {
    int width = width(in);
    if (width > BLOCK) {
      return false;
    }
    Floats x = Floats.of(in);
    Floats z = Floats.of(out);
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          for (int row = 0; row < length; row += width) {
            float largest = a[row];
            for (int k = row + 1; k < row + width; k++) {
              // not Math.max, which takes care of NaN and −0 and several times as long
              largest = a[k] > largest ? a[k] : largest;
            }
            for (int k = row; k < row + width; k++) {
              a[k] -= largest;
            }
          }
          Exponentials.exp(a, b, length);
          for (int row = 0; row < length; row += width) {
            float inverse = 1 / sum(a, row, width);
            for (int k = row; k < row + width; k++) {
              a[k] *= inverse;
            }
          }
          z.write(from, a, 0, length);
        });
    return true;
  }

  /** The gradient by softmax's input {@code in}, from that by its output. */
  boolean softmaxGradient(INDArray in, INDArray errors, INDArray out) {
    int width = width(in);
    if (width > BLOCK || !softmax(in, out)) {
      return false;
    }
    Floats e = Floats.of(errors);
    Floats z = Floats.of(out);
    blocks(
        z.limit(),
        width,
        (from, length) -> {
          z.read(from, a, 0, length);
          e.read(from, b, 0, length);
          for (int row = 0; row < length; row += width) {
            float mean = dot(a, row, b, row, width);
            for (int k = row; k < row + width; k++) {
              a[k] *= b[k] - mean;
            }
          }
          z.write(from, a, 0, length);
        });
    return true;
  }

  boolean reluGradient(List<INDArray> in, INDArray out) {
    pairwise(
        in.get(0),
        in.get(1),
        out,
        (x, e, n) -> {
          for (int k = 0; k < n; k++) {
            x[k] = x[k] > 0 ? e[k] : 0;
          }
        });
    return true;
  }

  boolean add(List<INDArray> in, INDArray out) {
    pairwise(
        in.get(0),
        in.get(1),
        out,
        (x, y, n) -> {
          for (int k = 0; k < n; k++) {
            x[k] += y[k];
          }
        });
    return true;
  }

  boolean multiply(List<INDArray> in, INDArray out) {
    pairwise(in.get(0), in.get(1), out, RowOps::product);
    return true;
  }

  boolean multiplyGradient(List<INDArray> in, List<INDArray> out) {
    pairwise(in.get(2), in.get(1), out.get(0), RowOps::product);
    pairwise(in.get(2), in.get(0), out.get(1), RowOps::product);
    return true;
  }

  private static void product(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      x[k] *= y[k];
    }
  }

  /** Works on the first {@code n} values of a block of each, into the first. */
  private interface Pairwise {
    void apply(float[] x, float[] y, int n);
  }

  private void pairwise(INDArray first, INDArray second, INDArray out, Pairwise operation) {
    Floats x = Floats.of(first);
    Floats y = Floats.of(second);
    Floats z = Floats.of(out);
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.read(from, a, 0, length);
          y.read(from, b, 0, length);
          operation.apply(a, b, length);
          z.write(from, a, 0, length);
        });
  }

  boolean addGradient(List<INDArray> in, List<INDArray> out) {
    copy(in.get(2), out.get(0));
    copy(in.get(2), out.get(1));
    return true;
  }

  private void copy(INDArray from, INDArray to) {
    Floats x = Floats.of(from);
    Floats z = Floats.of(to);
    blocks(
        x.limit(),
        1,
        (at, length) -> {
          x.read(at, a, 0, length);
          z.write(at, a, 0, length);
        });
  }

  /** The error itself, and its sums over rows. */
  boolean biasGradient(List<INDArray> in, List<INDArray> out) {
    int width = width(in.get(2));
    if (out.size() != 2
        || in.get(2).rank() != 2
        || width > BLOCK
        || out.get(1).length() != width
        || out.get(0).length() != in.get(2).length()) {
      return false;
    }
    Floats e = Floats.of(in.get(2));
    Floats dx = Floats.of(out.get(0));
    Arrays.fill(sums, 0, width, 0);
    blocks(
        e.limit(),
        width,
        (from, length) -> {
          e.read(from, a, 0, length);
          for (int row = 0; row < length; row += width) {
            for (int k = 0; k < width; k++) {
              sums[k] += a[row + k];
            }
          }
          dx.write(from, a, 0, length);
        });
    Floats.of(out.get(1)).write(0, sums, 0, width);
    return true;
  }

  /** {@code [w, i, j, k]} to {@code [w, j, i, k]}. */
  boolean swap(INDArray in, INDArray out) {
    if (in.rank() != 4 || out.rank() != 4 || in.size(1) * in.size(2) * in.size(3) > BLOCK) {
      return false;
    }
    int rows = (int) in.size(1);
    int columns = (int) in.size(2);
    int width = (int) in.size(3);
    Floats x = Floats.of(in);
    Floats z = Floats.of(out);
    int window = rows * columns * width;
    for (int from = 0; from < x.limit(); from += window) {
      x.read(from, a, 0, window);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          System.arraycopy(a, (i * columns + j) * width, c, (j * rows + i) * width, width);
        }
      }
      z.write(from, c, 0, window);
    }
    return true;
  }

  // four sums at once: the JVM may not reorder a single one
  private static float sum(float[] x, int at, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = at;
    for (; k + 4 <= at + n; k += 4) {
      s0 += x[k];
      s1 += x[k + 1];
      s2 += x[k + 2];
      s3 += x[k + 3];
    }
    for (; k < at + n; k++) {
      s0 += x[k];
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static float dot(float[] x, int at, float[] y, int from, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int k = 0;
    for (; k + 4 <= n; k += 4) {
      s0 += x[at + k] * y[from + k];
      s1 += x[at + k + 1] * y[from + k + 1];
      s2 += x[at + k + 2] * y[from + k + 2];
      s3 += x[at + k + 3] * y[from + k + 3];
    }
    for (; k < n; k++) {
      s0 += x[at + k] * y[from + k];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
