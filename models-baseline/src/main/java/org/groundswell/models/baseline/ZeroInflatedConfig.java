package org.groundswell.models.baseline;

import java.util.List;

/**
 * How a zero-inflated model is fitted.
 *
 * @param penalties what validation may choose from, one for both parts: the weight of half the
 *     squared coefficients beside the negative log-likelihood of zeros and half the sum of squared
 *     errors of the others; positive and strictly ascending
 */
public record ZeroInflatedConfig(List<Double> penalties) {
  public ZeroInflatedConfig {
    penalties = new RidgeConfig(penalties).penalties();
  }

  /** The powers of ten from 0.01 to 10,000, as of a ridge. */
  public static ZeroInflatedConfig defaults() {
    return new ZeroInflatedConfig(RidgeConfig.defaults().penalties());
  }
}
