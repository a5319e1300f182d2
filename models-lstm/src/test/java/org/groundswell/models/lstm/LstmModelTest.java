package org.groundswell.models.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.loss.Loss;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class LstmModelTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
  private static final Loss HUBER = new Loss.Huber(1);
  private static final TrainingConfig TRAINING =
      new TrainingConfig(40, 32, 3e-2, TrainingConfig.Schedule.CONSTANT, 0, 1e-4, 1, 30, 0);
  private static final LstmConfig NO_DROPOUT = new LstmConfig(2, 8, 0, 0);
  private static final LstmConfig HIDDEN_DROPOUT = new LstmConfig(2, 3, 3, 0, 0.3);

  /** Rows with short histories among them. */
  private static final int[] FIRST = IntStream.range(0, 12).toArray();

  private final Optional<String> acceleration =
      Optional.ofNullable(System.getProperty(Accelerated.PROPERTY));

  private static void accelerate(boolean on) {
    System.setProperty(Accelerated.PROPERTY, on ? "on" : "off");
  }

  @AfterEach
  void restore() {
    acceleration.ifPresentOrElse(
        value -> System.setProperty(Accelerated.PROPERTY, value),
        () -> System.clearProperty(Accelerated.PROPERTY));
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accelerated_ofDefaults_isWhatWasSwitched(boolean on) {
    accelerate(on);
    try (Dl4jModel model = model(new LstmFactory().defaults(), ToyFrame.of(2, true), 3)) {
      assertThat(model.accelerated()).isEqualTo(on);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradient_leftPaddedWindow_isThatOfTheWindowWithoutPadding(boolean fast) {
    accelerate(fast);
    // given the same rows in windows of three and, padded, of eight positions
    ScaledFrame tight = ToyFrame.of(2, true);
    ScaledFrame padded = ToyFrame.of(7, true);
    int[] third = {2};
    try (Dl4jModel model = model(NO_DROPOUT, tight, 3);
        Dl4jModel other = model(NO_DROPOUT, padded, 3)) {
      assertThat(other.accelerated()).isEqualTo(fast);
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradient_changedPadding_staysTheSame(boolean fast) {
    accelerate(fast);
    // given a batch of which the first rows have short histories
    ScaledFrame data = ToyFrame.of(7, true);
    Batch batch = data.trainingBatch(FIRST);
    ModelSpec spec = ModelSpec.of(data, HUBER, TRAINING, 3);
    NetworkInput clean = Sequences.of(batch);
    NetworkInput dirty = withNoiseInPadding(clean);
    assertThat(dirty.index()).isNotEqualTo(clean.index());

    try (Dl4jModel model = LstmModel.create(NO_DROPOUT, spec, DataType.FLOAT, ignored -> clean);
        Dl4jModel other = LstmModel.create(NO_DROPOUT, spec, DataType.FLOAT, ignored -> dirty)) {
      assertThat(other.accelerated()).isEqualTo(fast);
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
    int[] index = input.index().clone();
    int time = index.length / input.size();
    for (int k = 0; k < index.length; k++) {
      if (k % time >= input.lengths()[k / time]) {
        index[k] = k % input.distinct();
      }
    }
    return new NetworkInput(
        input.rows(), input.distinct(), input.features(), index, input.lengths());
  }

  @Test
  void forward_windowsWithoutAnyRow_isANumber() {
    ScaledFrame data = ToyFrame.of(4, false);
    try (GradientModel model = model(NO_DROPOUT, data, 3)) {
      assertThat(model.forward(data.forecastBatch(new int[] {0, 20}))[0]).isFinite();
    }
  }

  @Test
  void forward_hiddenDropout_isThatWithoutDropout() {
    ScaledFrame data = ToyFrame.of(4, true);
    Batch batch = data.forecastBatch(FIRST);
    try (Dl4jModel none = model(new LstmConfig(2, 3, 3, 0), data, 3);
        Dl4jModel some = model(HIDDEN_DROPOUT, data, 3)) {
      assertThat(some.forward(batch)).containsExactly(none.forward(batch), CLOSE);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void gradient_withDropout_isThatOfDl4jsOwnCode(double hiddenDropout) {
    // given windows of several lengths
    ScaledFrame data = ToyFrame.of(7, true);
    Batch batch = data.trainingBatch(FIRST);
    LstmConfig config = new LstmConfig(2, 8, 5, 0.4, hiddenDropout);
    accelerate(false);
    try (Dl4jModel slow = model(config, data, 3)) {
      accelerate(true);
      try (Dl4jModel fast = model(config, data, 3)) {
        float[] expected = new float[slow.parameters().length];
        float[] actual = new float[expected.length];

        // when
        double expectedLoss = slow.gradient(batch, 5, expected);
        double loss = fast.gradient(batch, 5, actual);

        // then
        assertThat(slow.accelerated()).isFalse();
        assertThat(fast.accelerated()).isTrue();
        assertThat(loss).isCloseTo(expectedLoss, Offset.offset(1e-6));
        assertThat(actual).containsExactly(expected, CLOSE);
        assertThat(fast.forward(batch)).containsExactly(slow.forward(batch), CLOSE);
      }
    }
  }

  @Test
  void gradient_hiddenDropoutInDouble_isTheFiniteDifferenceOfTheLoss() {
    // LastTimeStep makes arrays of ND4J's default type
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    ScaledFrame data = ToyFrame.of(4, true);
    Batch batch = data.trainingBatch(FIRST);
    ModelSpec spec = ModelSpec.of(data, HUBER, TRAINING, 3);
    try (GradientModel model = LstmModel.create(HIDDEN_DROPOUT, spec, DataType.DOUBLE)) {
      float[] parameters = model.parameters();
      // with a bias of zero a ReLU whose inputs are all dropped stands at its kink
      for (int k = 0; k < parameters.length; k++) {
        parameters[k] += 0x1p-5f;
      }
      float[] unused = new float[parameters.length];
      float[] gradient = new float[parameters.length];
      lossAt(model, batch, parameters, 0, 0, gradient);
      for (int k = 0; k < parameters.length; k += 7) {
        double above = lossAt(model, batch, parameters, k, 0x1p-13f, unused);
        double below = lossAt(model, batch, parameters, k, -0x1p-13f, unused);
        assertThat((above - below) / 0x1p-12)
            .as("parameter %d", k)
            .isCloseTo(gradient[k], Offset.offset(2e-6));
      }
      // so that 0 = 0 does not pass for agreement, nor a dropout that never drops
      assertThat(gradient[parameters.length - 1]).isNotZero();
      float[] other = new float[parameters.length];
      model.gradient(batch, 10, other);
      assertThat(other).isNotEqualTo(gradient);
    }
  }

  private static double lossAt(
      GradientModel model, Batch batch, float[] parameters, int k, float step, float[] gradient) {
    float[] moved = parameters.clone();
    moved[k] += step;
    model.setParameters(moved);
    return model.gradient(batch, 9, gradient);
  }

  private static Dl4jModel model(LstmConfig config, ScaledFrame data, long seed) {
    return LstmModel.create(config, ModelSpec.of(data, HUBER, TRAINING, seed), DataType.FLOAT);
  }

  @Test
  void parameters_ofAFreshModel_haveOpenForgetGatesAndOtherBiasesZero() {
    ScaledFrame data = ToyFrame.of(4, true);
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
}
