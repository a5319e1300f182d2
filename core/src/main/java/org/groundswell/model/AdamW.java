package org.groundswell.model;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), gradient clipping and
 * a learning rate that warms up and follows a schedule.
 */
final class AdamW {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double EXPONENTIAL_DECAY = 0.95;

  private final TrainingConfig config;
  private final boolean[] decayed;

  /** Moving means of the gradient and of its square, not corrected. */
  final float[] mean;

  final float[] square;

  /** How many steps were made. */
  int steps;

  AdamW(TrainingConfig config, boolean[] decayed) {
    this.config = config;
    this.decayed = decayed;
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
      double update = mean[k] / correction1 / (Math.sqrt(square[k] / correction2) + EPSILON) * rate;
      parameters[k] = (float) (parameters[k] - update - (decayed[k] ? decay * parameters[k] : 0));
    }
    return norm;
  }
}
