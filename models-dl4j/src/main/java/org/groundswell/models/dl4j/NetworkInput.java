package org.groundswell.models.dl4j;

import java.util.SplittableRandom;

/**
 * What a DL4J network is given for a batch.
 *
 * <p>Recurrent layers of DL4J want {@code [batch, feature, time]} and go through it step by step;
 * they are given that as a view of {@code [time, feature, batch]}, where what belongs to a step
 * lies together: DL4J's own LSTM is faster so, and the layers of {@link
 * org.groundswell.accelerate.Accelerated} read it where it lies, without a copy.
 *
 * @param values {@code [batch, feature]}, or {@code [time, feature, batch]} for recurrent layers;
 *     row-major
 * @param shape of {@code values}
 * @param mask {@code [batch, time]}, 1 where there is a step and 0 where there is none; empty
 *     without time
 */
public record NetworkInput(float[] values, long[] shape, float[] mask) {

  /** Input of feed-forward layers, {@code [batch, feature]}. */
  public static NetworkInput flat(int batch, float[] values) {
    return new NetworkInput(values, new long[] {batch, values.length / batch}, new float[0]);
  }

  /** Input of recurrent layers, {@code [time, feature, batch]}. */
  public static NetworkInput sequences(int time, int features, float[] values, float[] mask) {
    return new NetworkInput(values, new long[] {time, features, mask.length / time}, mask);
  }

  boolean hasTime() {
    return shape.length == 3;
  }

  /**
   * The same input after inverted dropout: each value is 0 with probability {@code dropout} and
   * else divided by {@code 1 − dropout}, so that its expectation stays.
   */
  NetworkInput dropped(double dropout, long seed) {
    if (dropout == 0) {
      return this;
    }
    float[] dropped = new float[values.length];
    float scale = (float) (1 / (1 - dropout));
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < values.length; k++) {
      dropped[k] = random.nextDouble() < dropout ? 0 : values[k] * scale;
    }
    return new NetworkInput(dropped, shape, mask);
  }
}
