package org.groundswell.models.lstm;

import org.groundswell.models.dl4j.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;

/**
 * The LSTM's input: windows as sequences. Where {@link Batch#dense} has {@code [batch, time,
 * feature]}, DL4J has {@code [batch, feature, time]} ("NCW"), and the array behind it is {@code
 * [time, feature, batch]}; see {@link NetworkInput}. The faster layers of {@link
 * org.groundswell.accelerate.Accelerated} take the same layout.
 *
 * <p>Windows are padded on the left, sequences on the right: the rows of a window move to the front
 * and the mask, 1 for a row, ends with zeros. An LSTM that starts with the first row has seen
 * nothing but rows when the last of them is taken. DL4J's LSTM cannot be asked to skip padding on
 * the left: it hands a mask on to the {@code LastTimeStep} only, so lower layers would run through
 * the padding, and gradients would ignore the mask altogether.
 *
 * <p>A window without any row, which there is only where windows have no query row, is a sequence
 * of one row of zeros.
 */
final class Sequences {
  private Sequences() {}

  static NetworkInput of(Batch batch) {
    int time = batch.time();
    int features = batch.features();
    float[] values = new float[Math.multiplyExact(batch.index().length, features)];
    float[] mask = new float[batch.index().length];
    for (int b = 0; b < batch.size(); b++) {
      int step = 0;
      for (int position = b * time; position < (b + 1) * time; position++) {
        int row = batch.index()[position];
        if (row != Windows.PADDING) {
          for (int f = 0; f < features; f++) {
            values[(step * features + f) * batch.size() + b] =
                batch.encodings()[row * features + f];
          }
          mask[b * time + step] = 1;
          step++;
        }
      }
      mask[b * time] = 1;
    }
    return NetworkInput.sequences(time, features, values, mask);
  }
}
