package org.groundswell.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.accelerate.GraphRunner;
import org.groundswell.accelerate.GraphRunner.Feed;
import org.groundswell.accelerate.GraphRunner.Values;
import org.groundswell.loss.Loss;
import org.groundswell.model.InvertedDropout;
import org.groundswell.models.transformer.EncoderGraph.Dropout;
import org.groundswell.models.transformer.EncoderGraph.Parameter;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.window.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The encoder by a static plan beside the encoder by SameDiff, both with the same ops. */
class EncoderPlanTest {
  private static final int TIME = 24;

  static Stream<Arguments> encoders() {
    List<Arguments> all = new ArrayList<>();
    for (Pooling pooling : Pooling.values()) {
      for (Activation activation : Activation.values()) {
        for (Loss loss :
            List.of(
                new Loss.MeanAbsolute(),
                new Loss.MeanSquared(),
                new Loss.Huber(1),
                new Loss.Quantile(List.of(0.1, 0.5, 0.9)))) {
          all.add(Arguments.of(pooling, activation, Position.SINUSOIDAL, loss, 0.2));
        }
      }
      all.add(
          Arguments.of(pooling, Activation.RELU, Position.LEARNED, new Loss.MeanSquared(), 0.0));
      all.add(Arguments.of(pooling, Activation.RELU, Position.NONE, new Loss.MeanSquared(), 0.0));
    }
    return all.stream();
  }

  /** An encoder with what it is run by. */
  private record Encoder(EncoderGraph encoder, GraphRunner runner, List<String> names) {
    static Encoder of(TransformerConfig config, Loss loss) {
      EncoderGraph encoder = new EncoderGraph(config, Samples.spec(TIME, loss), DataType.FLOAT);
      QuietDifferentiation.differentiate(encoder.graph());
      return new Encoder(
          encoder,
          new GraphRunner(encoder.graph(), DataType.FLOAT),
          encoder.parameters().stream().map(Parameter::name).toList());
    }

    float[] gradient(Map<String, Feed> feeds) {
      int length = encoder.parameters().stream().mapToInt(p -> p.initial().length).sum();
      float[] gradient = new float[length + 1];
      gradient[length] = (float) runner.gradients(feeds, EncoderGraph.LOSS, names, gradient);
      return gradient;
    }

    void change(float by) {
      for (String name : names) {
        float[] values = new float[1 << 16];
        int length = runner.read(name, values, 0);
        for (int k = 0; k < length; k++) {
          values[k] += by * (k % 7 - 3);
        }
        runner.write(name, values, 0);
      }
    }
  }

  private static Map<String, Feed> feeds(
      EncoderGraph encoder, TransformerConfig config, Batch batch) {
    Map<String, Feed> feeds = new HashMap<>();
    int size = batch.size();
    feeds.put(
        EncoderGraph.FEATURES, new Values(batch.dense(), (long) size * TIME, Samples.FEATURES));
    float[] padding = batch.mask();
    float[] shares = batch.mask();
    for (int k = 0; k < padding.length; k++) {
      padding[k] = padding[k] == 0 ? EncoderGraph.MASKED : 0;
      shares[k] /= TIME;
    }
    feeds.put(EncoderGraph.PADDING, new Values(padding, size, 1, 1, TIME));
    if (config.pooling() == Pooling.MEAN) {
      feeds.put(EncoderGraph.POOLING, new Values(shares, size, 1, TIME));
    }
    feeds.put(EncoderGraph.TARGET, new Values(batch.targets(), size, Samples.TARGETS));
    feeds.put(EncoderGraph.WEIGHT, new Values(batch.weights(), size, Samples.TARGETS));
    InvertedDropout dropped = new InvertedDropout(config.dropout(), size);
    for (Dropout dropout : encoder.dropouts()) {
      int rows = size * dropout.positions();
      float[] factors = new float[rows * config.dModel()];
      dropped.next(factors, factors.length);
      feeds.put(dropout.name(), new Values(factors, rows, config.dModel()));
    }
    return feeds;
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void gradients_byPlan_areTheBitsOfSameDiff(
      Pooling pooling, Activation activation, Position position, Loss loss, double dropout) {
    TransformerConfig config =
        new TransformerConfig(64, 4, 2, 256, dropout, position, pooling, activation);
    Encoder planned = Encoder.of(config, loss);
    Encoder plain = Encoder.of(config, loss);
    for (int size : new int[] {5, 5, 3, 5}) {
      Map<String, Feed> feeds = feeds(planned.encoder(), config, Samples.batch(size, TIME, 9));

      float[] byPlan = planned.gradient(feeds);
      float[] bySameDiff = off(() -> plain.gradient(feeds));

      assertThat(byPlan).containsExactly(bySameDiff);
      planned.change(1e-3f);
      plain.change(1e-3f);
    }
    assertThat(planned.runner().plans()).isEqualTo(2);
    assertThat(plain.runner().plans()).isZero();
    planned.runner().close();
    plain.runner().close();
  }

  /** Large enough for products in several tiles. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradients_ofManyWindows_areTheBitsOfSameDiff(Activation activation) {
    TransformerConfig config =
        new TransformerConfig(64, 4, 1, 256, 0, Position.SINUSOIDAL, Pooling.MEAN, activation);
    Encoder planned = Encoder.of(config, new Loss.MeanSquared());
    Encoder plain = Encoder.of(config, new Loss.MeanSquared());
    Map<String, Feed> feeds = feeds(planned.encoder(), config, Samples.batch(43, TIME, 9));

    assertThat(Arrays.equals(planned.gradient(feeds), off(() -> plain.gradient(feeds)))).isTrue();

    planned.runner().close();
    plain.runner().close();
  }

  @Test
  void model_byPlanWithSharedRows_isSameDiffsWithinRounding() {
    TransformerConfig config =
        new TransformerConfig(
            64, 4, 2, 256, 0.1, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU);
    Batch batch = overlapping(Samples.batch(6, TIME));
    try (TransformerModel planned =
            new TransformerModel(config, Samples.spec(TIME, new Loss.MeanSquared()));
        TransformerModel plain =
            new TransformerModel(config, Samples.spec(TIME, new Loss.MeanSquared()))) {
      float[] byPlan = new float[planned.parameters().length];
      float[] bySameDiff = byPlan.clone();

      double loss = planned.gradient(batch, 3, byPlan);
      float[] forecast = planned.forward(batch);

      assertThat(off(() -> plain.gradient(batch, 3, bySameDiff))).isEqualTo(loss);
      assertThat(off(() -> plain.forward(batch))).containsExactly(forecast);
      for (int k = 0; k < byPlan.length; k++) {
        assertThat(byPlan[k]).isCloseTo(bySameDiff[k], within(bySameDiff[k]));
      }
    }
  }

  private static org.assertj.core.data.Offset<Float> within(float value) {
    return org.assertj.core.data.Offset.offset(1e-6f + 1e-5f * Math.abs(value));
  }

  /** The same batch with every window's rows among the first 40. */
  private static Batch overlapping(Batch batch) {
    int[] index = batch.index().clone();
    for (int k = 0; k < index.length; k++) {
      index[k] = index[k] < 0 ? index[k] : index[k] % 40;
    }
    return Samples.withIndex(batch, TIME, index);
  }

  private interface Work<T> {
    T get();
  }

  /** Does something without acceleration; the ops stay the faster ones. */
  private static <T> T off(Work<T> work) {
    System.setProperty(Accelerated.PROPERTY, "off");
    try {
      return work.get();
    } finally {
      System.clearProperty(Accelerated.PROPERTY);
    }
  }
}
