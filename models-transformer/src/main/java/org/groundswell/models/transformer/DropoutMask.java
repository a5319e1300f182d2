package org.groundswell.models.transformer;

import java.util.SplittableRandom;

/**
 * Masks of inverted dropout (Srivastava et al. 2014, section 10): 0 where a value is dropped and 1
 * / (1 − dropout) elsewhere, so that nothing has to be scaled at inference.
 */
final class DropoutMask {
  private static final int RESOLUTION = 1 << 16;

  private DropoutMask() {}

  /** The next mask of a random source; the share dropped is rounded to a multiple of 2⁻¹⁶. */
  static float[] draw(SplittableRandom random, double dropout, int length) {
    int dropped = Math.min((int) Math.round(dropout * RESOLUTION), RESOLUTION - 1);
    float kept = (float) RESOLUTION / (RESOLUTION - dropped);
    float[] mask = new float[length];
    long bits = 0;
    for (int k = 0; k < length; k++) {
      // one random long serves four values: drawing is a visible part of a step
      bits = k % 4 == 0 ? random.nextLong() : bits >>> 16;
      mask[k] = (bits & (RESOLUTION - 1)) < dropped ? 0 : kept;
    }
    return mask;
  }
}
