package org.groundswell.experiments.run;

import java.util.List;

/**
 * Who takes part in an experiment: a model that is fitted, an average of such, or what another
 * program forecast.
 */
sealed interface Competitor permits Entry, Ensemble, Outside {

  /** Unique in the experiment, such as {@code transformer-huber}. */
  String name();

  /** The kind of model. */
  String model();

  /** The loss as reports name it. */
  String lossName();

  /** How targets are transformed, for readers: {@code none}, {@code log + robust, deviation}. */
  String scaling();

  /** Whether it is itself trained by gradient steps. */
  boolean gradientTrained();

  /** The limit of its epochs, 0 where there is none. */
  int epochLimit();

  /** The quantile levels of its forecasts; 0.5 alone for point forecasts. */
  List<Double> levels();

  /** Those of the given seeds that are worth a cell: the first alone if there is no chance. */
  List<Long> seeds(List<Long> given);
}
