package org.groundswell.accelerate;

import java.util.Arrays;

/**
 * Ops that go through row-major floats row by row or value by value, a cacheful at a time. A row is
 * at most {@link #BLOCK} wide, but where the op says otherwise. An argument as long as the result
 * may be the result itself. What becomes of a row depends on that row alone. Not thread-safe.
 *
 * <p>The JVM vectorises long loops over whole arrays, not short ones over a row of 16 or 64. So a
 * number that belongs to a row, and a row that belongs to each row, are first spread over as many
 * values as the block has.
 */
final class RowOps {
  /** Floats of which several arrays fit into the nearest cache. */
  static final int BLOCK = 2048;

  /** The longest window that is swapped. */
  static final int SWAPPED = 4096;

  /** Between these, a sum of powers has its full precision, and so has 1 over it. */
  private static final float SMALL = 0x1p-60f;

  private static final float LARGE = 0x1p60f;

  private static final float GELU = 1.702f;

  private final Exponentials exponentials = new Exponentials(BLOCK);
  private final float[] a = new float[BLOCK];
  private final float[] b = new float[BLOCK];
  private final float[] c = new float[BLOCK];
  private final float[] d = new float[BLOCK];
  private final float[] inverses = new float[BLOCK];
  private final float[] gain = new float[BLOCK];
  private final float[] bias = new float[BLOCK];
  private final float[] sums = new float[BLOCK];
  private final float[] productSums = new float[BLOCK];
  private final float[] unswapped = new float[SWAPPED];
  private final float[] swapped = new float[SWAPPED];
  private final int[] bits = new int[BLOCK];
  private final int[] errorBits = new int[BLOCK];

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

  /** Reads a row and repeats it over a block. */
  private static void spread(Floats row, float[] block, int width) {
    spread(row, 0, width, block, 0, BLOCK / width * width);
  }

  /** Reads a row and repeats it from {@code at} to {@code end}. */
  private static void spread(Floats rows, int row, int width, float[] block, int at, int end) {
    rows.read(row, block, at, width);
    for (int done = width; at + done < end; done *= 2) {
      System.arraycopy(block, at, block, at + done, Math.min(done, end - at - done));
    }
  }

  /** Ba, Kiros and Hinton (2016), equation 4, without an epsilon, as ND4J's own. */
  void layerNorm(Floats x, Floats gains, Floats biases, Floats z, int width) {
    spread(gains, gain, width);
    spread(biases, bias, width);
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          standardise(length, width);
          scaleAndShift(a, gain, bias, length);
          z.write(from, a, 0, length);
        });
  }

  /**
   * Makes mean 0 and variance 1 of each row of {@code a}; leaves 1 / standard deviation, 0 if that
   * is 0, in {@code inverses}.
   */
  private void standardise(int length, int width) {
    for (int row = 0; row < length; row += width) {
      Arrays.fill(c, row, row + width, sum(a, row, width) / width);
    }
    subtract(a, c, length);
    for (int row = 0; row < length; row += width) {
      float variance = dot(a, row, a, row, width) / width;
      float inverse = variance == 0 ? 0 : (float) (1 / Math.sqrt(variance));
      Arrays.fill(inverses, row, row + width, inverse);
    }
    product(a, inverses, length);
  }

  private static void scaleAndShift(float[] x, float[] scale, float[] shift, int n) {
    for (int k = 0; k < n; k++) {
      x[k] = x[k] * scale[k] + shift[k];
    }
  }

  /** Gradients of {@link #layerNorm} by its input, gains and biases, from that by its output. */
  void layerNormGradient(
      Floats x, Floats gains, Floats e, Floats dx, Floats dGains, Floats dBiases, int width) {
    spread(gains, gain, width);
    Arrays.fill(sums, 0);
    Arrays.fill(productSums, 0);
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          e.read(from, b, 0, length);
          standardise(length, width);
          sum(sums, b, length);
          sumOfProducts(productSums, a, b, length);
          product(b, gain, length);
          for (int row = 0; row < length; row += width) {
            Arrays.fill(c, row, row + width, sum(b, row, width) / width);
            Arrays.fill(d, row, row + width, dot(b, row, a, row, width) / width);
          }
          normGradient(a, b, c, d, inverses, length);
          dx.write(from, a, 0, length);
        });
    writeColumnSums(productSums, dGains, width);
    writeColumnSums(sums, dBiases, width);
  }

  private static void sumOfProducts(float[] to, float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      to[k] += x[k] * y[k];
    }
  }

  private static void normGradient(
      float[] x, float[] e, float[] mean, float[] slope, float[] inverse, int n) {
    for (int k = 0; k < n; k++) {
      x[k] = inverse[k] * (e[k] - mean[k] - x[k] * slope[k]);
    }
  }

  /** Adds up the rows of a block that holds sums by its places. */
  private static void writeColumnSums(float[] block, Floats z, int width) {
    for (int at = width; at + width <= BLOCK; at += width) {
      addTo(block, 0, block, at, width);
    }
    z.write(0, block, 0, width);
  }

  void softmax(Floats x, Floats z, int width) {
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          softmaxRows(length, width);
          z.write(from, a, 0, length);
        });
  }

  /**
   * Softmax of {@code x} with a row added.
   *
   * @param added {@code [x.limit / (rows × width), width]}
   * @param rows how many rows of {@code x} each of them is added to
   */
  void softmaxOfSum(Floats x, Floats added, Floats z, int rows, int width) {
    blocks(
        x.limit(),
        width,
        (from, length) -> {
          x.read(from, a, 0, length);
          int window = rows * width;
          for (int at = 0; at < length; ) {
            int end = Math.min(length, at + window - (from + at) % window);
            spread(added, (from + at) / window * width, width, b, at, end);
            at = end;
          }
          sum(a, b, length);
          softmaxRows(length, width);
          z.write(from, a, 0, length);
        });
  }

  /**
   * Softmax of the rows of {@code a}. Usually the largest value of a row is taken off first, so
   * that nothing overflows; here only of a row that needs it, for it costs as much as the rest.
   */
  private void softmaxRows(int length, int width) {
    scale(a, Exponentials.LOG2_E, length);
    System.arraycopy(a, 0, d, 0, length);
    exponentials.exp2(a, length);
    for (int row = 0; row < length; row += width) {
      float sum = sum(a, row, width);
      if (!(sum >= SMALL && sum <= LARGE)) {
        sum = shiftedRow(row, width);
      }
      Arrays.fill(c, row, row + width, 1 / sum);
    }
    product(a, c, length);
  }

  /** Takes off the largest value of a row first. */
  private float shiftedRow(int row, int width) {
    System.arraycopy(d, row, c, 0, width);
    shift(c, 0, width, largest(c, 0, width));
    exponentials.exp2(c, width);
    System.arraycopy(c, 0, a, row, width);
    return sum(a, row, width);
  }

  private static void scale(float[] x, float by, int n) {
    for (int k = 0; k < n; k++) {
      x[k] *= by;
    }
  }

  private static void shift(float[] x, int at, int n, float by) {
    for (int k = at; k < at + n; k++) {
      x[k] -= by;
    }
  }

  /** The gradient by softmax's input, from its output {@code y} and the gradient by that. */
  void softmaxGradient(Floats y, Floats e, Floats dx, int width) {
    blocks(
        y.limit(),
        width,
        (from, length) -> {
          y.read(from, a, 0, length);
          e.read(from, b, 0, length);
          for (int row = 0; row < length; row += width) {
            Arrays.fill(c, row, row + width, dot(a, row, b, row, width));
          }
          subtract(b, c, length);
          product(a, b, length);
          dx.write(from, a, 0, length);
        });
  }

  /**
   * The gradient by the input of max(0, x), from that by the output.
   *
   * @param x the input, or as well the output
   */
  void reluGradient(Floats x, Floats e, Floats dx) {
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.readBits(from, bits, length);
          e.readBits(from, errorBits, length);
          keepWherePositive(errorBits, bits, length);
          dx.writeBits(from, errorBits, length);
        });
  }

  /** On the bits of floats: a choice between floats is not vectorised, bitwise operations are. */
  private static void keepWherePositive(int[] e, int[] x, int n) {
    for (int k = 0; k < n; k++) {
      // a positive float is a positive int
      e[k] &= (-x[k] >> 31) & ~(x[k] >> 31);
    }
  }

  /** {@code z = x σ(1.702 x)}: Hendrycks and Gimpel (2016), section 2, as ND4J's {@code gelu}. */
  void gelu(Floats x, Floats z) {
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.read(from, a, 0, length);
          System.arraycopy(a, 0, b, 0, length);
          scale(b, -GELU * Exponentials.LOG2_E, length);
          exponentials.exp2(b, length);
          overOnePlus(a, b, length);
          z.write(from, a, 0, length);
        });
  }

  /** {@code x / (1 + y)}; with y = e⁻ᵗ that is x σ(t). */
  private static void overOnePlus(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      x[k] /= 1 + y[k];
    }
  }

  /** The derivative of {@link #gelu} at {@code x}: with t = 1.702 x it is σ(t) (1 + t σ(−t)). */
  void geluDerivative(Floats x, Floats z) {
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.read(from, a, 0, length);
          scale(a, GELU, length);
          System.arraycopy(a, 0, b, 0, length);
          scale(b, -Exponentials.LOG2_E, length);
          exponentials.exp2(b, length);
          geluSlope(a, b, length);
          z.write(from, a, 0, length);
        });
  }

  /** {@code t} becomes σ(t) (1 + t σ(−t)), given e⁻ᵗ. */
  private static void geluSlope(float[] t, float[] power, int n) {
    for (int k = 0; k < n; k++) {
      float one = 1 + power[k];
      t[k] = (1 + t[k] * (power[k] / one)) / one;
    }
  }

  void add(Floats x, Floats y, Floats z) {
    pairwise(x, y, z, RowOps::sum);
  }

  void subtract(Floats x, Floats y, Floats z) {
    pairwise(x, y, z, RowOps::subtract);
  }

  /** {@code z = x × factor}. */
  void scale(Floats x, float factor, Floats z) {
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.read(from, a, 0, length);
          scale(a, factor, length);
          z.write(from, a, 0, length);
        });
  }

  /** The sum of all values. */
  void total(Floats x, Floats z) {
    Arrays.fill(sums, 0);
    blocks(
        x.limit(),
        1,
        (from, length) -> {
          x.read(from, a, 0, length);
          sum(sums, a, length);
        });
    sums[0] = sum(sums, 0, (int) Math.min(x.limit(), BLOCK));
    z.write(0, sums, 0, 1);
  }

  void multiply(Floats x, Floats y, Floats z) {
    pairwise(x, y, z, RowOps::product);
  }

  private static void sum(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      x[k] += y[k];
    }
  }

  private static void subtract(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      x[k] -= y[k];
    }
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

  private void pairwise(Floats x, Floats y, Floats z, Pairwise operation) {
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

  void copy(Floats x, Floats z) {
    blocks(
        x.limit(),
        1,
        (at, length) -> {
          x.read(at, a, 0, length);
          z.write(at, a, 0, length);
        });
  }

  /** Sums over rows of any width. */
  void columnSums(Floats x, Floats z, int width) {
    if (width <= BLOCK) {
      Arrays.fill(sums, 0);
      blocks(
          x.limit(),
          width,
          (from, length) -> {
            x.read(from, a, 0, length);
            sum(sums, a, length);
          });
      writeColumnSums(sums, z, width);
      return;
    }
    for (int column = 0; column < width; column += BLOCK) {
      int length = Math.min(BLOCK, width - column);
      Arrays.fill(sums, 0);
      for (int at = column; at < x.limit(); at += width) {
        x.read(at, a, 0, length);
        sum(sums, a, length);
      }
      z.write(column, sums, 0, length);
    }
  }

  private static void addTo(float[] to, int at, float[] x, int from, int n) {
    for (int k = 0; k < n; k++) {
      to[at + k] += x[from + k];
    }
  }

  /**
   * What follows a matrix product, in one go: {@code z = added + factor × relu(z + bias)}, or 0 in
   * the place of the latter where a gate is not positive.
   *
   * @param z any number of rows
   * @param biases a row of any width that is added to each, null if there is none
   * @param relu whether negative values become 0
   * @param gate as long as {@code z}, null if there is none
   * @param factors as long as {@code z}, null if there are none
   * @param added as long as {@code z}, null if there is none
   */
  void finish(Floats z, Floats biases, boolean relu, Floats gate, Floats factors, Floats added) {
    if (gate != null && biases == null && !relu && factors == null && added == null) {
      reluGradient(gate, z, z);
      return;
    }
    int length = Math.toIntExact(z.limit());
    int width = biases == null ? BLOCK : Math.toIntExact(biases.limit());
    boolean whole = biases != null && width <= BLOCK;
    if (whole) {
      spread(biases, bias, width);
    }
    int step = width <= BLOCK ? BLOCK / width * width : BLOCK;
    for (int at = 0; at < length; ) {
      int n = Math.min(step, length - at);
      if (biases != null && !whole) {
        n = Math.min(n, width - at % width);
      }
      if (gate == null) {
        z.read(at, a, 0, n);
      } else {
        gate.readBits(at, bits, n);
        z.readBits(at, errorBits, n);
        keepWherePositive(errorBits, bits, n);
        z.writeBits(at, errorBits, n);
        z.read(at, a, 0, n);
      }
      if (whole) {
        sum(a, bias, n);
      } else if (biases != null) {
        biases.read(at % width, b, 0, n);
        sum(a, b, n);
      }
      if (relu) {
        rectify(a, n);
      }
      if (factors != null) {
        factors.read(at, b, 0, n);
        product(a, b, n);
      }
      if (added != null) {
        added.read(at, b, 0, n);
        sum(a, b, n);
      }
      z.write(at, a, 0, n);
      at += n;
    }
  }

  private static void rectify(float[] x, int n) {
    for (int k = 0; k < n; k++) {
      x[k] = Math.max(x[k], 0);
    }
  }

  /**
   * {@code [windows, rows, columns, width]} to {@code [windows, columns, rows, width]}; a window is
   * at most {@link #SWAPPED} values.
   */
  void swap(Floats x, Floats z, int rows, int columns, int width) {
    int window = rows * columns * width;
    for (int from = 0; from < x.limit(); from += window) {
      x.read(from, unswapped, 0, window);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int to = (j * rows + i) * width;
          System.arraycopy(unswapped, (i * columns + j) * width, swapped, to, width);
        }
      }
      z.write(from, swapped, 0, window);
    }
  }

  // eight at once: the JVM keeps to the order in which one sum is written down; the loop's end is
  // no sum, so that it need not check each index

  private static float sum(float[] x, int at, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int eights = at + n - 7;
    int k = at;
    for (; k < eights; k += 8) {
      s0 += x[k];
      s1 += x[k + 1];
      s2 += x[k + 2];
      s3 += x[k + 3];
      s4 += x[k + 4];
      s5 += x[k + 5];
      s6 += x[k + 6];
      s7 += x[k + 7];
    }
    for (; k < at + n; k++) {
      s0 += x[k];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private static float dot(float[] x, int at, float[] y, int from, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int eights = n - 7;
    int k = 0;
    for (; k < eights; k += 8) {
      s0 += x[at + k] * y[from + k];
      s1 += x[at + k + 1] * y[from + k + 1];
      s2 += x[at + k + 2] * y[from + k + 2];
      s3 += x[at + k + 3] * y[from + k + 3];
      s4 += x[at + k + 4] * y[from + k + 4];
      s5 += x[at + k + 5] * y[from + k + 5];
      s6 += x[at + k + 6] * y[from + k + 6];
      s7 += x[at + k + 7] * y[from + k + 7];
    }
    for (; k < n; k++) {
      s0 += x[at + k] * y[from + k];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private static float largest(float[] x, int at, int n) {
    float largest = x[at];
    for (int k = at + 1; k < at + n; k++) {
      largest = Math.max(largest, x[k]);
    }
    return largest;
  }
}
