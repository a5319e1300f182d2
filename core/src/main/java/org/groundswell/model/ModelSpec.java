package org.groundswell.model;

import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.window.ScaledFrame;

/**
 * What a model is made for.
 *
 * @param schema columns and targets of the frame
 * @param features width of a row encoding
 * @param history positions of a window that hold observed rows
 * @param queryRow whether one more position, the last, holds the row to be forecast
 * @param loss what to minimise, and the levels to forecast
 * @param training how gradient-trained models are trained
 * @param seed of all chance in the model: initial weights, order of rows, dropout; never 0
 */
public record ModelSpec(
    Schema schema,
    int features,
    int history,
    boolean queryRow,
    Loss loss,
    TrainingConfig training,
    long seed) {

  public ModelSpec {
    if (seed == 0) {
      throw new IllegalArgumentException("seed 0 means \"no seed\" to ND4J; take another");
    }
  }

  /** The specification of a model for the given data. */
  public static ModelSpec of(ScaledFrame data, Loss loss, TrainingConfig training, long seed) {
    return new ModelSpec(
        data.frame().schema(),
        data.features(),
        data.windows().history(),
        data.windows().queryRow(),
        loss,
        training,
        seed);
  }

  /** Positions of a window. */
  public int time() {
    return history + (queryRow ? 1 : 0);
  }

  public int targets() {
    return schema.targets().size();
  }

  /** Width of a forecast: targets × levels. */
  public int outputs() {
    return targets() * loss.levels().size();
  }
}
