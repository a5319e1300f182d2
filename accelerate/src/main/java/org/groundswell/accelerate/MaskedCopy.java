package org.groundswell.accelerate;

/** Copies values to native memory, multiplied by factors of dropout if there are any. */
final class MaskedCopy {
  /** Stays in the nearest cache. */
  private static final int BLOCK = 4096;

  private final float[] values = new float[BLOCK];
  private final float[] factors = new float[BLOCK];
  private float[] rows = {};
  private float[] step = {};

  void of(float[] from, int length, Masks masks, Floats to) {
    if (masks == Masks.NONE) {
      to.write(0, from, 0, length);
      return;
    }
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      masks.next(factors, n);
      product(from, at, factors, values, n);
      to.write(at, values, 0, n);
    }
  }

  /** The same from native memory; the factors stay in {@code drawn}. */
  void of(Floats from, int length, Masks masks, float[] drawn, Floats to) {
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      masks.next(factors, n);
      System.arraycopy(factors, 0, drawn, at, n);
      multiplied(from, at, n, to);
    }
  }

  /** Multiplies values where they stand by factors drawn before. */
  void again(Floats values, int length, float[] drawn) {
    for (int at = 0; at < length; at += BLOCK) {
      int n = Math.min(BLOCK, length - at);
      System.arraycopy(drawn, at, factors, 0, n);
      multiplied(values, at, n, values);
    }
  }

  private void multiplied(Floats from, int at, int n, Floats to) {
    from.read(at, values, 0, n);
    product(values, 0, factors, values, n);
    to.write(at, values, 0, n);
  }

  /** Rows where they stand in sequences, {@code [time, feature, batch]}. */
  void steps(NetworkInput input, Masks masks, Scratch into) {
    int features = input.features();
    int length = input.distinct() * features;
    rows = Lstm.grown(rows, length);
    if (masks == Masks.NONE) {
      System.arraycopy(input.rows(), 0, rows, 0, length);
    } else {
      masks.next(rows, length);
      product(input.rows(), 0, rows, rows, length);
    }
    int batch = input.size();
    step = Lstm.grown(step, features * batch);
    Floats to = into.of((long) input.time() * features * batch);
    for (int t = 0; t < input.time(); t++) {
      for (int b = 0; b < batch; b++) {
        int row = input.row(b, t);
        for (int f = 0; f < features; f++) {
          step[f * batch + b] = row < 0 ? 0 : rows[row * features + f];
        }
      }
      to.write(t * features * batch, step, 0, features * batch);
    }
  }

  private static void product(float[] a, int from, float[] b, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = a[from + k] * b[k];
    }
  }
}
