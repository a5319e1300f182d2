package org.groundswell.models.lstm;

import java.util.Arrays;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;

/**
 * The LSTM's input: windows as sequences of the batch's distinct rows.
 *
 * <p>Windows are padded on the left, sequences on the right: the rows of a window move to the
 * front. An LSTM that starts with the first row has seen nothing but rows when the last of them is
 * taken. DL4J's LSTM cannot be asked to skip padding on the left: it hands a mask on to the {@code
 * LastTimeStep} only, so lower layers would run through the padding, and gradients would ignore the
 * mask altogether.
 *
 * <p>A window without any row, which there is only where windows have no query row, is a sequence
 * of one row of zeros.
 */
final class Sequences {
  private static final int NO_ROW = -1;

  private Sequences() {}

  static NetworkInput of(Batch batch) {
    int time = batch.time();
    int[] index = new int[batch.index().length];
    Arrays.fill(index, NO_ROW);
    int[] lengths = new int[batch.size()];
    for (int b = 0; b < batch.size(); b++) {
      int step = b * time;
      for (int position = b * time; position < (b + 1) * time; position++) {
        if (batch.index()[position] != Windows.PADDING) {
          index[step++] = batch.index()[position];
        }
      }
      lengths[b] = Math.max(1, step - b * time);
    }
    return new NetworkInput(batch.encodings(), batch.distinct(), batch.features(), index, lengths);
  }
}
