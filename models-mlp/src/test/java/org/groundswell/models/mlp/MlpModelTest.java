package org.groundswell.models.mlp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

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

  private static Model model(Activation activation) {
    Schema schema = new Schema(List.of(), List.of("likes"));
    ModelSpec spec =
        new ModelSpec(schema, 3, 4, true, new Loss.Huber(1), TrainingConfig.defaults(), 3);
    return new MlpFactory().create(new MlpConfig(List.of(7, 5), activation, 0.2, 3), spec);
  }
}
