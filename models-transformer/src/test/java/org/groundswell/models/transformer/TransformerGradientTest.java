package org.groundswell.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.groundswell.models.transformer.Samples.list;
import static org.groundswell.models.transformer.Samples.toDouble;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.groundswell.loss.Loss;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.window.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

class TransformerGradientTest {
  private static final TransformerConfig LAST =
      Samples.config(Position.SINUSOIDAL, Pooling.LAST, Activation.RELU);
  private static final TransformerConfig MEAN =
      Samples.config(Position.LEARNED, Pooling.MEAN, Activation.GELU);

  static Stream<Arguments> configurationsAndLosses() {
    return Stream.of(
        Arguments.of(LAST, new Loss.MeanSquared()),
        Arguments.of(Samples.withDropout(LAST, 0.3), new Loss.MeanAbsolute()),
        Arguments.of(Samples.withDropout(MEAN, 0.3), new Loss.Huber(0.7)),
        Arguments.of(MEAN, new Loss.Quantile(List.of(0.1, 0.5, 0.9))));
  }

  @ParameterizedTest
  @MethodSource("configurationsAndLosses")
  void gradient_ofEveryParameter_isTheFiniteDifferenceOfTheLoss(
      TransformerConfig config, Loss loss) {
    Batch batch = Samples.batch(5, Samples.TIME);
    try (TransformerModel model =
        new TransformerModel(config, Samples.spec(Samples.TIME, loss), DataType.DOUBLE)) {
      Samples.scramble(model);
      float[] parameters = model.parameters();
      float[] gradient = new float[parameters.length];
      model.gradient(batch, 9, gradient);
      int at = 0;
      for (Map.Entry<String, long[]> entry : model.shapes().entrySet()) {
        int length = (int) Arrays.stream(entry.getValue()).reduce(1, (a, b) -> a * b);
        for (int k : new int[] {at + length / 3, at + length - 1}) {
          assertThat((double) gradient[k])
              .as("%s of %s", entry.getKey(), config)
              .isCloseTo(slope(model, batch, parameters, k), Offset.offset(2e-6));
        }
        // an entry of the tensor matters, so that 0 = 0 does not pass for agreement
        assertThat(list(Arrays.copyOfRange(gradient, at, at + length)))
            .as(entry.getKey())
            .anySatisfy(g -> assertThat(Math.abs(g)).isGreaterThan(1e-5));
        at += length;
      }
      assertThat(at).isEqualTo(gradient.length);
    }
  }

  private static double slope(TransformerModel model, Batch batch, float[] parameters, int k) {
    float[] unused = new float[parameters.length];
    float[] up = parameters.clone();
    float[] down = parameters.clone();
    up[k] += 1e-4f;
    down[k] -= 1e-4f;
    model.setParameters(up);
    double above = model.gradient(batch, 9, unused);
    model.setParameters(down);
    double below = model.gradient(batch, 9, unused);
    model.setParameters(parameters);
    return (above - below) / ((double) up[k] - down[k]);
  }

  @Test
  void loss_withoutDropout_isThatOfTheForecast() {
    Batch batch = Samples.batch(5, Samples.TIME);
    Loss loss = new Loss.Huber(0.7);
    try (TransformerModel model =
        new TransformerModel(LAST, Samples.spec(Samples.TIME, loss), DataType.DOUBLE)) {
      double expected =
          loss.value(
              model.forwardInDouble(batch), toDouble(batch.targets()), toDouble(batch.weights()));
      assertThat(model.gradient(batch, 1, new float[model.parameters().length]))
          .isCloseTo(expected, Offset.offset(1e-12));
    }
  }

  @Test
  void gradient_withDropout_dependsOnItsSeedOnly() {
    Batch batch = Samples.batch(5, Samples.TIME);
    try (TransformerModel model =
        new TransformerModel(Samples.withDropout(LAST, 0.4), Samples.spec())) {
      float[] first = gradient(model, batch, 1);
      float[] forecast = model.forward(batch);
      float[] second = gradient(model, batch, 2);
      assertThat(second).isNotEqualTo(first);
      assertThat(gradient(model, batch, 1)).containsExactly(first);
      assertThat(model.forward(batch)).containsExactly(forecast);
    }
  }

  @Test
  void forward_withDropoutConfigured_isThatWithoutDropout() {
    Batch batch = Samples.batch(5, Samples.TIME);
    try (TransformerModel with =
            new TransformerModel(Samples.withDropout(LAST, 0.4), Samples.spec());
        TransformerModel without = new TransformerModel(LAST, Samples.spec())) {
      assertThat(with.forward(batch)).containsExactly(without.forward(batch));
    }
  }

  @Test
  void gradient_ofBatchesOfManySizesInTurn_isThatOfAFreshModel() {
    // the memory of a step is used again by the next: nothing of the last step may show
    TransformerConfig config = Samples.withDropout(MEAN, 0.2);
    try (TransformerModel used = new TransformerModel(config, Samples.spec())) {
      for (int size : new int[] {8, 8, 3, 8, 1, 3}) {
        Batch batch = Samples.batch(size, Samples.TIME);
        used.forward(Samples.batch(size + 1, Samples.TIME));
        try (TransformerModel fresh = new TransformerModel(config, Samples.spec())) {
          assertThat(gradient(used, batch, 4)).containsExactly(gradient(fresh, batch, 4));
          assertThat(used.forward(batch)).containsExactly(fresh.forward(batch));
        }
      }
    }
  }

  @Test
  void gradient_inConcurrentThreads_givesTheSameBitsAsOneByOne() throws Exception {
    List<Callable<float[]>> cells = new ArrayList<>();
    for (int cell = 0; cell < 4; cell++) {
      TransformerConfig config = Samples.withDropout(cell % 2 == 0 ? LAST : MEAN, 0.1);
      long seed = cell;
      cells.add(() -> descend(config, seed));
    }
    List<float[]> oneByOne = new ArrayList<>();
    for (Callable<float[]> cell : cells) {
      oneByOne.add(cell.call());
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<float[]>> together = threads.invokeAll(cells);
      for (int cell = 0; cell < cells.size(); cell++) {
        assertThat(together.get(cell).get()).containsExactly(oneByOne.get(cell));
      }
    } finally {
      threads.shutdown();
    }
  }

  private static float[] descend(TransformerConfig config, long seed) {
    try (TransformerModel model = new TransformerModel(config, Samples.spec())) {
      float[] parameters = model.parameters();
      for (int step = 0; step < 6; step++) {
        float[] gradient = gradient(model, Samples.batch(9 + step % 2, Samples.TIME), seed + step);
        for (int k = 0; k < parameters.length; k++) {
          parameters[k] -= 0.05f * gradient[k];
        }
        model.setParameters(parameters);
      }
      return parameters;
    }
  }

  private static float[] gradient(TransformerModel model, Batch batch, long dropoutSeed) {
    float[] gradient = new float[model.parameters().length];
    model.gradient(batch, dropoutSeed, gradient);
    return gradient;
  }

  @Test
  void gradient_theFirstTime_printsNothingAndLeavesStandardOutputAsItWas() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    try (TransformerModel model = new TransformerModel(LAST, Samples.spec())) {
      gradient(model, Samples.batch(2, Samples.TIME), 1);
      assertThat(System.out).isSameAs(capture);
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("differentiated");
  }

  @Test
  void decayed_ofMatricesOnly_isTrue() {
    try (TransformerModel model = new TransformerModel(MEAN, Samples.spec())) {
      boolean[] decayed = model.decayed();
      int at = 0;
      for (Map.Entry<String, long[]> entry : model.shapes().entrySet()) {
        int length = (int) Arrays.stream(entry.getValue()).reduce(1, (a, b) -> a * b);
        boolean matrix = entry.getKey().endsWith(".weight");
        for (int k = at; k < at + length; k++) {
          assertThat(decayed[k]).as(entry.getKey()).isEqualTo(matrix);
        }
        at += length;
      }
      assertThat(decayed).hasSize(at);
    }
  }
}
