package org.groundswell.experiments.config;

import java.util.List;
import org.groundswell.loss.Loss;

/**
 * What losses are parameterised by, the same for every model of an experiment.
 *
 * @param huberDelta where Huber's loss turns from square to linear, in z
 * @param quantiles levels of the quantile loss, ascending within (0, 1), 0.5 among them
 */
public record LossConfig(double huberDelta, List<Double> quantiles) {

  public LossConfig {
    // the losses check their own parameters, and are asked now and not in the first cell
    quantiles = new Loss.Quantile(quantiles).levels();
    huberDelta = new Loss.Huber(huberDelta).delta();
  }

  public Loss loss(LossKind kind) {
    return switch (kind) {
      case MAE -> new Loss.MeanAbsolute();
      case MSE -> new Loss.MeanSquared();
      case HUBER -> new Loss.Huber(huberDelta);
      case QUANTILE -> new Loss.Quantile(quantiles);
    };
  }
}
