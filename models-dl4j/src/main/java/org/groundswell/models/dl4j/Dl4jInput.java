package org.groundswell.models.dl4j;

import org.groundswell.accelerate.Masks;
import org.groundswell.accelerate.NetworkInput;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link NetworkInput} as arrays of DL4J, to be closed after use.
 *
 * <p>Recurrent layers of DL4J want {@code [batch, feature, time]} and go through it step by step;
 * they are given that as a view of {@code [time, feature, batch]}, where what belongs to a step
 * lies together: DL4J's LSTM is faster so.
 */
final class Dl4jInput implements AutoCloseable {
  private final boolean hasTime;
  private final INDArray values;
  private final INDArray mask;

  /**
   * @param masks dropout: a factor for each feature of each distinct row
   */
  Dl4jInput(NetworkInput input, Masks masks, DataType type) {
    int features = input.features();
    int batch = input.size();
    float[] rows = new float[input.distinct() * features];
    masks.next(rows, rows.length);
    for (int k = 0; k < rows.length; k++) {
      rows[k] *= input.rows()[k];
    }
    hasTime = input.hasTime();
    if (!hasTime) {
      values = Nd4j.create(rows, new long[] {batch, features}, type);
      mask = Nd4j.empty(type);
      return;
    }
    int time = input.time();
    float[] steps = new float[Math.multiplyExact(time * features, batch)];
    float[] present = new float[batch * time];
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < input.lengths()[b]; t++) {
        int row = input.row(b, t);
        for (int f = 0; f < features && row >= 0; f++) {
          steps[(t * features + f) * batch + b] = rows[row * features + f];
        }
        present[b * time + t] = 1;
      }
    }
    values = Nd4j.create(steps, new long[] {time, features, batch}, type);
    mask = Nd4j.create(present, new long[] {batch, time}, type);
  }

  INDArray features() {
    return hasTime ? values.permute(2, 1, 0) : values;
  }

  /** {@code [batch, time]}, 1 where there is a step; null, DL4J's word for "none", without time. */
  INDArray mask() {
    return hasTime ? mask : null;
  }

  @Override
  public void close() {
    values.close();
    if (mask.closeable()) {
      mask.close();
    }
  }
}
