package org.groundswell.models.baseline;

import java.time.Duration;

/**
 * How far back a seasonal naive forecast looks.
 *
 * @param period from the value to the row it is forecast for, such as a day; where it is shorter
 *     than the frame's label delay, no value is visible
 */
public record SeasonalNaiveConfig(Duration period) {
  public SeasonalNaiveConfig {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period %s must be positive".formatted(period));
    }
  }

  /** A day. */
  public static SeasonalNaiveConfig defaults() {
    return new SeasonalNaiveConfig(Duration.ofHours(24));
  }
}
