package org.groundswell.accelerate;

import java.util.Arrays;

/** Factors by which values are multiplied in training, one after the other: dropout. */
public interface Masks {
  /** Leaves values as they are. */
  Masks NONE = (into, length) -> Arrays.fill(into, 0, length, 1);

  /**
   * Puts the next factors into {@code into[0 … length)}. Asked for in parts, each a multiple of
   * four but the last, they are the same as at once.
   */
  void next(float[] into, int length);
}
