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
 * matrix products and a few loops over {@code units × batch} neighbouring floats a gate. What is
 * kept of a step has arrays of its own: the JVM vectorises loops over several arrays only where all
 * of them are read and written at the same index.
 *
 * <p>Gates stand in DL4J's order: the block input (tanh), forget gate, output gate, input gate.
 * Matrices are as DL4J lays them out: {@code [4 × unit, in]} row-major.
 */
final class Lstm implements AutoCloseable {
  /** A layer's arrays by role: parameters, or their gradients. */
  record Weights(Floats input, Floats recurrent, Floats bias) {}

  private static final int GATES = 4;
  private static final int BLOCK = 0;
  private static final int FORGET = 1;
  private static final int OUTPUT = 2;
  private static final int INPUT = 3;

  private final int features;
  private final int units;
  private final LstmGradients sums;

  private int time;
  private int batch;

  /** Of how many steps what backward needs is kept: all, or one after the other in one place. */
  private int kept;

  /**
   * By step and gate, {@code [unit, batch]}: what goes into the activations, in parts, then what
   * comes out of them, and in the end the errors by what went in.
   */
  private float[][] gates = {};

  /** By step; so is their tanh. */
  private float[][] cells = {};

  private float[][] squashed = {};

  /** By gate: what is added before the activations. */
  private float[][] addends = {};

  /** The cells before the first step: zeros. */
  private float[] start = {};

  private float[] cellErrors = {};
  private float[] output = {};

  private INDArray memory = Nd4j.empty(DataType.FLOAT);
  private Floats products = null;
  private Floats recurrentErrors = null;

  Lstm(int features, int units) {
    this.features = features;
    this.units = units;
    sums = new LstmGradients(units);
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
      readProducts(gates, GATES * (t % kept));
      cells(t, hidden);
    }
  }

  /**
   * The same for input that meets its weights once a row, however many windows the row stands in.
   */
  void forward(Weights weights, SharedRows rows, int time, int batch, Floats hidden) {
    resize(time, batch, time);
    rows.project(weights.input(), weights.bias(), gates);
    for (float[] gate : addends) {
      Arrays.fill(gate, 0);
    }
    for (int t = 0; t < time; t++) {
      if (t > 0) {
        product(weights.recurrent(), units, hidden.from((t - 1) * units * batch), 0);
        readProducts(addends, 0);
      }
      cells(t, hidden);
    }
  }

  /** A step, from what goes into its gates. */
  private void cells(int t, Floats hidden) {
    int n = units * batch;
    int gate = GATES * (t % kept);
    Gates.tanh(gates[gate + BLOCK], addends[BLOCK], 0, n);
    Gates.sigmoid(gates[gate + FORGET], addends[FORGET], 0, n);
    Gates.sigmoid(gates[gate + OUTPUT], addends[OUTPUT], 0, n);
    Gates.sigmoid(gates[gate + INPUT], addends[INPUT], 0, n);
    float[] cell = cells[t % kept];
    float[] tanh = squashed[t % kept];
    cells(before(t), gates[gate + FORGET], gates[gate + BLOCK], gates[gate + INPUT], cell, n);
    System.arraycopy(cell, 0, tanh, 0, n);
    Gates.tanh(tanh, 0, n);
    product(tanh, gates[gate + OUTPUT], output, n);
    hidden.write(t * n, output, 0, n);
  }

  private float[] before(int t) {
    return t == 0 ? start : cells[(t - 1) % kept];
  }

  private static void cells(
      float[] before, float[] forget, float[] block, float[] input, float[] into, int n) {
    for (int k = 0; k < n; k++) {
      into[k] = before[k] * forget[k] + block[k] * input[k];
    }
  }

  private static void product(float[] a, float[] b, float[] into, int n) {
    for (int k = 0; k < n; k++) {
      into[k] = a[k] * b[k];
    }
  }

  /** Gate by gate, from an array on. */
  private void readProducts(float[][] into, int at) {
    int n = units * batch;
    for (int gate = 0; gate < GATES; gate++) {
      products.read(gate * n, into[at + gate], 0, n);
    }
  }

  /** {@code products += weights × right}, or {@code =} where {@code beta} is 0. */
  private void product(Floats weights, int in, Floats right, float beta) {
    Blas.multiply(
        weights, in, false, right, batch, false, products, batch, GATES * units, batch, in, beta);
  }

  private void broadcast(Floats bias) {
    float[] values = new float[GATES * units];
    bias.read(0, values, 0, values.length);
    for (int row = 0; row < values.length; row++) {
      int at = row % units * batch;
      Arrays.fill(addends[row / units], at, at + batch, values[row]);
    }
  }

  static void add(float[] to, float[] values, int length) {
    for (int k = 0; k < length; k++) {
      to[k] += values[k];
    }
  }

  /**
   * Goes back through the sequences of the last {@link #forward}, once.
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

  /** Leaves the errors by the gates in their place. */
  private void goBack(
      Weights weights,
      Floats x,
      Floats hidden,
      Errors errors,
      Weights gradients,
      Floats inputErrors) {
    int n = units * batch;
    Arrays.fill(cellErrors, 0, n, 0);
    sums.begin(x == null ? 0 : features, batch);
    for (int t = time - 1; t >= 0; t--) {
      if (t < time - 1) {
        recurrentErrors.read(0, output, 0, n);
      } else {
        Arrays.fill(output, 0, n, 0);
      }
      errors.addTo(output, t);
      deltas(t);
      for (int gate = 0; gate < GATES; gate++) {
        products.write(gate * n, gates[GATES * t + gate], 0, n);
      }
      if (x != null) {
        sums.input(x, t * features * batch);
      }
      if (t > 0) {
        sums.state(hidden, (t - 1) * n);
        carryBack(weights.recurrent(), units, recurrentErrors.from(0));
      } else {
        sums.noState();
      }
      sums.add(products);
      if (inputErrors != null) {
        carryBack(weights.input(), features, inputErrors.from(t * features * batch));
      }
    }
    sums.write(gradients);
  }

  /** {@code into = weightsᵀ × deltas}. */
  private void carryBack(Floats weights, int in, Floats into) {
    Blas.multiply(
        weights, in, true, products, batch, false, into, batch, in, batch, GATES * units, 0);
  }

  /** Puts gradients by what went into the activations in the place of what came out of them. */
  private void deltas(int t) {
    int n = units * batch;
    int gate = GATES * t;
    outputDeltas(output, squashed[t], gates[gate + OUTPUT], cellErrors, n);
    inputDeltas(cellErrors, gates[gate + BLOCK], gates[gate + INPUT], n);
    forgetDeltas(before(t), gates[gate + FORGET], cellErrors, n);
  }

  /** The output gate's, and the errors by the cells. */
  private static void outputDeltas(
      float[] errors, float[] squashed, float[] gate, float[] cellErrors, int n) {
    for (int k = 0; k < n; k++) {
      float e = errors[k];
      float s = squashed[k];
      float o = gate[k];
      cellErrors[k] += e * o * (1 - s * s);
      gate[k] = e * s * o * (1 - o);
    }
  }

  /** The block input's and the input gate's. */
  private static void inputDeltas(float[] cellErrors, float[] block, float[] gate, int n) {
    for (int k = 0; k < n; k++) {
      float e = cellErrors[k];
      float b = block[k];
      float i = gate[k];
      block[k] = e * i * (1 - b * b);
      gate[k] = e * b * i * (1 - i);
    }
  }

  /** The forget gate's, and the errors by the cells before. */
  private static void forgetDeltas(float[] before, float[] gate, float[] cellErrors, int n) {
    for (int k = 0; k < n; k++) {
      float e = cellErrors[k];
      float f = gate[k];
      gate[k] = e * before[k] * f * (1 - f);
      cellErrors[k] = e * f;
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
    this.kept = kept;
    int n = units * batch;
    gates = grown(gates, GATES * kept, n);
    cells = grown(cells, kept, n);
    squashed = grown(squashed, kept, n);
    addends = grown(addends, GATES, n);
    start = grown(start, n);
    cellErrors = grown(cellErrors, n);
    output = grown(output, n);
    if (memory.length() < 5L * n) {
      close();
      memory = Nd4j.createUninitializedDetached(DataType.FLOAT, 5L * n);
    }
    products = Floats.of(memory, 0, 4L * n);
    recurrentErrors = Floats.of(memory, 4L * n, n);
  }

  private static float[][] grown(float[][] arrays, int count, int length) {
    boolean large = arrays.length >= count && arrays[0].length >= length;
    return large ? arrays : new float[count][length];
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
    sums.close();
  }

  /** Gradient by the outputs of an LSTM. */
  interface Errors {
    /** Adds those of step {@code t} to {@code into}, {@code [unit, batch]}. */
    void addTo(float[] into, int t);
  }
}
