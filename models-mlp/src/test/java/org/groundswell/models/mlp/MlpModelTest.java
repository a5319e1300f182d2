package org.groundswell.models.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.data.Offset;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class MlpModelTest {
  private static final Loss HUBER = new Loss.Huber(1);
  private static final TrainingConfig TRAINING =
      new TrainingConfig(30, 32, 1e-2, TrainingConfig.Schedule.EXPONENTIAL, 0, 1e-4, 1, 30, 0);
  private static final MlpConfig SMALL = new MlpConfig(List.of(7, 5), Activation.RELU, 0.2, 0.3, 3);
  private static final MlpConfig WIDE = new MlpConfig(List.of(32, 16), Activation.RELU, 0, 8);

  static List<Loss> losses() {
    return List.of(
        new Loss.MeanAbsolute(),
        new Loss.MeanSquared(),
        new Loss.Huber(0.3),
        new Loss.Quantile(List.of(0.1, 0.5, 0.9)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradient_inDouble_isTheFiniteDifferenceOfTheLoss(Loss loss) {
    ScaledFrame data = ToyFrame.of(60, 4, true);
    Batch batch = data.trainingBatch(ToyFrame.rows(0, 12));
    try (GradientModel model =
        MlpModel.create(SMALL, ModelSpec.of(data, loss, TRAINING, 3), DataType.DOUBLE)) {
      float[] parameters = model.parameters();
      float[] gradient = new float[parameters.length];
      model.gradient(batch, 9, gradient);
      float[] unused = new float[parameters.length];
      double largest = 0;
      for (int k = 0; k < parameters.length; k++) {
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
            .isCloseTo(gradient[k], Offset.offset(1e-6));
        largest = Math.max(largest, Math.abs(gradient[k]));
      }
      assertThat(largest).isGreaterThan(0.01);
    }
  }

  @Test
  void gradient_hiddenDropout_dependsOnTheSeedAndTheProbability() {
    ScaledFrame data = ToyFrame.of(60, 4, true);
    Batch batch = data.trainingBatch(ToyFrame.rows(0, 12));
    ModelSpec spec = ModelSpec.of(data, HUBER, TRAINING, 3);
    MlpConfig none = new MlpConfig(List.of(7, 5), Activation.RELU, 0, 0, 3);
    MlpConfig some = new MlpConfig(List.of(7, 5), Activation.RELU, 0, 0.3, 3);
    try (GradientModel without = MlpModel.create(none, spec, DataType.FLOAT);
        GradientModel with = MlpModel.create(some, spec, DataType.FLOAT)) {
      float[] expected = new float[with.parameters().length];
      float[] first = expected.clone();
      float[] again = expected.clone();
      float[] other = expected.clone();

      without.gradient(batch, 11, expected);
      with.gradient(batch, 11, first);
      with.gradient(batch, 11, again);
      with.gradient(batch, 12, other);

      assertThat(again).isEqualTo(first).isNotEqualTo(other).isNotEqualTo(expected);
      // none in a forecast
      assertThat(with.forward(batch)).isEqualTo(without.forward(batch));
    }
  }

  @Test
  void fit_nonlinearTarget_learnsWhatALinearModelCannot() {
    ScaledFrame data = ToyFrame.of(1200, 4, true);

    double ofMlp = errorAfterFit(WIDE, data);
    double ofLinear = errorAfterFit(new MlpConfig(List.of(), Activation.RELU, 0, 8), data);

    // the mean of |4ab| is 1
    assertThat(ofMlp).isLessThan(0.2);
    assertThat(ofLinear).isGreaterThan(0.8);
  }

  private static double errorAfterFit(MlpConfig config, ScaledFrame data) {
    int[] test = ToyFrame.rows(1000, 1200);
    try (Model model = new MlpFactory().create(config, ModelSpec.of(data, HUBER, TRAINING, 3))) {
      fit(model, data, 1000, 30);
      float[] forecast = model.forecast(data, test);
      double sum = 0;
      for (int k = 0; k < test.length; k++) {
        sum += Math.abs(forecast[2 * k] - data.z(test[k], 0));
      }
      return sum / test.length;
    }
  }

  @Test
  void fit_sameSeed_givesTheSameBits() {
    ScaledFrame data = ToyFrame.of(200, 4, true);

    assertThat(fitted(data, 3)).isEqualTo(fitted(data, 3)).isNotEqualTo(fitted(data, 4));
  }

  @Test
  void fit_twice_givesTheBitsOfOnce() {
    ScaledFrame data = ToyFrame.of(200, 4, true);
    try (GradientModel model =
        MlpModel.create(SMALL, ModelSpec.of(data, HUBER, TRAINING, 3), DataType.FLOAT)) {
      fit(model, data, 150, 3);
      fit(model, data, 150, 3);
      assertThat(model.parameters()).isEqualTo(fitted(data, 3));
    }
  }

  @Test
  void fit_inTwoThreadsAtOnce_givesTheBitsOfOneAfterTheOther() {
    ScaledFrame data = ToyFrame.of(200, 4, true);
    float[] third = fitted(data, 3);
    float[] fourth = fitted(data, 4);

    CompletableFuture<float[]> left = CompletableFuture.supplyAsync(() -> fitted(data, 3));
    CompletableFuture<float[]> right = CompletableFuture.supplyAsync(() -> fitted(data, 4));

    assertThat(left.join()).isEqualTo(third);
    assertThat(right.join()).isEqualTo(fourth);
  }

  private static float[] fitted(ScaledFrame data, long seed) {
    try (GradientModel model =
        MlpModel.create(SMALL, ModelSpec.of(data, HUBER, TRAINING, seed), DataType.FLOAT)) {
      fit(model, data, 150, 3);
      return model.parameters();
    }
  }

  private static void fit(Model model, ScaledFrame data, int rows, int epochs) {
    model.fit(data, ToyFrame.rows(0, rows), new Stopping.AtChoice(epochs), FitListener.NONE);
  }

  @Test
  void forecast_aloneOrAmongOthers_isTheSame() {
    ScaledFrame data = ToyFrame.of(300, 4, true);
    try (Model model = new MlpFactory().create(WIDE, ModelSpec.of(data, HUBER, TRAINING, 3))) {
      float[] together = model.forecast(data, ToyFrame.rows(0, 300));
      for (int row = 0; row < 300; row += 37) {
        float[] alone = model.forecast(data, new int[] {row});
        assertThat(alone)
            .containsExactly(
                Arrays.copyOfRange(together, 2 * row, 2 * row + 2), Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void load_whatWasSaved_givesTheSameForecasts(@TempDir Path folder) throws IOException {
    ScaledFrame data = ToyFrame.of(100, 4, false);
    ModelFactory<MlpConfig> factory = new MlpFactory();
    int[] rows = ToyFrame.rows(0, 100);
    try (Model saved = factory.create(SMALL, ModelSpec.of(data, HUBER, TRAINING, 3));
        Model loaded = factory.create(SMALL, ModelSpec.of(data, HUBER, TRAINING, 4))) {
      fit(saved, data, 100, 2);
      saved.save(folder);
      assertThat(loaded.forecast(data, rows)).isNotEqualTo(saved.forecast(data, rows));
      loaded.load(folder);
      assertThat(loaded.forecast(data, rows)).isEqualTo(saved.forecast(data, rows));
    }
  }

  @Test
  void load_ofAnotherActivation_isRefused(@TempDir Path folder) throws IOException {
    ScaledFrame data = ToyFrame.of(100, 4, true);
    MlpConfig tanh = new MlpConfig(SMALL.hidden(), Activation.TANH, 0.2, 3);
    ModelFactory<MlpConfig> factory = new MlpFactory();
    try (Model saved = factory.create(SMALL, ModelSpec.of(data, HUBER, TRAINING, 3));
        Model other = factory.create(tanh, ModelSpec.of(data, HUBER, TRAINING, 3))) {
      saved.save(folder);
      assertThatThrownBy(() -> other.load(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("TANH");
    }
  }

  @Test
  void factory_amongServices_isFoundByName() {
    assertThat(ServiceLoader.load(ModelFactory.class))
        .anySatisfy(factory -> assertThat(factory.name()).isEqualTo("mlp"));
  }
}
