package org.groundswell.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamWTest {
  private static final double RATE = 0.01;
  private static final double DECAY = 0.5;
  private static final double CLIP = 3;

  private static TrainingConfig config(double clip) {
    return new TrainingConfig(1, 1, RATE, TrainingConfig.Schedule.CONSTANT, 0, DECAY, clip, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1023, 5000, 8192})
  void step_ofManyParameters_isTheDefinitionWorkedOutInDouble(int length) {
    // given runs of parameters that are decayed and runs that are not
    SplittableRandom random = new SplittableRandom(1);
    boolean[] decayed = new boolean[length];
    float[] actual = new float[length];
    for (int k = 0; k < length; k++) {
      decayed[k] = k / 7 % 3 != 1;
      actual[k] = (float) random.nextDouble(-1, 1);
    }
    AdamW adam = new AdamW(config(CLIP), decayed);
    double[] expected = new double[length];
    Arrays.setAll(expected, k -> actual[k]);
    double[] mean = new double[length];
    double[] square = new double[length];

    for (int step = 1; step <= 3; step++) {
      float[] gradient = new float[length];
      double squares = 0;
      for (int k = 0; k < length; k++) {
        gradient[k] = (float) (random.nextDouble(-1, 1) * 8 / Math.sqrt(length));
        squares += gradient[k] * (double) gradient[k];
      }
      double norm = Math.sqrt(squares);

      // when
      double given = adam.step(actual, gradient, RATE);

      // then
      assertThat(given).isCloseTo(norm, Offset.offset(1e-5));
      double scale = Math.min(1, CLIP / norm);
      for (int k = 0; k < length; k++) {
        double g = gradient[k] * scale;
        mean[k] = 0.9 * mean[k] + 0.1 * g;
        square[k] = 0.999 * square[k] + 0.001 * g * g;
        double corrected = mean[k] / (1 - Math.pow(0.9, step));
        double root = Math.sqrt(square[k] / (1 - Math.pow(0.999, step)));
        expected[k] -=
            RATE * corrected / (root + 1e-8) + (decayed[k] ? RATE * DECAY * expected[k] : 0);
        assertThat((double) actual[k]).isCloseTo(expected[k], Offset.offset(2e-6));
      }
    }
  }

  @Test
  void step_gradientWhoseSquareIsBeyondFloat_isClippedLikeAnother() {
    float[] parameters = {1};
    double norm =
        new AdamW(config(CLIP), new boolean[1]).step(parameters, new float[] {1e25f}, RATE);

    assertThat(norm).isCloseTo(1e25, Offset.offset(1e19));
    assertThat(parameters[0]).isCloseTo(0.99f, Offset.offset(1e-6f));
  }

  @Test
  void step_gradientThatIsNotFinite_leavesTheParameters() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] parameters = {1, 2};
      AdamW adam = new AdamW(config(0), new boolean[2]);

      assertThat(adam.step(parameters, new float[] {1, bad}, RATE)).isNotFinite();
      assertThat(parameters).containsExactly(1, 2);
      assertThat(adam.steps).isZero();
    }
  }
}
