package org.groundswell.experiments.run;

import org.groundswell.loss.Loss;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.ScaledFrame;

/**
 * A competitor of an experiment: a kind of model with its configuration and loss.
 *
 * @param name unique in the experiment, such as {@code transformer-huber}
 * @param lossName the loss as reports name it
 */
public record Entry<C extends Record>(
    String name,
    ModelFactory<C> factory,
    C configuration,
    String lossName,
    Loss loss,
    TrainingConfig training) {

  /** A fresh model for the given data. */
  Model create(ScaledFrame data, long seed) {
    return factory.create(configuration, ModelSpec.of(data, loss, training, seed));
  }
}
