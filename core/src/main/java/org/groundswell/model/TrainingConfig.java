package org.groundswell.model;

/**
 * How a gradient-trained model is trained.
 *
 * @param epochs limit of epochs; without early stopping their number
 * @param batchSize rows a step
 * @param learningRate the highest learning rate
 * @param schedule how the learning rate moves
 * @param warmupSteps steps over which the learning rate rises from 0 in a straight line
 * @param weightDecay decoupled weight decay (AdamW, Loshchilov and Hutter 2019), 0 for none; weight
 *     matrices only
 * @param gradientClip largest Euclidean norm of a step's gradient, 0 for no limit
 * @param patience epochs without a better validation loss before training stops; 0 for no early
 *     stopping: all epochs are trained and the last parameters kept
 * @param minDelta by how much a validation loss must be lower to count as better
 */
public record TrainingConfig(
    int epochs,
    int batchSize,
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    double weightDecay,
    double gradientClip,
    int patience,
    double minDelta) {

  /** How the learning rate moves after the warm-up. */
  public enum Schedule {
    CONSTANT,
    /** Falls by a twentieth each epoch. */
    EXPONENTIAL,
    /** Falls as half a cosine to 0 at the limit of epochs. */
    COSINE
  }

  public TrainingConfig {
    if (epochs < 1 || batchSize < 1 || patience < 0 || warmupSteps < 0) {
      throw new IllegalArgumentException(
          "epochs %d, batchSize %d must be positive; patience %d, warmupSteps %d not negative"
              .formatted(epochs, batchSize, patience, warmupSteps));
    }
    if (!(learningRate > 0) || !(weightDecay >= 0) || !(gradientClip >= 0) || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "learningRate %s must be positive; weightDecay %s, gradientClip %s and minDelta %s not negative"
              .formatted(learningRate, weightDecay, gradientClip, minDelta));
    }
  }

  /** Whether the number of epochs is fixed: validation chooses nothing. */
  public boolean fixedEpochs() {
    return patience == 0;
  }

  public static TrainingConfig defaults() {
    return new TrainingConfig(40, 64, 1e-3, Schedule.EXPONENTIAL, 50, 0.1, 1, 5, 0);
  }
}
