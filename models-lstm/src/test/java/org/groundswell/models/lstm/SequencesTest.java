package org.groundswell.models.lstm;

import static org.assertj.core.api.Assertions.assertThat;

import org.groundswell.models.dl4j.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final int PAD = Windows.PADDING;
  private static final float[] NONE = new float[0];

  @Test
  void of_leftPaddedWindows_givesRightPaddedSequencesOfFeatures() {
    // given two windows of three positions, two features
    float[] encodings = {1, 10, 2, 20, 3, 30};
    int[] index = {PAD, 0, 1, 0, 1, 2};

    // when
    NetworkInput input = Sequences.of(new Batch(new int[2], 3, 2, encodings, index, NONE, NONE));

    // then
    assertThat(input.shape()).containsExactly(3, 2, 2);
    assertThat(input.values()).containsExactly(1, 1, 10, 10, 2, 2, 20, 20, 0, 3, 0, 30);
    assertThat(input.mask()).containsExactly(1, 1, 0, 1, 1, 1);
  }

  @Test
  void of_windowWithoutRows_isOneRowOfZeros() {
    NetworkInput input =
        Sequences.of(new Batch(new int[1], 2, 1, NONE, new int[] {PAD, PAD}, NONE, NONE));

    assertThat(input.values()).containsExactly(0, 0);
    assertThat(input.mask()).containsExactly(1, 0);
  }
}
