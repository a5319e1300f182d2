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
  private final double[] recency;

  PooledHistory(int features, int history, boolean queryRow, double halfLife) {
    this.features = features;
    this.history = history;
    this.queryRow = queryRow;
    recency = new double[history];
    Arrays.setAll(recency, age -> Math.pow(0.5, age / halfLife));
  }

  /** Width of the vector. */
  int width() {
    return (queryRow ? features : 0) + POOLS * features + 1;
  }

  NetworkInput of(Batch batch) {
    float[] values = new float[batch.size() * width()];
    for (int b = 0; b < batch.size(); b++) {
      int window = b * batch.time();
      int at = b * width();
      if (queryRow) {
        int query = batch.index()[window + history];
        System.arraycopy(batch.encodings(), query * features, values, at, features);
        at += features;
      }
      pool(batch, window, values, at);
    }
    return NetworkInput.flat(batch.size(), values);
  }

  private void pool(Batch batch, int window, float[] values, int at) {
    double[] sum = new double[features];
    double[] recentSum = new double[features];
    double recentWeight = 0;
    int rows = 0;
    for (int position = history - 1; position >= 0; position--) {
      int row = batch.index()[window + position];
      if (row == Windows.PADDING) {
        continue;
      }
      double weight = recency[history - 1 - position];
      for (int f = 0; f < features; f++) {
        float value = batch.encodings()[row * features + f];
        sum[f] += value;
        recentSum[f] += weight * value;
      }
      if (rows == 0) {
        System.arraycopy(batch.encodings(), row * features, values, at + features, features);
      }
      recentWeight += weight;
      rows++;
    }
    if (rows > 0) {
      for (int f = 0; f < features; f++) {
        values[at + f] = (float) (sum[f] / rows);
        values[at + 2 * features + f] = (float) (recentSum[f] / recentWeight);
      }
      values[at + POOLS * features] = (float) rows / history;
    }
  }
}
