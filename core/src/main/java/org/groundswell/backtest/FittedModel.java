package org.groundswell.backtest;

import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.Model;
import org.groundswell.window.ScaledFrame;

/**
 * A model fitted on rows of a fold: on its training rows, or on all that was known at its cut.
 * Holds the model's native memory until it is closed.
 *
 * @param data the frame under the scalers of the rows it was fitted on
 * @param chosen how validation chose
 * @param fit how it was fitted: for that, or the very fit that chose
 */
public record FittedModel(Model model, ScaledFrame data, Fit chosen, Fit fit)
    implements AutoCloseable {

  /**
   * Forecasts of rows in original units.
   *
   * @param loss the model's
   * @throws org.groundswell.model.FitFailedException if a forecast is no number
   */
  public Forecasts forecast(int[] rows, Loss loss) {
    return Forecasts.of(data, rows.clone(), model.forecast(data, rows.clone()), loss);
  }

  @Override
  public void close() {
    model.close();
  }
}
