package org.groundswell.models.baseline;

import org.groundswell.frame.Frame;
import org.groundswell.model.ModelSpec;
import org.groundswell.scale.Scaling;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts each target by its newest visible value in the row's group, and by the training median
 * where there is none.
 */
final class LastValue extends AsOfBaseline {
  static final String NAME = "last-value";

  LastValue(ModelSpec spec) {
    super(NAME, spec);
  }

  @Override
  double linked(ScaledFrame data, int row, int target) {
    Frame frame = data.frame();
    Scaling link = data.target().config().link();
    for (int k = frame.visibleCount(row) - 1; k >= 0; k--) {
      double value = frame.observed(frame.groupRow(frame.group(row), k), target);
      if (!Double.isNaN(value)) {
        return link.apply(value);
      }
    }
    return data.target().fallback(target);
  }
}
