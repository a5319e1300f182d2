package org.groundswell.models.baseline;

import org.groundswell.model.ModelSpec;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts each target by its median over the training rows, the same for every row: the best, in
 * absolute error, that can be said without knowing anything of a row or of those before it. What
 * inputs are worth is measured from it.
 */
final class TrainingMedian extends AsOfBaseline {
  static final String NAME = "training-median";

  TrainingMedian(ModelSpec spec) {
    super(NAME, spec);
  }

  @Override
  Linked linked(ScaledFrame data) {
    return (row, target) -> data.target().fallback(target);
  }
}
