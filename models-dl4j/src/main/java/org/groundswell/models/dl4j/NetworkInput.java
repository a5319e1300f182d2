package org.groundswell.models.dl4j;

import java.util.SplittableRandom;

/**
 * What a DL4J network is given for a batch.
 *
 * @param values row-major in {@code shape}
 * @param shape {@code [batch, feature]}, or {@code [batch, feature, time]} as DL4J's recurrent
 *     layers want it
 * @param mask {@code [batch, time]}, 1 where there is a step and 0 where there is none; empty if
 *     the network takes no mask
 */
public record NetworkInput(float[] values, long[] shape, float[] mask) {

  /** An input without time. */
  public static NetworkInput of(float[] values, int batch) {
    return new NetworkInput(values, new long[] {batch, values.length / batch}, new float[0]);
  }

  boolean masked() {
    return mask.length > 0;
  }

  long[] maskShape() {
    return new long[] {shape[0], shape[2]};
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
