package org.groundswell.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.groundswell.loss.Loss;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;

/**
 * Trains any {@link GradientModel}: shuffled batches, AdamW, early stopping that keeps the best
 * parameters.
 *
 * <p>The same configuration, seed, data and model give the same bits.
 */
public final class Trainer {
  private static final int FORWARD_ROWS = 256;

  private final TrainingConfig config;
  private final long seed;

  public Trainer(TrainingConfig config, long seed) {
    this.config = config;
    this.seed = seed;
  }

  /** See {@link Model#fit}. */
  Fit fit(
      GradientModel model, ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    int[] order = labelled(data, rows);
    if (order.length == 0) {
      throw new IllegalArgumentException(
          "none of %d training rows has a target".formatted(rows.length));
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = model.initialParameters();
    model.setParameters(parameters);
    AdamW adam = new AdamW(config, model.decayed());
    float[] gradient = new float[parameters.length];
    int limit =
        stopping instanceof Stopping.AtChoice chosen ? (int) chosen.choice() : config.epochs();
    float[] best = parameters.clone();
    double bestLoss = Double.POSITIVE_INFINITY;
    int bestEpoch = 0;
    List<Fit.Epoch> course = new ArrayList<>();
    for (int epoch = 1; epoch <= limit; epoch++) {
      shuffle(order, random);
      double sum = 0;
      double rate = 0;
      for (int from = 0; from < order.length; from += config.batchSize()) {
        int[] chosen =
            Arrays.copyOfRange(order, from, Math.min(from + config.batchSize(), order.length));
        double loss = model.gradient(data.trainingBatch(chosen), random.nextLong(), gradient);
        rate = adam.learningRate(epoch);
        double norm = adam.step(parameters, gradient, rate);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
          throw new FitFailedException(
              "loss %s and gradient norm %s at epoch %d, row %d of %d, learning rate %.2g. Maybe lower training.learningRate or set training.gradientClip."
                  .formatted(loss, norm, epoch, from, order.length, rate));
        }
        model.setParameters(parameters);
        sum += loss * chosen.length;
      }
      double validationLoss =
          stopping instanceof Stopping.OnValidation validation
              ? loss(model, data, validation.rows())
              : Double.NaN;
      Fit.Epoch ended = new Fit.Epoch(epoch, sum / order.length, validationLoss, rate);
      course.add(ended);
      listener.epochEnded(ended, limit);
      if (stopping instanceof Stopping.OnValidation && !config.fixedEpochs()) {
        if (validationLoss < bestLoss - config.minDelta()) {
          bestLoss = validationLoss;
          bestEpoch = epoch;
          best = parameters.clone();
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

  private static int[] labelled(ScaledFrame data, int[] rows) {
    int targets = data.target().targets();
    return Arrays.stream(rows)
        .filter(
            row -> {
              for (int t = 0; t < targets; t++) {
                if (!Double.isNaN(data.frame().observed(row, t))) {
                  return true;
                }
              }
              return false;
            })
        .toArray();
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int k = values.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int value = values[k];
      values[k] = values[other];
      values[other] = value;
    }
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
    for (int from = 0; from < rows.length; from += FORWARD_ROWS) {
      int to = Math.min(from + FORWARD_ROWS, rows.length);
      Batch batch = data.forecastBatch(Arrays.copyOfRange(rows, from, to));
      System.arraycopy(model.forward(batch), 0, forecasts, from * outputs, (to - from) * outputs);
    }
    return forecasts;
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), gradient clipping
   * and warm-up.
   */
  private static final class AdamW {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double EXPONENTIAL_DECAY = 0.95;

    private final TrainingConfig config;
    private final boolean[] decayed;
    private final float[] mean;
    private final float[] square;
    private int steps;

    AdamW(TrainingConfig config, boolean[] decayed) {
      this.config = config;
      this.decayed = decayed;
      this.mean = new float[decayed.length];
      this.square = new float[decayed.length];
    }

    double learningRate(int epoch) {
      double warm =
          config.warmupSteps() == 0 ? 1 : Math.min(1, (steps + 1.0) / config.warmupSteps());
      double progress =
          switch (config.schedule()) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> Math.pow(EXPONENTIAL_DECAY, epoch - 1);
            case COSINE ->
                0.5 * (1 + Math.cos(Math.PI * Math.min(1, (epoch - 1.0) / config.epochs())));
          };
      return config.learningRate() * warm * progress;
    }

    /**
     * One step; the parameters stay as they are if the gradient is not finite. Returns the
     * gradient's norm before clipping.
     */
    double step(float[] parameters, float[] gradient, double rate) {
      double squares = 0;
      for (float g : gradient) {
        squares += (double) g * g;
      }
      double norm = Math.sqrt(squares);
      if (!Double.isFinite(norm)) {
        return norm;
      }
      double clip = config.gradientClip();
      double scale = clip > 0 && norm > clip ? clip / norm : 1;
      steps++;
      double correction1 = 1 - Math.pow(BETA1, steps);
      double correction2 = 1 - Math.pow(BETA2, steps);
      double decay = rate * config.weightDecay();
      for (int k = 0; k < parameters.length; k++) {
        double g = gradient[k] * scale;
        mean[k] = (float) (BETA1 * mean[k] + (1 - BETA1) * g);
        square[k] = (float) (BETA2 * square[k] + (1 - BETA2) * g * g);
        double update =
            mean[k] / correction1 / (Math.sqrt(square[k] / correction2) + EPSILON) * rate;
        parameters[k] = (float) (parameters[k] - update - (decayed[k] ? decay * parameters[k] : 0));
      }
      return norm;
    }
  }
}
