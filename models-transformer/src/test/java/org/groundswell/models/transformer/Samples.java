package org.groundswell.models.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.groundswell.frame.Column;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;

/** Small configurations and batches. */
final class Samples {
  static final int FEATURES = 3;
  static final int TIME = 5;
  static final int TARGETS = 2;

  private Samples() {}

  static TransformerConfig config(Position position, Pooling pooling, Activation activation) {
    return new TransformerConfig(8, 2, 2, 6, 0, position, pooling, activation);
  }

  static TransformerConfig withDropout(TransformerConfig config, double dropout) {
    return new TransformerConfig(
        config.dModel(),
        config.heads(),
        config.layers(),
        config.feedForward(),
        dropout,
        config.position(),
        config.pooling(),
        config.activation());
  }

  /** Windows of {@code time} positions, the last of them the query. */
  static ModelSpec spec(int time, Loss loss) {
    return new ModelSpec(
        new Schema(List.of(Column.numeric("x", "given")), List.of("likes", "shares")),
        FEATURES,
        time - 1,
        true,
        loss,
        TrainingConfig.defaults(),
        11);
  }

  static ModelSpec spec() {
    return spec(TIME, new Loss.MeanSquared());
  }

  /**
   * A batch whose windows are padded by 0, 1, 2 … positions in turn, each row with an encoding of
   * its own.
   */
  static Batch batch(int size, int time) {
    return batch(size, time, time - 1);
  }

  /** As {@link #batch(int, int)}, with at most that much padding. */
  static Batch batch(int size, int time, int mostPadding) {
    Random random = new Random(size * 100L + time);
    int[] index = new int[size * time];
    for (int k = 0; k < index.length; k++) {
      boolean padding = k % time < k / time % (mostPadding + 1);
      index[k] = padding ? Windows.PADDING : k;
    }
    float[] weights = floats(random, size * TARGETS, 0.1, 1);
    weights[1] = 0;
    return new Batch(
        new int[size],
        time,
        FEATURES,
        floats(random, index.length * FEATURES, -2, 2),
        index,
        floats(random, size * TARGETS, -2, 2),
        weights);
  }

  static Batch withEncodings(Batch batch, float[] encodings) {
    return new Batch(
        batch.rows(),
        batch.time(),
        batch.features(),
        encodings,
        batch.index(),
        batch.targets(),
        batch.weights());
  }

  static Batch withIndex(Batch batch, int time, int[] index) {
    return new Batch(
        batch.rows(),
        time,
        batch.features(),
        batch.encodings(),
        index,
        batch.targets(),
        batch.weights());
  }

  /** Parameters of which none is at a special value, such as a bias at 0. */
  static void scramble(TransformerModel model) {
    float[] parameters = model.parameters();
    Random random = new Random(8);
    for (int k = 0; k < parameters.length; k++) {
      parameters[k] += (float) random.nextDouble(-0.2, 0.2);
    }
    model.setParameters(parameters);
  }

  private static float[] floats(Random random, int length, double from, double to) {
    float[] values = new float[length];
    double[] drawn = random.doubles(length, from, to).toArray();
    for (int k = 0; k < length; k++) {
      values[k] = (float) drawn[k];
    }
    return values;
  }

  static double[] toDouble(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return wide;
  }

  static List<Double> list(float[] values) {
    return Arrays.stream(toDouble(values)).boxed().toList();
  }
}
