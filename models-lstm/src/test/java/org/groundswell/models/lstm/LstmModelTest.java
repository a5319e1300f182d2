package org.groundswell.models.lstm;

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
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.models.dl4j.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class LstmModelTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
  private static final Loss HUBER = new Loss.Huber(1);
  private static final TrainingConfig TRAINING =
      new TrainingConfig(40, 32, 3e-2, TrainingConfig.Schedule.CONSTANT, 0, 1e-4, 1, 30, 0);
  private static final LstmConfig SMALL = new LstmConfig(2, 3, 3, 0.2, 0.3);
  private static final LstmConfig NO_DROPOUT = new LstmConfig(2, 8, 0, 0);

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
    // LastTimeStep makes arrays of ND4J's default type
    DataType kept = Nd4j.defaultFloatingPointType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    ScaledFrame data = ToyFrame.of(60, 3, true);
    Batch batch = data.trainingBatch(ToyFrame.rows(0, 9));
    try (GradientModel model =
        LstmModel.create(SMALL, ModelSpec.of(data, loss, TRAINING, 3), DataType.DOUBLE)) {
      assertGradient(model, batch);
    } finally {
      Nd4j.setDefaultDataTypes(kept, kept);
    }
  }

  private static void assertGradient(GradientModel model, Batch batch) {
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
    for (int k = 0; k < parameters.length; k += 5) {
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

  @Test
  void gradient_leftPaddedWindow_isThatOfTheWindowWithoutPadding() {
    // given the same rows in windows of three and, padded, of eight positions
    ScaledFrame tight = ToyFrame.of(60, 2, true);
    ScaledFrame padded = ToyFrame.of(60, 7, true);
    int[] third = {2};
    try (GradientModel model = model(NO_DROPOUT, tight, 3);
        GradientModel other = model(NO_DROPOUT, padded, 3)) {
      float[] expected = new float[model.parameters().length];
      float[] actual = new float[expected.length];

      // when
      double loss = model.gradient(tight.trainingBatch(third), 1, expected);
      double otherLoss = other.gradient(padded.trainingBatch(third), 1, actual);

      // then
      assertThat(otherLoss).isCloseTo(loss, Offset.offset(1e-6));
      assertThat(actual).containsExactly(expected, CLOSE);
      assertThat(other.forward(padded.forecastBatch(third)))
          .containsExactly(model.forward(tight.forecastBatch(third)), CLOSE);
    }
  }

  @Test
  void gradient_changedPadding_staysTheSame() {
    // given a batch of which the first rows have short histories
    ScaledFrame data = ToyFrame.of(60, 7, true);
    Batch batch = data.trainingBatch(ToyFrame.rows(0, 12));
    ModelSpec spec = ModelSpec.of(data, HUBER, TRAINING, 3);
    NetworkInput clean = Sequences.of(batch);
    NetworkInput dirty = withNoiseInPadding(clean);
    assertThat(dirty.values()).isNotEqualTo(clean.values());

    try (Dl4jModel model = LstmModel.create(NO_DROPOUT, spec, DataType.FLOAT, ignored -> clean);
        Dl4jModel other = LstmModel.create(NO_DROPOUT, spec, DataType.FLOAT, ignored -> dirty)) {
      float[] expected = new float[model.parameters().length];
      float[] actual = new float[expected.length];

      // when
      model.gradient(batch, 1, expected);
      other.gradient(batch, 1, actual);

      // then
      assertThat(actual).isEqualTo(expected);
      assertThat(other.forward(batch)).isEqualTo(model.forward(batch));
    }
  }

  private static NetworkInput withNoiseInPadding(NetworkInput input) {
    float[] values = input.values().clone();
    int time = (int) input.shape()[0];
    int features = (int) input.shape()[1];
    int batch = (int) input.shape()[2];
    for (int k = 0; k < values.length; k++) {
      int step = k / (features * batch);
      if (input.mask()[k % batch * time + step] == 0) {
        values[k] = 5 + k;
      }
    }
    return new NetworkInput(values, input.shape(), input.mask());
  }

  @Test
  void forward_windowsWithoutAnyRow_isANumber() {
    ScaledFrame data = ToyFrame.of(60, 4, false);
    try (GradientModel model = model(NO_DROPOUT, data, 3)) {
      assertThat(model.forward(data.forecastBatch(new int[] {0, 20}))[0]).isFinite();
    }
  }

  @Test
  void fit_targetFromTwoRowsAgo_learnsIt() {
    ScaledFrame data = ToyFrame.of(300, 3, true);
    int[] test = ToyFrame.rows(200, 300);
    try (Model model = model(NO_DROPOUT, data, 3)) {
      fit(model, data, 200, 20);
      float[] forecast = model.forecast(data, test);
      for (int k = 0; k < test.length; k++) {
        assertThat(forecast[k]).isCloseTo((float) data.z(test[k], 0), Offset.offset(0.3f));
      }
    }
  }

  @Test
  void fit_sameSeed_givesTheSameBits() {
    ScaledFrame data = ToyFrame.of(120, 4, true);

    assertThat(fitted(data, 3)).isEqualTo(fitted(data, 3)).isNotEqualTo(fitted(data, 4));
  }

  @Test
  void fit_inTwoThreadsAtOnce_givesTheBitsOfOneAfterTheOther() {
    ScaledFrame data = ToyFrame.of(120, 4, true);
    float[] third = fitted(data, 3);
    float[] fourth = fitted(data, 4);

    CompletableFuture<float[]> left = CompletableFuture.supplyAsync(() -> fitted(data, 3));
    CompletableFuture<float[]> right = CompletableFuture.supplyAsync(() -> fitted(data, 4));

    assertThat(left.join()).isEqualTo(third);
    assertThat(right.join()).isEqualTo(fourth);
  }

  private static float[] fitted(ScaledFrame data, long seed) {
    try (GradientModel model = model(SMALL, data, seed)) {
      fit(model, data, 100, 2);
      return model.parameters();
    }
  }

  private static GradientModel model(LstmConfig config, ScaledFrame data, long seed) {
    return LstmModel.create(config, ModelSpec.of(data, HUBER, TRAINING, seed), DataType.FLOAT);
  }

  private static void fit(Model model, ScaledFrame data, int rows, int epochs) {
    model.fit(data, ToyFrame.rows(0, rows), new Stopping.AtChoice(epochs), FitListener.NONE);
  }

  @Test
  void forecast_aloneOrAmongOthers_isTheSame() {
    ScaledFrame data = ToyFrame.of(100, 6, true);
    try (Model model = model(NO_DROPOUT, data, 3)) {
      float[] together = model.forecast(data, ToyFrame.rows(0, 100));
      for (int row : new int[] {0, 1, 3, 50, 99}) {
        assertThat(model.forecast(data, new int[] {row}))
            .containsExactly(Arrays.copyOfRange(together, row, row + 1), CLOSE);
      }
    }
  }

  @Test
  void parameters_ofAFreshModel_haveOpenForgetGatesAndOtherBiasesZero() {
    ScaledFrame data = ToyFrame.of(60, 4, true);
    try (GradientModel model = model(NO_DROPOUT, data, 3)) {
      float[] parameters = model.parameters();
      boolean[] decayed = model.decayed();
      int ones = 0;
      for (int k = 0; k < parameters.length; k++) {
        if (decayed[k]) {
          assertThat(parameters[k]).isNotZero().isBetween(-1f, 1f);
        } else {
          assertThat(parameters[k]).isIn(0f, 1f);
          ones += parameters[k] == 1 ? 1 : 0;
        }
      }
      assertThat(ones).isEqualTo(NO_DROPOUT.layers() * NO_DROPOUT.units());
    }
  }

  @Test
  void load_whatWasSaved_givesTheSameForecasts(@TempDir Path folder) throws IOException {
    ScaledFrame data = ToyFrame.of(100, 4, true);
    int[] rows = ToyFrame.rows(0, 100);
    try (Model saved = model(SMALL, data, 3);
        Model loaded = model(SMALL, data, 4);
        Model wider = model(NO_DROPOUT, data, 3)) {
      fit(saved, data, 100, 1);
      saved.save(folder);
      assertThat(loaded.forecast(data, rows)).isNotEqualTo(saved.forecast(data, rows));
      loaded.load(folder);
      assertThat(loaded.forecast(data, rows)).isEqualTo(saved.forecast(data, rows));
      assertThatThrownBy(() -> wider.load(folder)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void factory_amongServices_isFoundByName() {
    assertThat(ServiceLoader.load(ModelFactory.class))
        .anySatisfy(factory -> assertThat(factory.name()).isEqualTo("lstm"));
  }
}
