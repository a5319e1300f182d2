package org.groundswell.accelerate;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An LSTM without peepholes over whole sequences, forward and backward, in float on one thread.
 *
 * <p>Sequences are {@code [time, row, batch]}, row-major, the row being a feature, unit or gate:
 * the memory layout of DL4J's own {@code [batch, row, time]} in order 'f'. A step then is two
 * matrix products and a few loops over {@code units × batch} neighbouring floats a gate.
 *
 * <p>Gates stand in DL4J's order: the block input (tanh), forget gate, output gate, input gate.
 * Matrices are as DL4J lays them out: {@code [4 × unit, in]} row-major.
 */
final class Lstm implements AutoCloseable {
  /** A layer's arrays by role: parameters, or their gradients. */
  record Weights(Floats input, Floats recurrent, Floats bias) {}

  private final int features;
  private final int units;

  private int time;
  private int batch;

  /** By step, what backward needs: the gates after their activations, the cells, their tanh. */
  private float[] gates = {};

  private float[] cells = {};
  private float[] squashed = {};
  private float[] step = {};
  private float[] cell = {};
  private float[] cellErrors = {};
  private float[] output = {};
  private float[] biases = {};

  private INDArray memory = Nd4j.empty(DataType.FLOAT);
  private Floats products = null;
  private Floats recurrentErrors = null;

  Lstm(int features, int units) {
    this.features = features;
    this.units = units;
  }

  /**
   * Runs through sequences from a state of zeros.
   *
   * @param x {@code [time, feature, batch]}
   * @param training whether {@link #backward} may follow
   * @param hidden where the outputs go, {@code [time, unit, batch]}
   */
  void forward(Weights weights, Floats x, int time, int batch, boolean training, Floats hidden) {
    resize(time, batch, training ? time : 1);
    broadcast(weights.bias());
    for (int t = 0; t < time; t++) {
      product(weights.input(), features, x.from(t * features * batch), 0);
      if (t > 0) {
        product(weights.recurrent(), units, hidden.from((t - 1) * units * batch), 1);
      }
      cells(t, true, training, hidden);
    }
  }

  /**
   * The same for input that meets its weights once a row, however many windows the row stands in.
   */
  void forward(
      Weights weights, SharedRows rows, int time, int batch, boolean training, Floats hidden) {
    resize(time, batch, time);
    rows.project(weights.input(), weights.bias(), gates);
    for (int t = 0; t < time; t++) {
      if (t > 0) {
        product(weights.recurrent(), units, hidden.from((t - 1) * units * batch), 0);
      }
      System.arraycopy(gates, t * 4 * units * batch, biases, 0, 4 * units * batch);
      cells(t, t > 0, training, hidden);
    }
  }

  /** A step, from the products that make its gates, if there are any, and the biases. */
  private void cells(int t, boolean withProducts, boolean training, Floats hidden) {
    int n = units * batch;
    if (withProducts) {
      products.read(0, step, 0, 4 * n);
    } else {
      Arrays.fill(step, 0, 4 * n, 0);
    }
    Gates.tanh(step, biases, 0, n);
    Gates.sigmoid(step, biases, n, 4 * n);
    if (t == 0) {
      Arrays.fill(cell, 0, n, 0);
    }
    multiply(cell, step, n, n);
    addProduct(cell, step, 0, step, 3 * n, n);
    System.arraycopy(cell, 0, output, 0, n);
    Gates.tanh(output, 0, n);
    if (training) {
      System.arraycopy(step, 0, gates, t * 4 * n, 4 * n);
      System.arraycopy(cell, 0, cells, t * n, n);
      System.arraycopy(output, 0, squashed, t * n, n);
    }
    multiply(output, step, 2 * n, n);
    hidden.write(t * n, output, 0, n);
  }

  /** {@code products += weights × right}, or {@code =} where {@code beta} is 0. */
  private void product(Floats weights, int in, Floats right, float beta) {
    Blas.multiply(
        weights, in, false, right, batch, false, products, batch, 4 * units, batch, in, beta);
  }

  private void broadcast(Floats bias) {
    bias.read(0, step, 0, 4 * units);
    for (int row = 0; row < 4 * units; row++) {
      Arrays.fill(biases, row * batch, (row + 1) * batch, step[row]);
    }
  }

  static void add(float[] to, float[] values, int length) {
    for (int k = 0; k < length; k++) {
      to[k] += values[k];
    }
  }

  private static void multiply(float[] to, float[] by, int at, int n) {
    for (int k = 0; k < n; k++) {
      to[k] *= by[at + k];
    }
  }

  private static void addProduct(float[] to, float[] a, int i, float[] b, int j, int n) {
    for (int k = 0; k < n; k++) {
      to[k] += a[i + k] * b[j + k];
    }
  }

  /**
   * Goes back through the sequences of the last {@link #forward}.
   *
   * @param x as in forward
   * @param hidden as forward gave it
   * @param errors by the outputs
   * @param gradients where the gradients go
   * @param inputErrors where the gradient by {@code x} goes, null if it is not asked for
   */
  void backward(
      Weights weights,
      Floats x,
      Floats hidden,
      Errors errors,
      Weights gradients,
      Floats inputErrors) {
    goBack(weights, x, hidden, errors, gradients, inputErrors);
  }

  /** The same for rows as {@link #forward} was given them; no gradient by the input. */
  void backward(Weights weights, SharedRows rows, Floats hidden, Errors errors, Weights gradients) {
    goBack(weights, null, hidden, errors, gradients, null);
    rows.gradient(gates, gradients.input());
  }

  /** Without {@code x} the errors by the gates are left in the place of the gates. */
  private void goBack(
      Weights weights,
      Floats x,
      Floats hidden,
      Errors errors,
      Weights gradients,
      Floats inputErrors) {
    int n = units * batch;
    int rows = 4 * units;
    Arrays.fill(cellErrors, 0, n, 0);
    Arrays.fill(biases, 0);
    for (int t = time - 1; t >= 0; t--) {
      if (t < time - 1) {
        recurrentErrors.read(0, output, 0, n);
      } else {
        Arrays.fill(output, 0, n, 0);
      }
      errors.addTo(output, t);
      deltas(t);
      add(biases, step, rows * batch);
      products.write(0, step, 0, rows * batch);
      float beta = t == time - 1 ? 0 : 1;
      if (x != null) {
        accumulate(x.from(t * features * batch), features, beta, gradients.input());
      } else {
        System.arraycopy(step, 0, gates, t * rows * batch, rows * batch);
      }
      if (t > 0) {
        accumulate(hidden.from((t - 1) * n), units, beta, gradients.recurrent());
        carryBack(weights.recurrent(), units, recurrentErrors.from(0));
      } else if (time == 1) {
        float[] none = new float[rows * units];
        gradients.recurrent().write(0, none, 0, none.length);
      }
      if (inputErrors != null) {
        carryBack(weights.input(), features, inputErrors.from(t * features * batch));
      }
    }
    for (int row = 0; row < rows; row++) {
      step[row] = sum(biases, row * batch, (row + 1) * batch);
    }
    gradients.bias().write(0, step, 0, rows);
  }

  /** {@code gradient += deltas × rightᵀ}. */
  private void accumulate(Floats right, int in, float beta, Floats gradient) {
    Blas.multiply(
        products, batch, false, right, batch, true, gradient, in, 4 * units, in, batch, beta);
  }

  /** {@code into = weightsᵀ × deltas}. */
  private void carryBack(Floats weights, int in, Floats into) {
    Blas.multiply(weights, in, true, products, batch, false, into, batch, in, batch, 4 * units, 0);
  }

  /** The gradients by the gates before their activations; small loops, which the JVM vectorises. */
  private void deltas(int t) {
    int n = units * batch;
    int at = t * 4 * n;
    int cell = t * n;
    cellErrors(output, gates, at + 2 * n, squashed, cell, cellErrors, n);
    outputDeltas(output, gates, at + 2 * n, squashed, cell, step, 2 * n, n);
    blockDeltas(cellErrors, gates, at, at + 3 * n, step, n);
    gateDeltas(cellErrors, gates, at + 3 * n, gates, at, step, 3 * n, n);
    if (t > 0) {
      gateDeltas(cellErrors, gates, at + n, cells, cell - n, step, n, n);
    } else {
      Arrays.fill(step, n, 2 * n, 0);
    }
    multiply(cellErrors, gates, at + n, n);
  }

  private static void cellErrors(
      float[] output, float[] gates, int gate, float[] squashed, int cell, float[] into, int n) {
    for (int k = 0; k < n; k++) {
      float s = squashed[cell + k];
      into[k] += output[k] * gates[gate + k] * (1 - s * s);
    }
  }

  private static void outputDeltas(
      float[] output,
      float[] gates,
      int gate,
      float[] squashed,
      int cell,
      float[] into,
      int at,
      int n) {
    for (int k = 0; k < n; k++) {
      float o = gates[gate + k];
      into[at + k] = output[k] * squashed[cell + k] * o * (1 - o);
    }
  }

  private static void blockDeltas(
      float[] errors, float[] gates, int block, int gate, float[] into, int n) {
    for (int k = 0; k < n; k++) {
      float i = gates[block + k];
      into[k] = errors[k] * gates[gate + k] * (1 - i * i);
    }
  }

  private static void gateDeltas(
      float[] errors,
      float[] gates,
      int gate,
      float[] other,
      int from,
      float[] into,
      int at,
      int n) {
    for (int k = 0; k < n; k++) {
      float g = gates[gate + k];
      into[at + k] = errors[k] * other[from + k] * g * (1 - g);
    }
  }

  static float sum(float[] values, int from, int to) {
    float sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k];
    }
    return sum;
  }

  /** Makes room; what there is stays in use while it is large enough. */
  private void resize(int time, int batch, int kept) {
    this.time = time;
    this.batch = batch;
    int n = units * batch;
    gates = grown(gates, kept * 4 * n);
    cells = grown(cells, kept * n);
    squashed = grown(squashed, kept * n);
    step = grown(step, 4 * n);
    cell = grown(cell, n);
    cellErrors = grown(cellErrors, n);
    output = grown(output, n);
    biases = grown(biases, 4 * n);
    if (memory.length() < 5L * n) {
      close();
      memory = Nd4j.createUninitializedDetached(DataType.FLOAT, 5L * n);
    }
    products = Floats.of(memory, 0, 4L * n);
    recurrentErrors = Floats.of(memory, 4L * n, n);
  }

  static float[] grown(float[] array, int length) {
    return array.length < length ? new float[length] : array;
  }

  /** Gives back native memory; the next run takes it anew. */
  @Override
  public void close() {
    if (memory.closeable()) {
      memory.close();
    }
    memory = Nd4j.empty(DataType.FLOAT);
  }

  /** Gradient by the outputs of an LSTM. */
  interface Errors {
    /** Adds those of step {@code t} to {@code into}, {@code [unit, batch]}. */
    void addTo(float[] into, int t);
  }
}
