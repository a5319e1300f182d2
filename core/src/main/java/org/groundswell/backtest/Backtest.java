package org.groundswell.backtest;

import java.util.function.Function;
import java.util.function.Predicate;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;

/**
 * What all models of a walk forward share: the frame, its windows and anchors, how rows are scaled,
 * and the way that each takes through a fold. Immutable, so models may be fitted side by side.
 *
 * <pre>{@code
 * Function<ScaledFrame, Model> lstm =
 *     data -> factory.create(ModelSpec.of(data, loss, training, seed));
 * for (Fold fold : walkForward.folds(frame)) {
 *   try (FittedModel fitted = backtest.run(fold, lstm)) {
 *     Scored scored = fitted.forecast(fold.test(), loss).scored(0, fold.refit());
 *   }
 * }
 * }</pre>
 */
public record Backtest(
    Windows windows, Anchors anchors, InputScaling inputs, TargetTransform.Config target) {

  /**
   * A backtest of a frame.
   *
   * @param windows over the frame
   * @param inputs how known columns are scaled, by statistics of each fold's own rows
   * @param target how targets are transformed
   */
  public static Backtest of(Windows windows, InputScaling inputs, TargetTransform.Config target) {
    return new Backtest(windows, Anchors.of(windows.frame(), target.link()), inputs, target);
  }

  /** The same rows for models that learn another transform of their targets. */
  public Backtest withTarget(TargetTransform.Config other) {
    return other.equals(target) ? this : of(windows, inputs, other);
  }

  /**
   * The same rows for models that see only some of the known columns.
   *
   * @param columns which they see
   * @param observedRows whether the window shows them the observed rows before theirs
   * @throws IllegalArgumentException if then a window holds nothing, because the query row does not
   *     stand in it either
   */
  public Backtest withInputs(Predicate<Column> columns, boolean observedRows) {
    Windows seen =
        new Windows(
            frame().withKnown(columns), observedRows ? windows.history() : 0, windows.queryRow());
    return new Backtest(seen, anchors, inputs, target);
  }

  public Frame frame() {
    return windows.frame();
  }

  /** The frame scaled by the statistics of some rows. */
  public ScaledFrame scaledBy(int[] rows) {
    return ScaledFrame.fit(windows, anchors, inputs, target, rows);
  }

  /**
   * The whole way: what validation rows choose, then a fresh model fitted for it on all rows
   * matured at the cut. The test slice is not touched.
   *
   * @param maker makes a fresh model for scaled data, the same each time
   * @throws org.groundswell.model.FitFailedException if a loss stops being a number
   */
  public FittedModel run(Fold fold, Function<ScaledFrame, Model> maker) {
    Fit chosen;
    // its memory is let go of before the refit takes as much again
    try (FittedModel onTraining = select(fold, maker, FitListener.NONE)) {
      chosen = onTraining.chosen();
    }
    return refit(fold, chosen, maker, FitListener.NONE);
  }

  /**
   * Fits a model on training rows and finds how far to go by validation rows; what it then
   * forecasts of those is what models may be chosen by. Knows nothing later than the cut.
   */
  public FittedModel select(Fold fold, Function<ScaledFrame, Model> maker, FitListener listener) {
    ScaledFrame scaled = scaledBy(fold.train());
    Model model = maker.apply(scaled);
    try {
      Stopping stopping = new Stopping.OnValidation(fold.validation().clone());
      Fit fit = model.fit(scaled, fold.train().clone(), stopping, listener);
      return new FittedModel(model, scaled, fit, fit);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /** Fits a fresh model, under scalers fitted anew, on all rows matured at the cut. */
  public FittedModel refit(
      Fold fold, Fit chosen, Function<ScaledFrame, Model> maker, FitListener listener) {
    ScaledFrame scaled = scaledBy(fold.refit());
    Model model = maker.apply(scaled);
    try {
      Stopping stopping = new Stopping.AtChoice(chosen.choice());
      Fit refit = model.fit(scaled, fold.refit().clone(), stopping, listener);
      return new FittedModel(model, scaled, chosen, refit);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }
}
