package org.groundswell.models.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final int PAD = Windows.PADDING;
  private static final int NO_ROW = -1;
  private static final float[] NONE = new float[0];

  @Test
  void of_leftPaddedWindows_givesRightPaddedSequencesOfFeatures() {
    // given two windows of three positions, two features
    float[] encodings = {1, 10, 2, 20, 3, 30};
    int[] index = {PAD, 0, 1, 0, 1, 2};

    // when
    NetworkInput input = Sequences.of(new Batch(new int[2], 3, 2, encodings, index, NONE, NONE));

    // then
    assertThat(input.rows()).startsWith(encodings);
    assertThat(input.distinct()).isEqualTo(3);
    assertThat(input.features()).isEqualTo(2);
    assertThat(input.lengths()).containsExactly(2, 3);
    assertThat(IntStream.range(0, 3).map(step -> input.row(0, step))).containsExactly(0, 1, NO_ROW);
    assertThat(IntStream.range(0, 3).map(step -> input.row(1, step))).containsExactly(0, 1, 2);
  }

  @Test
  void of_windowWithoutRows_isOneRowOfZeros() {
    NetworkInput input =
        Sequences.of(new Batch(new int[1], 2, 1, NONE, new int[] {PAD, PAD}, NONE, NONE));

    assertThat(input.lengths()).containsExactly(1);
    assertThat(input.row(0, 0)).isEqualTo(NO_ROW);
  }
}
