package org.groundswell.evaluate;

import java.util.Optional;
import java.util.stream.Stream;

/** A measure of forecasts, named with the space it is taken in. */
public enum Metric {
  /** Mean of |log(1+y) − log(1+f)|. */
  LOG1P_MAE("log1p-mae", "log1p MAE", Better.LOWER),
  /** Root of the mean of (log(1+y) − log(1+f))². */
  LOG1P_RMSE("log1p-rmse", "log1p RMSE", Better.LOWER),
  /** Share of the variance of log(1+y) explained. */
  LOG1P_R2("log1p-r2", "log1p R²", Better.HIGHER),
  /** Mean of (log(1+y) − log(1+f))². */
  MSLE("msle", "MSLE", Better.LOWER),
  /** Mean of |y − f| in original units. */
  MAE("mae", "MAE", Better.LOWER),
  /** Root of the mean of (y − f)² in original units. */
  RMSE("rmse", "RMSE", Better.LOWER),
  /** Share of the variance of y explained. */
  R2("r2", "R²", Better.HIGHER),
  /** Spearman's rank correlation of y and f. */
  SPEARMAN("spearman", "Spearman", Better.HIGHER),
  /**
   * Mean of |y − f| over the author's mean |y − last visible y| on training rows, original units.
   */
  MASE("mase", "MASE", Better.LOWER),
  /** Mean pinball loss over quantile levels in log1p space. */
  LOG1P_PINBALL("log1p-pinball", "log1p pinball", Better.LOWER),
  /** Share of outcomes between the lowest and the highest quantile level. */
  COVERAGE("coverage", "coverage", Better.NEITHER),
  /**
   * Of two posts of one author within 7 days with different outcomes: share where the better one
   * has the higher forecast.
   */
  DUEL("duel", "duel accuracy", Better.HIGHER);

  /** Which way is better. */
  public enum Better {
    LOWER,
    HIGHER,
    NEITHER
  }

  private final String key;
  private final String label;
  private final Better better;

  Metric(String key, String label, Better better) {
    this.key = key;
    this.label = label;
    this.better = better;
  }

  /** The name in configurations and files, such as {@code log1p-mae}. */
  public String key() {
    return key;
  }

  /** The name in reports, such as {@code log1p MAE}. */
  public String label() {
    return label;
  }

  public Better better() {
    return better;
  }

  /** The metric of a key. */
  public static Optional<Metric> of(String key) {
    return Stream.of(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }
}
