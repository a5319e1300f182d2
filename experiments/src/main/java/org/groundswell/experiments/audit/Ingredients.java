package org.groundswell.experiments.audit;

import java.util.List;
import java.util.Optional;
import org.groundswell.feature.AsOfFeatures;
import org.groundswell.frame.Frame;

/**
 * What the frame of a run was made of, so that an audit can make it again with other labels or
 * under another label delay.
 *
 * @param bare the frame before columns were made of other rows
 * @param asOf what makes these columns
 * @param prints what is left of the rows' texts; empty if they have none
 */
public record Ingredients(Frame bare, List<AsOfFeatures> asOf, Optional<TextPrints> prints) {
  public Ingredients {
    asOf = List.copyOf(asOf);
  }

  /** The frame that all models see. */
  public Frame frame() {
    return frame(bare);
  }

  Frame frame(Frame changed) {
    return AsOfFeatures.addTo(changed, asOf);
  }
}
