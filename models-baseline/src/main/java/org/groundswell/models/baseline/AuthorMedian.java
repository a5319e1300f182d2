package org.groundswell.models.baseline;

import org.groundswell.model.ModelSpec;
import org.groundswell.window.ScaledFrame;

/**
 * Forecasts each target by the as-of median of the row's group and stratum (for posts: author and
 * reply flag); of the group, then of the training rows, where there is none. See {@link
 * org.groundswell.scale.Anchors}.
 */
final class AuthorMedian extends AsOfBaseline {
  static final String NAME = "author-median";

  AuthorMedian(ModelSpec spec) {
    super(NAME, spec);
  }

  @Override
  Linked linked(ScaledFrame data) {
    return data.target()::level;
  }
}
