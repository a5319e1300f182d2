package org.groundswell.accelerate;

import java.util.Arrays;
import java.util.Optional;

/**
 * An LSTM layer; the last one gives each sequence's output at its last step, {@code [unit, batch]}.
 * Steps after a sequence's end are worked out like others: nothing is read from them, so their
 * errors are zeros.
 */
final class FastRecurrent implements FastLayer {
  private final int features;
  private final int units;
  private final boolean last;
  private final Lstm.Weights weights;
  private final Lstm.Weights gradients;
  private final Optional<SharedRows> shared;
  private final Lstm lstm;

  private final Scratch hidden = new Scratch();
  private final Scratch picked = new Scratch();
  private final Scratch inputErrors = new Scratch();
  private float[] step = {};
  private float[] ends = {};

  private Floats x;
  private int time;
  private int batch;
  private int[] lengths = {};

  /** By step, how many sequences end there. */
  private int[] ending = {};

  /**
   * @param shared what it reads instead of values from below
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  FastRecurrent(
      boolean last, Lstm.Weights weights, Lstm.Weights gradients, Optional<SharedRows> shared) {
    this.units = (int) weights.bias().limit() / 4;
    this.features = (int) weights.input().limit() / (4 * units);
    this.last = last;
    this.weights = weights;
    this.gradients = gradients;
    this.shared = shared;
    lstm = new Lstm(features, units);
  }

  @Override
  public Floats forward(Floats below, NetworkInput input, boolean training) {
    x = below;
    time = input.time();
    batch = input.size();
    lengths = input.lengths();
    ending = new int[time];
    for (int length : lengths) {
      ending[length - 1]++;
    }
    Floats outputs = hidden.of((long) time * units * batch);
    if (shared.isPresent()) {
      lstm.forward(weights, shared.get(), time, batch, outputs);
    } else {
      lstm.forward(weights, x, time, batch, training, outputs);
    }
    outputs.from(0);
    return last ? ends(outputs) : outputs;
  }

  private Floats ends(Floats outputs) {
    int n = units * batch;
    step = Lstm.grown(step, n);
    ends = Lstm.grown(ends, n);
    for (int t = 0; t < time; t++) {
      if (ending[t] > 0) {
        outputs.read(t * n, step, 0, n);
        copyEnding(t, step, ends);
      }
    }
    Floats into = picked.of(n);
    into.write(0, ends, 0, n);
    return into;
  }

  /** Copies what is of the sequences that end at a step. */
  private void copyEnding(int t, float[] from, float[] to) {
    int n = units * batch;
    if (ending[t] == batch) {
      System.arraycopy(from, 0, to, 0, n);
      return;
    }
    for (int b = 0; b < batch; b++) {
      if (lengths[b] - 1 == t) {
        for (int k = b; k < n; k += batch) {
          to[k] = from[k];
        }
      }
    }
  }

  @Override
  public Floats backward(Floats above, boolean wanted) {
    int n = units * batch;
    step = Lstm.grown(step, n);
    ends = Lstm.grown(ends, n);
    if (last) {
      above.read(0, step, 0, n);
    }
    Lstm.Errors errors =
        (into, t) -> {
          if (!last) {
            above.read(t * n, step, 0, n);
            Lstm.add(into, step, n);
          } else if (ending[t] > 0) {
            Arrays.fill(ends, 0, n, 0);
            copyEnding(t, step, ends);
            Lstm.add(into, ends, n);
          }
        };
    Floats outputs = hidden.of(0);
    if (shared.isPresent()) {
      lstm.backward(weights, shared.get(), outputs, errors, gradients);
      return above;
    }
    if (!wanted) {
      lstm.backward(weights, x, outputs, errors, gradients, null);
      return above;
    }
    Floats below = inputErrors.of((long) time * features * batch);
    lstm.backward(weights, x, outputs, errors, gradients, below);
    return below.from(0);
  }

  @Override
  public void close() {
    lstm.close();
    shared.ifPresent(SharedRows::close);
    hidden.close();
    picked.close();
    inputErrors.close();
  }
}
