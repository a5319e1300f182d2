package org.groundswell.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), gradient clipping and
 * a learning rate that warms up and follows a schedule.
 */
final class AdamW {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final double EXPONENTIAL_DECAY = 0.95;
  private static final int LANES = 1024;

  private final TrainingConfig config;
  private final boolean[] decayed;

  /** Where runs of parameters end that are all decayed, or all not. */
  private final int[] ends;

  private final float[] sums = new float[LANES];

  /** Moving means of the gradient and of its square, not corrected. */
  final float[] mean;

  final float[] square;

  /** How many steps were made. */
  int steps;

  AdamW(TrainingConfig config, boolean[] decayed) {
    this.config = config;
    this.decayed = decayed;
    this.ends =
        IntStream.rangeClosed(1, decayed.length)
            .filter(end -> end == decayed.length || decayed[end] != decayed[end - 1])
            .toArray();
    this.mean = new float[decayed.length];
    this.square = new float[decayed.length];
  }

  double learningRate(int epoch) {
    double warm = config.warmupSteps() == 0 ? 1 : Math.min(1, (steps + 1.0) / config.warmupSteps());
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
   * One step; the parameters stay as they are if the gradient is not finite. Returns the gradient's
   * norm before clipping.
   */
  double step(float[] parameters, float[] gradient, double rate) {
    double norm = norm(gradient);
    if (!Double.isFinite(norm)) {
      return norm;
    }
    double clip = config.gradientClip();
    float scale = (float) (clip > 0 && norm > clip ? clip / norm : 1);
    steps++;
    float stepSize = (float) (rate / (1 - Math.pow(BETA1, steps)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
    float kept = (float) (1 - rate * config.weightDecay());
    int from = 0;
    for (int to : ends) {
      float shrink = decayed[from] ? kept : 1;
      update(parameters, gradient, mean, square, from, to, scale, stepSize, correction, shrink);
      from = to;
    }
    return norm;
  }

  /** A loop that the JVM vectorises; so are those of the norm. */
  private static void update(
      float[] parameters,
      float[] gradient,
      float[] mean,
      float[] square,
      int from,
      int to,
      float scale,
      float stepSize,
      float correction,
      float shrink) {
    for (int k = from; k < to; k++) {
      float g = gradient[k] * scale;
      float m = BETA1 * mean[k] + (1 - BETA1) * g;
      float s = BETA2 * square[k] + (1 - BETA2) * g * g;
      mean[k] = m;
      square[k] = s;
      parameters[k] =
          parameters[k] * shrink - stepSize * m / ((float) Math.sqrt(s) * correction + EPSILON);
    }
  }

  /**
   * The Euclidean norm: sums in float side by side, then in double; all in double if they burst.
   */
  private double norm(float[] gradient) {
    Arrays.fill(sums, 0);
    int at = 0;
    for (; at + 4 * LANES <= gradient.length; at += 4 * LANES) {
      addSquaresOfFour(gradient, at, sums);
    }
    for (; at < gradient.length; at += LANES) {
      addSquares(gradient, at, Math.min(LANES, gradient.length - at), sums);
    }
    double squares = 0;
    for (float sum : sums) {
      squares += sum;
    }
    if (!Double.isFinite(squares)) {
      squares = 0;
      for (float g : gradient) {
        squares += (double) g * g;
      }
    }
    return Math.sqrt(squares);
  }

  private static void addSquares(float[] values, int at, int length, float[] sums) {
    for (int k = 0; k < length; k++) {
      sums[k] += values[at + k] * values[at + k];
    }
  }

  private static void addSquaresOfFour(float[] values, int at, float[] sums) {
    int second = at + LANES;
    int third = second + LANES;
    int fourth = third + LANES;
    for (int k = 0; k < LANES; k++) {
      sums[k] +=
          (values[at + k] * values[at + k] + values[second + k] * values[second + k])
              + (values[third + k] * values[third + k] + values[fourth + k] * values[fourth + k]);
    }
  }
}
