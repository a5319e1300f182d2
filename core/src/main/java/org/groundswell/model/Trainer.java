package org.groundswell.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.loss.Loss;
import org.groundswell.window.Batch;
import org.groundswell.window.Batches;
import org.groundswell.window.ScaledFrame;

/**
 * Fits and forecasts with any {@link GradientModel}: {@link Training} in epochs, early stopping
 * that keeps the best parameters.
 *
 * <p>The same configuration, seed, data and model give the same bits.
 */
final class Trainer {
  private static final int FORWARD_ROWS = 256;

  private Trainer() {}

  /** See {@link Model#fit}. */
  static Fit fit(
      GradientModel model, ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    try (Training training = new Training(model, data, rows)) {
      return fit(training, model, data, stopping, listener);
    }
  }

  private static Fit fit(
      Training training,
      GradientModel model,
      ScaledFrame data,
      Stopping stopping,
      FitListener listener) {
    TrainingConfig config = model.spec().training();
    int limit =
        stopping instanceof Stopping.AtChoice chosen ? (int) chosen.choice() : config.epochs();
    float[] best = training.parameters();
    double bestLoss = Double.POSITIVE_INFINITY;
    int bestEpoch = 0;
    List<Fit.Epoch> course = new ArrayList<>();
    for (int epoch = 1; epoch <= limit; epoch++) {
      double sum = 0;
      double rate;
      do {
        Training.Step step = training.step();
        sum += step.loss() * step.rows();
        rate = step.learningRate();
      } while (!training.betweenEpochs());
      double validationLoss =
          stopping instanceof Stopping.OnValidation validation
              ? loss(model, data, validation.rows())
              : Double.NaN;
      Fit.Epoch ended = new Fit.Epoch(epoch, sum / training.rows(), validationLoss, rate);
      course.add(ended);
      listener.epochEnded(ended, limit);
      if (stopping instanceof Stopping.OnValidation && !config.fixedEpochs()) {
        if (validationLoss < bestLoss - config.minDelta()) {
          bestLoss = validationLoss;
          bestEpoch = epoch;
          best = training.parameters();
        } else if (epoch - bestEpoch >= config.patience()) {
          return best(model, best, bestEpoch, Fit.StoppingReason.EARLY_STOPPING, course);
        }
      }
    }
    if (config.fixedEpochs()) {
      return new Fit(limit, Fit.StoppingReason.FIXED, course);
    }
    return stopping instanceof Stopping.OnValidation
        ? best(model, best, bestEpoch, Fit.StoppingReason.LIMIT, course)
        : new Fit(limit, Fit.StoppingReason.CHOICE, course);
  }

  private static Fit best(
      GradientModel model,
      float[] best,
      int bestEpoch,
      Fit.StoppingReason reason,
      List<Fit.Epoch> course) {
    if (bestEpoch == 0) {
      throw new FitFailedException(
          "validation loss was never a number: no validation row has a target, or forecasts overflowed");
    }
    model.setParameters(best);
    return new Fit(bestEpoch, reason, course);
  }

  /** The loss on rows, dropout off: the mean over targets of the mean over observed cells, in z. */
  static double loss(GradientModel model, ScaledFrame data, int[] rows) {
    Loss loss = model.spec().loss();
    int targets = model.spec().targets();
    int levels = loss.levels().size();
    double[] sums = new double[targets];
    int[] observed = new int[targets];
    float[] forecasts = forward(model, data, rows);
    for (int b = 0; b < rows.length; b++) {
      for (int t = 0; t < targets; t++) {
        double z = data.z(rows[b], t);
        if (!Double.isNaN(z)) {
          observed[t]++;
          for (int level = 0; level < levels; level++) {
            double error = z - forecasts[(b * targets + t) * levels + level];
            sums[t] += loss.ofError(error, level) / levels;
          }
        }
      }
    }
    double mean = 0;
    int counted = 0;
    for (int t = 0; t < targets; t++) {
      if (observed[t] > 0) {
        mean += sums[t] / observed[t];
        counted++;
      }
    }
    return mean / counted;
  }

  /** See {@link Model#forecast}. */
  static float[] forecast(GradientModel model, ScaledFrame data, int[] rows) {
    model.spec().requireFits(data);
    float[] forecasts = forward(model, data, rows);
    int levels = model.spec().loss().levels().size();
    for (int from = 0; from < forecasts.length; from += levels) {
      Arrays.sort(forecasts, from, from + levels);
    }
    return forecasts;
  }

  private static float[] forward(GradientModel model, ScaledFrame data, int[] rows) {
    int outputs = model.spec().outputs();
    float[] forecasts = new float[Math.multiplyExact(rows.length, outputs)];
    try (Batches batches = Batches.forecast(data)) {
      batches.over(rows, 0, FORWARD_ROWS);
      int at = 0;
      while (batches.hasNext()) {
        Batch batch = batches.next();
        int length = batch.size() * outputs;
        System.arraycopy(model.forward(batch), 0, forecasts, at, length);
        at += length;
      }
    }
    return forecasts;
  }
}
