package org.groundswell.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.groundswell.window.Batch;
import org.groundswell.window.Batches;
import org.groundswell.window.ScaledFrame;

/**
 * The training of a {@link GradientModel} under way, one step after the other: shuffled batches,
 * AdamW with the seed and the configuration of the model's {@link ModelSpec}.
 *
 * <p>It can be saved after any step and goes on bit for bit as if it had not been: N steps are k
 * steps, {@link #save}, {@link #load} into a training of a fresh model, and N − k steps. Order of
 * rows and random numbers follow from the seed and the number of steps made, so they are not saved
 * but worked out again.
 *
 * <p>While it lasts, it alone sets the model's parameters. While a step is made, the next batch is
 * put together in a thread of its own, which ends with {@link #close}.
 */
public final class Training implements AutoCloseable {
  private static final String KIND = "training";
  private static final String STEPS = "steps";

  /**
   * What a step gave.
   *
   * @param rows how many rows it learned from
   * @param loss of these rows, dropout on, before the step
   */
  public record Step(int rows, double loss, double learningRate) {}

  private final GradientModel model;
  private final TrainingConfig config;
  private final AdamW adam;
  private final float[] parameters;
  private final float[] gradient;
  private final Batches batches;

  /** Whether the batches that come are those of the steps that come. */
  private boolean inStep;

  /** Rows that have a target, in the order given. */
  private final int[] labelled;

  /** The same rows in the order of the epoch. */
  private final int[] order;

  private SplittableRandom random;

  /**
   * Begins: sets the model to its initial parameters.
   *
   * @param rows training rows; those all of whose targets are missing are left out
   * @throws IllegalArgumentException if the data are not what the model was made for, or no row has
   *     a target
   */
  public Training(GradientModel model, ScaledFrame data, int[] rows) {
    this.model = model;
    config = model.spec().training();
    labelled = model.spec().trainingRows(data, rows);
    order = labelled.clone();
    random = new SplittableRandom(model.spec().seed());
    parameters = model.initialParameters();
    model.setParameters(parameters);
    adam = new AdamW(config, model.decayed());
    gradient = new float[parameters.length];
    batches = Batches.training(data);
  }

  /** How many rows an epoch learns from. */
  public int rows() {
    return order.length;
  }

  /** How many steps were made. */
  public int steps() {
    return adam.steps;
  }

  /** The epoch that the next step belongs to, from 1. */
  public int epoch() {
    return adam.steps / stepsAnEpoch() + 1;
  }

  /** Whether the next step is the first of an epoch. */
  public boolean betweenEpochs() {
    return adam.steps % stepsAnEpoch() == 0;
  }

  private int stepsAnEpoch() {
    return (order.length - 1) / config.batchSize() + 1;
  }

  /**
   * Makes a step.
   *
   * @throws FitFailedException if the loss or its gradient is not finite; the model keeps the
   *     parameters it had, and the training is over
   */
  public Step step() {
    int epoch = epoch();
    int from = adam.steps % stepsAnEpoch() * config.batchSize();
    if (betweenEpochs()) {
      shuffle();
    }
    if (betweenEpochs() || !inStep) {
      batches.over(order, from, config.batchSize());
      inStep = true;
    }
    Batch batch = batches.next();
    double loss = model.gradient(batch, random.nextLong(), gradient);
    double rate = adam.learningRate(epoch);
    double norm = adam.step(parameters, gradient, rate);
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new FitFailedException(
          "loss %s and gradient norm %s at epoch %d, row %d of %d, learning rate %.2g. Maybe lower training.learningRate or set training.gradientClip."
              .formatted(loss, norm, epoch, from, order.length, rate));
    }
    model.setParameters(parameters);
    return new Step(batch.size(), loss, rate);
  }

  private void shuffle() {
    for (int k = order.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int row = order[k];
      order[k] = order[other];
      order[other] = row;
    }
  }

  /** The parameters after the steps made, as a copy. */
  float[] parameters() {
    return parameters.clone();
  }

  /**
   * Writes the state into an existing folder of its own, as a {@link WeightsFile}: parameters,
   * Adam's two moments and the number of steps.
   */
  public void save(Path folder) throws IOException {
    Map<String, String> description = description();
    description.put(STEPS, Integer.toString(adam.steps));
    float[] state = new float[3 * parameters.length];
    System.arraycopy(parameters, 0, state, 0, parameters.length);
    System.arraycopy(adam.mean, 0, state, parameters.length, parameters.length);
    System.arraycopy(adam.square, 0, state, 2 * parameters.length, parameters.length);
    WeightsFile.write(folder, KIND, description, shapes(), state);
  }

  /**
   * Goes on from what {@link #save} wrote; what this training did so far is forgotten.
   *
   * @throws IOException if the folder holds something else, or the training of other rows, another
   *     configuration, seed or size of model; the message names the file and what is wrong
   */
  public void load(Path folder) throws IOException {
    float[] state = WeightsFile.read(folder, KIND, description(), shapes());
    int steps = WeightsFile.number(folder, STEPS);
    System.arraycopy(state, 0, parameters, 0, parameters.length);
    System.arraycopy(state, parameters.length, adam.mean, 0, parameters.length);
    System.arraycopy(state, 2 * parameters.length, adam.square, 0, parameters.length);
    batches.over(new int[0], 0, 1);
    inStep = false;
    System.arraycopy(labelled, 0, order, 0, order.length);
    random = new SplittableRandom(model.spec().seed());
    for (adam.steps = 0; adam.steps < steps; adam.steps++) {
      if (betweenEpochs()) {
        shuffle();
      }
      random.nextLong();
    }
    model.setParameters(parameters);
  }

  /** Ends the thread that prepares batches; the model stays as it is. */
  @Override
  public void close() {
    batches.close();
  }

  private Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("seed", Long.toString(model.spec().seed()));
    description.put("loss", model.spec().loss().toString());
    description.put("config", config.toString());
    description.put("rows", Integer.toString(labelled.length));
    description.put("rows.hash", Integer.toHexString(Arrays.hashCode(labelled)));
    return description;
  }

  private Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : new String[] {"parameters", "adam.mean", "adam.square"}) {
      shapes.put(name, new long[] {parameters.length});
    }
    return shapes;
  }
}
