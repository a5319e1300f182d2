package org.groundswell.models.baseline;

import java.util.List;

/**
 * How a ridge regression is fitted.
 *
 * @param penalties what validation may choose from: the weight of the squared coefficients beside
 *     the sum of squared errors over rows; positive and strictly ascending
 */
public record RidgeConfig(List<Double> penalties) {
  public RidgeConfig {
    penalties = List.copyOf(penalties);
    if (penalties.isEmpty()) {
      throw new IllegalArgumentException("a ridge needs at least one penalty, such as 1");
    }
    double last = 0;
    for (double penalty : penalties) {
      if (!(penalty > last) || Double.isInfinite(penalty)) {
        throw new IllegalArgumentException(
            "penalties must be positive and ascend but are " + penalties);
      }
      last = penalty;
    }
  }

  /** The powers of ten from 0.01 to 10,000. */
  public static RidgeConfig defaults() {
    return new RidgeConfig(List.of(0.01, 0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0));
  }
}
