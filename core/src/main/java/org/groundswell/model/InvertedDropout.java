package org.groundswell.model;

import java.util.SplittableRandom;

/**
 * Inverted dropout (Srivastava et al. 2014, section 10): factors that are 0 with the probability to
 * drop a value and else 1 / (1 − probability), so that expectations stay and nothing is scaled at
 * inference. They follow from the seed. The probability is rounded to a multiple of 2⁻¹⁶.
 *
 * <p>Mutable: each call goes on where the last one ended.
 */
public final class InvertedDropout {
  private static final int RESOLUTION = 1 << 16;

  private final SplittableRandom random;
  private final int dropped;

  /** Of a value that is kept, and of one that is dropped. */
  private final float[] factors;

  public InvertedDropout(double probability, long seed) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout %s is the probability to drop a value and must lie within [0, 1)"
              .formatted(probability));
    }
    random = new SplittableRandom(seed);
    dropped = Math.min((int) Math.round(probability * RESOLUTION), RESOLUTION - 1);
    factors = new float[] {(float) RESOLUTION / (RESOLUTION - dropped), 0};
  }

  /**
   * Puts the next factors into {@code into[0 … length)}. One random long serves four of them:
   * drawing is a visible part of a step. So in parts they are the same as at once if all parts but
   * the last are multiples of four.
   */
  public void next(float[] into, int length) {
    int k = 0;
    for (; k + 4 <= length; k += 4) {
      long bits = random.nextLong();
      into[k] = factor(bits);
      into[k + 1] = factor(bits >>> 16);
      into[k + 2] = factor(bits >>> 32);
      into[k + 3] = factor(bits >>> 48);
    }
    for (long bits = k < length ? random.nextLong() : 0; k < length; k++) {
      into[k] = factor(bits);
      bits >>>= 16;
    }
  }

  /** Looked up: a branch that chance decides is foreseen badly. */
  private float factor(long bits) {
    return factors[((int) (bits & (RESOLUTION - 1)) - dropped) >>> 31];
  }
}
