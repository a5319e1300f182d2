package org.groundswell.model;

import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;

/**
 * A model that is trained by {@link Training}: it gives gradients and takes parameters, as flat
 * arrays in an order of its own that never changes. How a step is carried out, by which runtime, is
 * its own affair.
 */
public interface GradientModel extends Model {

  /** What the model was made for. */
  ModelSpec spec();

  /** What training starts from, as a copy: it follows from the configuration and the seed alone. */
  float[] initialParameters();

  /** All trained parameters, as a copy. */
  float[] parameters();

  /** Replaces all trained parameters. */
  void setParameters(float[] parameters);

  /**
   * By parameter: whether it belongs to a weight matrix, which weight decay applies to; biases and
   * norms do not.
   */
  boolean[] decayed();

  /**
   * Loss and gradient of a training batch.
   *
   * @param batch in arrays that the next one will be made in: nothing of it may be kept
   * @param dropoutSeed of the dropout masks of this step
   * @param gradient where the gradient goes, as long as {@link #parameters}
   * @return the loss, dropout on
   */
  double gradient(Batch batch, long dropoutSeed, float[] gradient);

  /**
   * Forecasts of a batch {@code [batch, target × level]} in z, dropout off, levels as the network
   * gives them.
   */
  float[] forward(Batch batch);

  @Override
  default Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    return Trainer.fit(this, data, rows, stopping, listener);
  }

  @Override
  default float[] forecast(ScaledFrame data, int[] rows) {
    return Trainer.forecast(this, data, rows);
  }
}
