package org.groundswell.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HiddenDropoutTest {
  private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

  private static HiddenDropout dropout(double probability, long seed) {
    HiddenDropout dropout = HiddenDropout.of(probability).orElseThrow();
    dropout.seed(seed);
    return dropout;
  }

  @Test
  void applyDropout_manyOnes_keepsTheirMeanAndTheInput() {
    INDArray ones = Nd4j.ones(DataType.FLOAT, 20, 1000);

    float[] dropped = dropout(0.25, 7).applyDropout(ones, ones, 0, 0, NONE).ravel().toFloatVector();

    int zeros = 0;
    for (float value : dropped) {
      assertThat(value).isIn(0f, 4f / 3);
      zeros += value == 0 ? 1 : 0;
    }
    assertThat(zeros / 20_000.0).isCloseTo(0.25, Offset.offset(0.01));
    assertThat(ones.minNumber().floatValue()).isEqualTo(1);
  }

  @Test
  void backprop_anyGradient_isDroppedWhereTheValuesWere() {
    HiddenDropout dropout = dropout(0.5, 7);
    INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 4, 5);
    INDArray gradient = Nd4j.ones(DataType.FLOAT, 3, 4, 5);

    float[] dropped = dropout.applyDropout(ones, ones, 0, 0, NONE).ravel().toFloatVector();
    dropout.backprop(gradient, gradient, 0, 0);

    assertThat(gradient.ravel().toFloatVector()).isEqualTo(dropped).contains(0, 2);
  }

  @Test
  void applyDropout_ofASeed_isAlwaysTheSameWhateverNd4jDraws() {
    float[] first = droppedOnes(7, 0);
    Nd4j.rand(5);
    float[] again = droppedOnes(7, 3);
    float[] other = droppedOnes(8, 0);

    assertThat(again).isEqualTo(first).isNotEqualTo(other);
  }

  private static float[] droppedOnes(long seed, int iteration) {
    INDArray ones = Nd4j.ones(DataType.FLOAT, 30, 4);
    return dropout(0.5, seed).applyDropout(ones, ones, iteration, 0, NONE).ravel().toFloatVector();
  }

  @Test
  void clear_afterAStep_freesItsMemoryAndForgetsItsMask() {
    HiddenDropout dropout = dropout(0.5, 7);
    INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 4);
    INDArray dropped = dropout.applyDropout(ones, ones, 0, 0, NONE);
    IDropout copy = dropout.clone();

    dropout.clear();
    dropout.clear();

    assertThat(ones.wasClosed()).isFalse();
    assertThat(dropped.wasClosed()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> dropout.backprop(ones, ones, 0, 0));
    assertThatIllegalStateException().isThrownBy(() -> copy.backprop(ones, ones, 0, 0));
  }

  @Test
  void readObject_ofWhatWasWrittenAmidAStep_isBeforeItsFirstStep() throws Exception {
    // given
    HiddenDropout dropout = dropout(0.5, 7);
    INDArray ones = Nd4j.ones(DataType.FLOAT, 3, 4);
    INDArray dropped = dropout.applyDropout(ones, ones, 0, 0, NONE);

    // when
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream to = new ObjectOutputStream(bytes)) {
      to.writeObject(dropout);
    }
    HiddenDropout read;
    try (ObjectInputStream from =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (HiddenDropout) from.readObject();
    }

    // then
    assertThatIllegalStateException().isThrownBy(() -> read.backprop(ones, ones, 0, 0));
    read.seed(7);
    assertThat(read.applyDropout(ones, ones, 0, 0, NONE)).isEqualTo(dropped);
  }

  @Test
  void of_probabilityZeroOrOutOfRange_isNoneOrRefused() {
    assertThat(HiddenDropout.of(0)).isEqualTo(Optional.empty());
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HiddenDropout.of(bad))
          .withMessageContaining("dropout " + bad);
    }
  }
}
