package org.groundswell.experiments.config;

/** A loss by its name; what it is parameterised by stands in {@link LossConfig}. */
public enum LossKind {
  MAE,
  MSE,
  HUBER,
  QUANTILE
}
