package org.groundswell.window;

import java.util.Arrays;

/**
 * Makes batches of a scaled frame in arrays of its own, which it uses again (but for the few row
 * numbers): a batch is valid until the next one is asked for. For one thread at a time.
 */
final class BatchAssembler {
  private final ScaledFrame data;
  private final RowPlaces places = new RowPlaces();
  private final float[] values;
  private final float[] zeros;
  private int[] rows = {};
  private int[] index = {};
  private float[] encodings = {};
  private float[] targets = {};
  private float[] weights = {};

  BatchAssembler(ScaledFrame data) {
    this.data = data;
    values = new float[data.frame().schema().known().size()];
    zeros = new float[data.features()];
  }

  /** A batch with targets and weights. */
  Batch training(int[] all, int from, int to) {
    int cells = (to - from) * data.target().targets();
    targets = targets.length == cells ? targets : new float[cells];
    weights = weights.length == cells ? weights : new float[cells];
    take(all, from, to);
    data.writeTargets(rows, targets, weights);
    return assemble();
  }

  /** A batch without targets and weights, for which nothing of the rows' labels is read. */
  Batch forecast(int[] all, int from, int to) {
    targets = new float[0];
    weights = new float[0];
    take(all, from, to);
    return assemble();
  }

  private void take(int[] all, int from, int to) {
    rows = Arrays.copyOfRange(all, from, to);
  }

  private Batch assemble() {
    Windows windows = data.windows();
    int time = windows.time();
    int positions = Math.multiplyExact(rows.length, time);
    index = index.length == positions ? index : new int[positions];
    places.clear(positions);
    for (int b = 0; b < rows.length; b++) {
      windows.write(rows[b], index, b * time);
      int end = (b + 1) * time;
      for (int k = b * time; k < end; k++) {
        if (index[k] != Windows.PADDING) {
          // history and query encodings of one row are two: the query's key is its complement
          boolean query = windows.queryRow() && k == end - 1;
          index[k] = places.of(query ? ~index[k] : index[k]);
        }
      }
    }
    int distinct = places.size();
    int features = data.features();
    int length = Math.multiplyExact(distinct, features);
    if (encodings.length < length) {
      // the first time just as long as is needed, later with room for the next ones
      encodings = new float[encodings.length == 0 ? length : (int) (length * 1.1)];
    }
    for (int d = 0; d < distinct; d++) {
      int key = places.key(d);
      if (key < 0) {
        data.writeQuery(~key, encodings, d * features, values);
      } else {
        data.writeHistory(key, encodings, d * features, values);
      }
      if (!data.checked()) {
        addZeroTimes(encodings, d * features, zeros);
      }
    }
    if (!allZero(zeros)) {
      Arrays.fill(zeros, 0);
      Batch.requireFinite(encodings, length, features);
    }
    return new Batch(rows, time, features, distinct, encodings, index, targets, weights);
  }

  /** Zero times a number is 0 unless it is infinite, or none; while the row is near. */
  private static void addZeroTimes(float[] values, int at, float[] zeros) {
    for (int k = 0; k < zeros.length; k++) {
      zeros[k] += values[at + k] * 0f;
    }
  }

  private static boolean allZero(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum == 0;
  }
}
