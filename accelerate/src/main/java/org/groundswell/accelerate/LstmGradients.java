package org.groundswell.accelerate;

import java.util.Arrays;

/**
 * The gradients by an LSTM's parameters, summed up step by step: one product a step, of the errors
 * by the gates and, for each sequence, its input, its state before the step and a one for the bias.
 * These are turned first, to lie sequence by sequence: BLAS takes longer over a right factor that
 * lies there transposed than it takes to turn it.
 */
final class LstmGradients implements AutoCloseable {
  private final int units;
  private final int rows;

  private int in;
  private int width;
  private int batch;
  private float beta;

  /** {@code [batch, width]}. */
  private float[] turned = {};

  private float[] values = {};

  private final Scratch factor = new Scratch();
  private final Scratch sums = new Scratch();

  LstmGradients(int units) {
    this.units = units;
    rows = 4 * units;
  }

  /**
   * Begins sums of zeros.
   *
   * @param in how many features an input has; 0 if the gradient by its weights is not asked for
   */
  void begin(int in, int batch) {
    this.in = in;
    this.batch = batch;
    width = in + units + 1;
    beta = 0;
    turned = Lstm.grown(turned, batch * width);
    for (int b = 1; b <= batch; b++) {
      turned[b * width - 1] = 1;
    }
  }

  /** The input of the step: {@code [in, batch]} from a place on. */
  void input(Floats x, int place) {
    turn(x, place, in, 0);
  }

  /** The state before the step: {@code [unit, batch]} from a place on. */
  void state(Floats hidden, int place) {
    turn(hidden, place, units, in);
  }

  /** There was no state before. */
  void noState() {
    for (int b = 0; b < batch; b++) {
      Arrays.fill(turned, b * width + in, b * width + in + units, 0);
    }
  }

  private void turn(Floats from, int place, int rows, int column) {
    values = Lstm.grown(values, rows * batch);
    from.read(place, values, 0, rows * batch);
    for (int row = 0; row < rows; row++) {
      turn(values, row * batch, batch, turned, column + row, width);
    }
  }

  private static void turn(float[] from, int at, int count, float[] to, int place, int width) {
    for (int k = 0; k < count; k++) {
      to[place + k * width] = from[at + k];
    }
  }

  /** Adds the step's gradients; {@code errors} are {@code [gate, batch]}. */
  void add(Floats errors) {
    Floats right = factor.of((long) batch * width);
    right.write(0, turned, 0, batch * width);
    Floats to = sums.of((long) rows * width);
    Blas.multiply(errors, batch, false, right, width, false, to, width, rows, width, batch, beta);
    beta = 1;
  }

  /** Hands out the sums. */
  void write(Lstm.Weights gradients) {
    values = Lstm.grown(values, rows * width);
    sums.of(0).read(0, values, 0, rows * width);
    for (int row = 0; row < rows; row++) {
      int at = row * width;
      if (in > 0) {
        gradients.input().write(row * in, values, at, in);
      }
      gradients.recurrent().write(row * units, values, at + in, units);
      gradients.bias().write(row, values, at + in + units, 1);
    }
  }

  @Override
  public void close() {
    factor.close();
    sums.close();
  }
}
