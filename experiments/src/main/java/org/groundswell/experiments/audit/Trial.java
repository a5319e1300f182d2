package org.groundswell.experiments.audit;

import org.groundswell.backtest.Backtest;
import org.groundswell.backtest.FittedModel;
import org.groundswell.backtest.Forecasts;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;

/**
 * How the audit fits its cheap models: as the run fits its own, but without windows.
 *
 * @param inputs how known columns are scaled
 * @param target how targets are transformed
 */
record Trial(InputScaling inputs, TargetTransform.Config target, TrainingConfig training) {
  /** What the audit's models minimise. */
  static final Loss LOSS = new Loss.MeanAbsolute();

  private static final long SEED = 1;

  Trial withTarget(TargetTransform.Config other) {
    return new Trial(inputs, other, training);
  }

  Backtest backtest(Frame frame) {
    return Backtest.of(new Windows(frame, 0, true), inputs, target);
  }

  <C extends Record> Model model(ModelFactory<C> factory, C configuration, ScaledFrame data) {
    return factory.create(configuration, ModelSpec.of(data, LOSS, training, SEED));
  }

  <C extends Record> Model model(ModelFactory<C> factory, ScaledFrame data) {
    return model(factory, factory.defaults(), data);
  }

  /** A model fitted on training rows whose effort validation rows have chosen. */
  <C extends Record> FittedModel fit(
      ModelFactory<C> factory, C configuration, ScaledFrame data, int[] train, int[] validation) {
    Model model = model(factory, configuration, data);
    try {
      Stopping stopping = new Stopping.OnValidation(validation);
      Fit fit = model.fit(data, train, stopping, FitListener.NONE);
      return new FittedModel(model, data, fit, fit);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** log1p MAE of the first target, {@code NaN} if no row has it. */
  static double error(Forecasts forecasts) {
    double sum = 0;
    int[] places = forecasts.withOutcome(0);
    for (int k : places) {
      double outcome = forecasts.frame().observed(forecasts.rows()[k], 0);
      sum += Math.abs(Math.log1p(forecasts.point(0, k)) - Math.log1p(outcome));
    }
    return sum / places.length;
  }
}
