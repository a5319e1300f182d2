package org.groundswell.accelerate;

import org.deeplearning4j.nn.conf.dropout.IDropout;

/**
 * A layer's dropout that {@link FastNetwork} can carry out: it multiplies what the layer is given.
 */
public interface MaskedDropout extends IDropout {
  /**
   * The factors of the next step, in the order {@code [unit, batch]} or {@code [time, unit,
   * batch]}.
   */
  Masks masks();
}
