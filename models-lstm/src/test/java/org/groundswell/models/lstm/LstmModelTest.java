package org.groundswell.models.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.groundswell.loss.Loss;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.models.dl4j.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class LstmModelTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
  private static final Loss HUBER = new Loss.Huber(1);
  private static final TrainingConfig TRAINING =
      new TrainingConfig(40, 32, 3e-2, TrainingConfig.Schedule.CONSTANT, 0, 1e-4, 1, 30, 0);
  private static final LstmConfig NO_DROPOUT = new LstmConfig(2, 8, 0, 0);

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

  private static GradientModel model(LstmConfig config, ScaledFrame data, long seed) {
    return LstmModel.create(config, ModelSpec.of(data, HUBER, TRAINING, seed), DataType.FLOAT);
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
}
