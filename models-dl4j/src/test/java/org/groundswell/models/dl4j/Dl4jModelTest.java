package org.groundswell.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.Batch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/** With a network of one linear layer, whose numbers can be worked out by hand. */
class Dl4jModelTest {
  private static final Batch BATCH =
      new Batch(
          new int[1],
          1,
          3,
          new float[] {1, 10, 100},
          new int[] {0},
          new float[] {0, 0},
          new float[] {0.5f, 0.5f});

  @Test
  void parameters_ofALinearLayer_areOutputByInputThenBias() {
    try (Dl4jModel model = linear(0)) {
      model.setParameters(new float[] {1, 2, 3, 4, 5, 6, 7000, 8000});

      assertThat(model.forward(BATCH)).containsExactly(7321, 8654);
      assertThat(model.parameters()).containsExactly(1, 2, 3, 4, 5, 6, 7000, 8000);
      assertThat(model.decayed()).containsExactly(true, true, true, true, true, true, false, false);
    }
  }

  @Test
  void parameters_ofAFreshModel_areWithinGlorotsBoundsAndBiasesZero() {
    try (Dl4jModel model = linear(0)) {
      float limit = (float) Math.sqrt(6.0 / 5);
      float[] parameters = model.parameters();
      for (int k = 0; k < 6; k++) {
        assertThat(parameters[k]).isNotZero().isBetween(-limit, limit);
      }
      assertThat(parameters[6]).isZero();
      assertThat(parameters[7]).isZero();
    }
  }

  @Test
  void gradient_ofSquaredError_isThatWorkedOutByHand() {
    try (Dl4jModel model = linear(0)) {
      model.setParameters(new float[] {1, 0, 0, 0, 0.1f, 0, 0, 1});
      float[] gradient = new float[8];

      // forecasts are 1 and 2, targets 0, so 0.5·(1 + 4), and by the forecasts 1 and 2
      double loss = model.gradient(BATCH, 1, gradient);

      assertThat(loss).isEqualTo(2.5, Offset.offset(1e-6));
      assertThat(gradient)
          .containsExactly(new float[] {1, 10, 100, 2, 20, 200, 1, 2}, Offset.offset(1e-4f));
    }
  }

  @Test
  void gradient_withDropout_dependsOnTheSeedOnly() {
    try (Dl4jModel model = linear(0.5)) {
      float[] first = new float[8];
      float[] again = new float[8];
      float[] other = new float[8];
      model.gradient(BATCH, 11, first);
      model.gradient(BATCH, 11, again);
      model.gradient(BATCH, 12, other);

      assertThat(again).isEqualTo(first).isNotEqualTo(other);
    }
  }

  private static Dl4jModel linear(double dropout) {
    MultiLayerConfiguration definition =
        new NeuralNetConfiguration.Builder()
            .weightInit(WeightInit.ZERO)
            .updater(new NoOp())
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(2).activation(Activation.IDENTITY).build())
            .build();
    ModelSpec spec =
        new ModelSpec(
            new Schema(List.of(), List.of("likes", "shares")),
            3,
            0,
            true,
            new Loss.MeanSquared(),
            TrainingConfig.defaults(),
            1);
    return new Dl4jModel(
        "linear",
        Map.of(),
        spec,
        dropout,
        definition,
        batch -> NetworkInput.flat(batch.size(), batch.dense()));
  }
}
