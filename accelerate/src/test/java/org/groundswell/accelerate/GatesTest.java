package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GatesTest {
  @Test
  void tanhAndSigmoid_allOverTheirRange_areThoseOfTheJdk() {
    for (float value = -100; value <= 100; value += Math.abs(value) < 12 ? 0.001f : 0.7f) {
      float[] x = {value, value, value, value};
      Gates.tanh(x, 1, 2);
      Gates.sigmoid(x, 2, 3);
      double tanh = Math.tanh(value);
      assertThat((double) x[1]).isCloseTo(tanh, Offset.offset(1e-7 + 5e-7 * Math.abs(tanh)));
      assertThat((double) x[2]).isCloseTo(1 / (1 + Math.exp(-value)), Offset.offset(2e-7));
      assertThat(x[0]).isEqualTo(value);
      assertThat(x[3]).isEqualTo(value);
    }
  }

  @Test
  void tanh_notANumber_staysSo() {
    float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    Gates.tanh(x, 0, 3);
    assertThat(x[0]).isNaN();
    assertThat(x[1]).isCloseTo(1, Offset.offset(1e-6f));
    assertThat(x[2]).isCloseTo(-1, Offset.offset(1e-6f));
  }
}
