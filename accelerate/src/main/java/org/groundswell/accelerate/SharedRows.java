package org.groundswell.accelerate;

import java.util.Arrays;

/**
 * The input of an LSTM as distinct rows and which of them stands where: what the input weights make
 * of a row is worked out once a row and handed to each place where it stands, and errors are summed
 * up by row before they meet the row. So a product over all steps of all sequences becomes one over
 * distinct rows.
 */
final class SharedRows implements AutoCloseable {
  private final int features;
  private final int units;
  private final int gates;

  private final Scratch rows = new Scratch();
  private final Scratch projections = new Scratch();
  private final float[] bias;

  private int distinct;
  private int time;
  private int batch;

  /** {@code [time, batch]}; the row after the last stands for none. */
  private int[] index = {};

  /** By row, of one gate; the last is of no row. */
  private float[] ofGate = {};

  SharedRows(int features, int units) {
    this.features = features;
    this.units = units;
    this.gates = 4 * units;
    this.bias = new float[gates];
  }

  /** Takes what it works on; nothing of it is kept. */
  void set(NetworkInput input, MaskedCopy copy, Masks masks) {
    // without any there is a row of zeros: BLAS takes no matrices without rows
    distinct = Math.max(1, input.distinct());
    time = input.time();
    batch = input.size();
    index = index.length < time * batch ? new int[time * batch] : index;
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < time; t++) {
        int row = input.row(b, t);
        index[t * batch + b] = row < 0 ? distinct : row;
      }
    }
    ofGate = Lstm.grown(ofGate, distinct + 1);
    Floats to = rows.of((long) distinct * features);
    if (input.distinct() == 0) {
      to.write(0, new float[features], 0, features);
    }
    copy.of(input.rows(), input.distinct() * features, masks, to);
  }

  /** Weights × row + bias, for each step and each of its four gates {@code [unit, batch]}. */
  void project(Floats weights, Floats biases, float[][] into) {
    Floats projected = projections.of((long) gates * distinct);
    Blas.multiply(
        weights,
        features,
        false,
        rows.of(0),
        features,
        true,
        projected,
        distinct,
        gates,
        distinct,
        features,
        0);
    biases.read(0, bias, 0, gates);
    for (int gate = 0; gate < gates; gate++) {
      projected.read(gate * distinct, ofGate, 0, distinct);
      ofGate[distinct] = 0;
      add(ofGate, bias[gate], distinct + 1);
      for (int t = 0; t < time; t++) {
        gather(ofGate, index, t * batch, batch, into[4 * t + gate / units], gate % units * batch);
      }
    }
  }

  private static void add(float[] values, float value, int length) {
    for (int k = 0; k < length; k++) {
      values[k] += value;
    }
  }

  private static void gather(
      float[] values, int[] index, int from, int length, float[] into, int at) {
    for (int k = 0; k < length; k++) {
      into[at + k] = values[index[from + k]];
    }
  }

  /**
   * The gradient by the weights.
   *
   * @param errors by each step's four gates before their activations, {@code [unit, batch]}
   */
  void gradient(float[][] errors, Floats gradient) {
    Floats summed = projections.of((long) gates * distinct);
    for (int gate = 0; gate < gates; gate++) {
      Arrays.fill(ofGate, 0, distinct, 0);
      for (int t = 0; t < time; t++) {
        float[] ofStep = errors[4 * t + gate / units];
        scatter(ofStep, gate % units * batch, index, t * batch, batch, ofGate);
      }
      summed.write(gate * distinct, ofGate, 0, distinct);
    }
    Blas.multiply(
        summed,
        distinct,
        false,
        rows.of(0),
        features,
        false,
        gradient,
        features,
        gates,
        features,
        distinct,
        0);
  }

  private static void scatter(
      float[] values, int at, int[] index, int from, int length, float[] into) {
    for (int k = 0; k < length; k++) {
      into[index[from + k]] += values[at + k];
    }
  }

  @Override
  public void close() {
    rows.close();
    projections.close();
  }
}
