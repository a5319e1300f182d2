package org.groundswell.models.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.Training;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every model trained by gradients promises beside {@link ModelContract}.
 *
 * <pre>{@code
 * class MlpContractTest extends GradientModelContract<MlpConfig> {
 *   MlpContractTest() {
 *     super(new MlpFactory(), SMALL, Toy.PRODUCT, WIDE);
 *   }
 *
 *   @Override
 *   protected GradientModel inDouble(MlpConfig config, ModelSpec spec) {
 *     return MlpModel.create(config, spec, DataType.DOUBLE);
 *   }
 * }
 * }</pre>
 *
 * @param <C> the model's configuration
 */
public abstract class GradientModelContract<C extends Record> extends ModelContract<C> {
  private static final int STEPS = 15;
  private static final int PARAMETERS_TRIED = 150;

  private final Toy toy;
  private final C learner;

  /**
   * @param config small and with dropout
   * @param toy what this kind of model can learn and a simpler kind cannot
   * @param learner the configuration that learns it
   */
  protected GradientModelContract(ModelFactory<C> factory, C config, Toy toy, C learner) {
    super(factory, config);
    this.toy = toy;
    this.learner = learner;
  }

  /** A fresh model that works out losses and gradients in double precision. */
  protected abstract GradientModel inDouble(C config, ModelSpec spec);

  /** How the toy is learned; its epochs are the number of epochs made. */
  protected TrainingConfig toyTraining() {
    return new TrainingConfig(
        40, 32, 1e-2, TrainingConfig.Schedule.EXPONENTIAL, 10, 1e-3, 1, 40, 0);
  }

  @Override
  protected float rowTolerance() {
    return 2e-6f;
  }

  private GradientModel create(ScaledFrame data, long seed) {
    return (GradientModel) factory.create(config, spec(data, QUANTILE, seed));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 9})
  void training_savedAfterAnyStep_goesOnBitForBit(int before) throws IOException {
    // six steps are an epoch
    ScaledFrame data = PlantedRows.usual().scaled();
    float[] undisturbed;
    try (GradientModel model = create(data, 3)) {
      Training training = new Training(model, data, PlantedRows.TRAINING);
      steps(training, before);
      training.save(folder);
      steps(training, STEPS - before);
      undisturbed = model.parameters();
    }
    try (GradientModel model = create(data, 3)) {
      Training training = new Training(model, data, PlantedRows.TRAINING);
      // what was done before loading is forgotten
      steps(training, 2);
      training.load(folder);
      assertThat(training.steps()).isEqualTo(before);
      steps(training, STEPS - before);
      assertThat(model.parameters()).isEqualTo(undisturbed);
    }
  }

  private static void steps(Training training, int steps) {
    for (int step = 0; step < steps; step++) {
      training.step();
    }
  }

  @Test
  void training_stepByStep_givesTheBitsOfAFit() {
    ScaledFrame data = PlantedRows.usual().scaled();
    try (GradientModel byHand = create(data, 3);
        GradientModel fitted = create(data, 3)) {
      fitted.fit(data, PlantedRows.TRAINING, new Stopping.AtChoice(2), FitListener.NONE);
      Training training = new Training(byHand, data, PlantedRows.TRAINING);
      while (training.epoch() <= 2) {
        training.step();
      }
      assertThat(byHand.parameters()).isEqualTo(fitted.parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradient_inDouble_isTheFiniteDifferenceOfTheLoss(Loss loss) {
    // the first rows of the groups are padded windows
    ScaledFrame data = PlantedRows.usual().scaled();
    Batch batch = data.trainingBatch(PlantedRows.range(0, 20));
    try (GradientModel model = inDouble(config, spec(data, loss, 3))) {
      float[] parameters = model.parameters();
      // with a bias of zero a ReLU whose inputs are all dropped stands at its kink
      for (int k = 0; k < parameters.length; k++) {
        parameters[k] += 0x1p-5f;
      }
      model.setParameters(parameters);
      float[] gradient = new float[parameters.length];
      model.gradient(batch, 9, gradient);
      float[] unused = new float[parameters.length];
      double largest = 0;
      int stride = Math.max(1, parameters.length / PARAMETERS_TRIED);
      for (int k = 0; k < parameters.length; k += stride) {
        float kept = parameters[k];
        float up = kept + 0x1p-13f;
        float down = kept - 0x1p-13f;
        parameters[k] = up;
        model.setParameters(parameters);
        double above = model.gradient(batch, 9, unused);
        parameters[k] = down;
        model.setParameters(parameters);
        double below = model.gradient(batch, 9, unused);
        parameters[k] = kept;
        assertThat((above - below) / ((double) up - down))
            .as("parameter %d of %d", k, parameters.length)
            .isCloseTo(gradient[k], within(2e-6));
        largest = Math.max(largest, Math.abs(gradient[k]));
      }
      // so that 0 = 0 does not pass for agreement
      assertThat(largest).isGreaterThan(0.01);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fit_itsToy_halvesTheErrorOfTheBestPredictorOfTheSimplerKind(long seed) {
    Toy.Task task = toy.task(seed);
    TrainingConfig training = toyTraining();
    ModelSpec spec = ModelSpec.of(task.data(), new Loss.MeanSquared(), training, seed);
    try (Model model = factory.create(learner, spec)) {
      Stopping stopping = new Stopping.AtChoice(training.epochs());
      model.fit(task.data(), task.training(), stopping, FitListener.NONE);
      double error = task.error(model.forecast(task.data(), task.test()));
      assertThat(error).isLessThanOrEqualTo(task.simplerError() / 2);
    }
  }

  @Test
  void fit_learningRateFarTooHigh_failsAndNamesTheSetting() {
    ScaledFrame data = PlantedRows.usual().scaled();
    TrainingConfig training =
        new TrainingConfig(3, 16, 1e30, TrainingConfig.Schedule.CONSTANT, 0, 0, 0, 3, 0);
    ModelSpec spec = ModelSpec.of(data, new Loss.MeanSquared(), training, 3);
    try (Model model = factory.create(config, spec)) {
      Stopping stopping = new Stopping.AtChoice(3);
      assertThatThrownBy(() -> model.fit(data, PlantedRows.TRAINING, stopping, FitListener.NONE))
          .isInstanceOf(FitFailedException.class)
          .hasMessageContaining("learningRate");
    }
  }

  @Test
  void gradient_withDropout_dependsOnItsSeedOnly() {
    ScaledFrame data = PlantedRows.usual().scaled();
    Batch batch = data.trainingBatch(PlantedRows.range(0, 20));
    try (GradientModel model = create(data, 3)) {
      float[] forecast = model.forward(batch);
      float[] first = gradient(model, batch, 1);
      assertThat(gradient(model, batch, 2)).isNotEqualTo(first);
      assertThat(gradient(model, batch, 1)).isEqualTo(first);
      assertThat(model.forward(batch)).isEqualTo(forecast);
    }
  }

  private static float[] gradient(GradientModel model, Batch batch, long dropoutSeed) {
    float[] gradient = new float[model.parameters().length];
    model.gradient(batch, dropoutSeed, gradient);
    return gradient;
  }

  @Test
  void gradientAndForward_theBatch_staysAsItWas() {
    ScaledFrame data = PlantedRows.usual().scaled();
    Batch batch = data.trainingBatch(PlantedRows.range(0, 20));
    try (GradientModel model = create(data, 3)) {
      gradient(model, batch, 1);
      model.forward(batch);
    }
    assertThat(batch)
        .usingRecursiveComparison()
        .isEqualTo(data.trainingBatch(PlantedRows.range(0, 20)));
  }

  @Test
  void gradientAndForward_batchOfAnotherShape_areRefused() {
    PlantedRows usual = PlantedRows.usual();
    try (GradientModel model = create(usual.scaled(), 3)) {
      float[] gradient = new float[model.parameters().length];
      for (PlantedRows shape :
          new PlantedRows[] {usual.withMoreColumns(1), usual.withLongerHistory()}) {
        Batch batch = shape.scaled().trainingBatch(PlantedRows.range(0, 20));
        assertThatThrownBy(() -> model.gradient(batch, 1, gradient))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("do not fit a model made for");
        assertThatThrownBy(() -> model.forward(batch))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("do not fit a model made for");
      }
    }
  }

  @Test
  void parameters_givenAndTaken_areCopies() {
    try (GradientModel model = create(PlantedRows.usual().scaled(), 3)) {
      float[] initial = model.initialParameters();
      assertThat(model.parameters()).isEqualTo(initial);
      assertThat(model.decayed()).hasSize(initial.length);

      float[] given = initial.clone();
      given[0] = 5;
      model.setParameters(given);
      given[0] = 7;
      model.parameters()[0] = 7;
      model.initialParameters()[0] = 7;

      assertThat(model.parameters()[0]).isEqualTo(5);
      assertThat(model.initialParameters()).isEqualTo(initial);
    }
  }

  @Test
  void setParameters_ofAnotherLength_namesBothLengths() {
    try (GradientModel model = create(PlantedRows.usual().scaled(), 3)) {
      int length = model.parameters().length;
      assertThatThrownBy(() -> model.setParameters(new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 parameters do not fit a model of " + length);
    }
  }

  @Test
  void training_loadedForOtherRowsOrAnotherSeed_isRefused() throws IOException {
    ScaledFrame data = PlantedRows.usual().scaled();
    Path saved = Files.createDirectory(folder.resolve("training"));
    int[] fewer = Arrays.copyOf(PlantedRows.TRAINING, 80);
    try (GradientModel model = create(data, 3);
        GradientModel other = create(data, 4)) {
      new Training(model, data, PlantedRows.TRAINING).save(saved);
      assertThatThrownBy(() -> new Training(model, data, fewer).load(saved))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("rows");
      assertThatThrownBy(() -> new Training(other, data, PlantedRows.TRAINING).load(saved))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("seed");
    }
  }
}
