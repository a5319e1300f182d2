package org.groundswell.models.mlp;

import java.util.Arrays;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;

/**
 * The MLP's input: a window as one vector {@code [batch, width()]}. Side by side stand
 *
 * <ol>
 *   <li>the query row's encoding, where windows have a query row,
 *   <li>the mean of the history rows' encodings,
 *   <li>the newest history row's encoding,
 *   <li>their mean with weights that halve every {@code halfLife} positions back,
 *   <li>the share of the history's positions that hold a row.
 * </ol>
 *
 * Padding takes no part; the three pools of an empty history are zeros.
 */
final class PooledHistory {
  private static final int POOLS = 3;

  private final int features;
  private final int history;
  private final boolean queryRow;

  /** By age in positions, 0 for the newest. */
  private final float[] recency;

  private final float[] sum;
  private final float[] recentSum;
  private float[] values = {};

  PooledHistory(int features, int history, boolean queryRow, double halfLife) {
    this.features = features;
    this.history = history;
    this.queryRow = queryRow;
    recency = new float[history];
    for (int age = 0; age < history; age++) {
      recency[age] = (float) Math.pow(0.5, age / halfLife);
    }
    sum = new float[features];
    recentSum = new float[features];
  }

  /** Width of the vector. */
  int width() {
    return (queryRow ? features : 0) + POOLS * features + 1;
  }

  /** The input of a batch; its values are overwritten by the next. */
  NetworkInput of(Batch batch) {
    int length = Math.multiplyExact(batch.size(), width());
    if (values.length == length) {
      Arrays.fill(values, 0);
    } else {
      values = new float[length];
    }
    for (int b = 0; b < batch.size(); b++) {
      int window = b * batch.time();
      int at = b * width();
      if (queryRow) {
        int query = batch.index()[window + history];
        System.arraycopy(batch.encodings(), query * features, values, at, features);
        at += features;
      }
      pool(batch, window, at);
    }
    return NetworkInput.flat(batch.size(), values);
  }

  private void pool(Batch batch, int window, int at) {
    float[] encodings = batch.encodings();
    Arrays.fill(sum, 0);
    Arrays.fill(recentSum, 0);
    float recentWeight = 0;
    int rows = 0;
    for (int position = history - 1; position >= 0; position--) {
      int row = batch.index()[window + position];
      if (row == Windows.PADDING) {
        continue;
      }
      float weight = recency[history - 1 - position];
      add(encodings, row * features, 1, sum);
      add(encodings, row * features, weight, recentSum);
      if (rows == 0) {
        System.arraycopy(encodings, row * features, values, at + features, features);
      }
      recentWeight += weight;
      rows++;
    }
    if (rows > 0) {
      scale(sum, 1f / rows);
      scale(recentSum, 1 / recentWeight);
      System.arraycopy(sum, 0, values, at, features);
      System.arraycopy(recentSum, 0, values, at + 2 * features, features);
      values[at + POOLS * features] = (float) rows / history;
    }
  }

  // small loops over floats, which the JVM vectorises

  private static void add(float[] values, int from, float weight, float[] sums) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += weight * values[from + k];
    }
  }

  private static void scale(float[] values, float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }
}
