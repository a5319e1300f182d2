package org.groundswell.window;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchTest {

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void batch_encodingThatIsNoNumber_isRefusedWithItsPlace(float value) {
    float[] encodings = {1, 2, 3, 4, 5, value};
    assertThatThrownBy(
            () ->
                new Batch(
                    new int[2], 1, 3, encodings, new int[] {0, 1}, new float[2], new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoding 1 has " + value + " as feature 2");
  }
}
