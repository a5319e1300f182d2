package org.groundswell.models.mlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.dl4j.Dl4jModel;
import org.groundswell.window.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

class MlpModelTest {

  @Test
  void load_ofAnotherActivation_isRefused(@TempDir Path folder) throws IOException {
    try (Model saved = model(Activation.RELU);
        Model other = model(Activation.TANH)) {
      saved.save(folder);
      assertThatThrownBy(() -> other.load(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("TANH");
    }
  }

  @Test
  void gradient_withDropout_isThatOfDl4jsOwnCode() {
    // given three windows of four positions and the query, the first two padded
    float[] encodings = {1, -2, 3, 0.5f, 0.25f, -1, 2, 2, -0.5f, -1, 0, 1};
    int[] index = {-1, -1, -1, -1, 3, -1, -1, 0, 1, 3, 0, 1, 2, 1, 3};
    Batch batch =
        new Batch(
            new int[3], 5, 3, encodings, index, new float[] {1, 2, 3}, new float[] {.3f, .3f, .3f});
    MlpConfig config = new MlpConfig(List.of(7, 5), Activation.TANH, 0.4, 0.3, 3);
    String before = System.getProperty(Accelerated.PROPERTY, "on");
    System.setProperty(Accelerated.PROPERTY, "off");
    try (Dl4jModel slow = model(config)) {
      System.setProperty(Accelerated.PROPERTY, "on");
      try (Dl4jModel fast = model(config)) {
        float[] expected = new float[slow.parameters().length];
        float[] actual = new float[expected.length];

        // when
        double expectedLoss = slow.gradient(batch, 5, expected);
        double loss = fast.gradient(batch, 5, actual);

        // then
        assertThat(slow.accelerated()).isFalse();
        assertThat(fast.accelerated()).isTrue();
        assertThat(loss).isCloseTo(expectedLoss, Offset.offset(1e-6));
        assertThat(actual).containsExactly(expected, Offset.offset(1e-6f));
        assertThat(fast.forward(batch)).containsExactly(slow.forward(batch), Offset.offset(1e-6f));
      }
    } finally {
      System.setProperty(Accelerated.PROPERTY, before);
    }
  }

  private static Dl4jModel model(Activation activation) {
    return model(new MlpConfig(List.of(7, 5), activation, 0.2, 3));
  }

  private static Dl4jModel model(MlpConfig config) {
    Schema schema = new Schema(List.of(), List.of("likes"));
    ModelSpec spec =
        new ModelSpec(schema, 3, 4, true, new Loss.Huber(1), TrainingConfig.defaults(), 3);
    return MlpModel.create(config, spec, DataType.FLOAT);
  }
}
