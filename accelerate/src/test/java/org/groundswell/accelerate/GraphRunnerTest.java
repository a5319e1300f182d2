package org.groundswell.accelerate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.groundswell.accelerate.GraphRunner.Feed;
import org.groundswell.accelerate.GraphRunner.One;
import org.groundswell.accelerate.GraphRunner.Rows;
import org.groundswell.accelerate.GraphRunner.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GraphRunnerTest {
  private static final int WIDTH = 7;

  /** The mean square of {@code relu(x w + b) × factor}. */
  private static SameDiff graph(DataType type) {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", type, -1, WIDTH);
    SDVariable factor = graph.placeHolder("factor", type, -1, -1);
    SDVariable w = graph.var("w", uniform(1, WIDTH, 5).castTo(type));
    SDVariable b = graph.var("b", uniform(2, 5).castTo(type));
    SDVariable hidden = graph.nn().relu(graph.nn().biasAdd(graph.mmul(x, w), b, false), 0);
    SDVariable y = hidden.mul("y", factor);
    y.mul(y).mean("loss");
    graph.setLossVariables("loss");
    graph.createGradFunction();
    return graph;
  }

  private static INDArray uniform(long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (p, q) -> p * q)];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) random.nextDouble(-1, 1);
    }
    return Nd4j.create(values, shape, 'c');
  }

  private static Values values(long seed, long... shape) {
    return new Values(uniform(seed, shape).data().asFloat(), shape);
  }

  private static float[] gradient(GraphRunner runner, Map<String, Feed> feeds) {
    float[] gradient = new float[WIDTH * 5 + 5 + 1];
    double loss = runner.gradients(feeds, "loss", List.of("w", "b"), gradient);
    gradient[WIDTH * 5 + 5] = (float) loss;
    return gradient;
  }

  /** By SameDiff alone, in double. */
  private static float[] expected(Map<String, Feed> feeds) {
    try (GraphRunner runner = new GraphRunner(graph(DataType.DOUBLE), DataType.DOUBLE)) {
      float[] gradient = gradient(runner, feeds);
      assertThat(runner.plans()).isZero();
      return gradient;
    }
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < actual.length; k++) {
      assertThat(actual[k]).isCloseTo(expected[k], org.assertj.core.data.Offset.offset(1e-6f));
    }
  }

  @Test
  void gradients_ofManySizesInTurn_areThoseOfDouble() {
    try (GraphRunner runner = new GraphRunner(graph(DataType.FLOAT), DataType.FLOAT)) {
      for (int rows : new int[] {4, 1, 4, 9, 2, 3, 5, 6, 7, 8, 4, 4}) {
        Map<String, Feed> feeds =
            Map.of("x", values(rows, rows, WIDTH), "factor", values(rows + 1, rows, 5));

        assertClose(gradient(runner, feeds), expected(feeds));
      }
      assertThat(runner.plans()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 200})
  void gradients_ofSharedRows_areThoseOfTheMatrix(int distinct) {
    float[] rows = values(distinct + 1, distinct + 2, WIDTH).values();
    int[] index = new int[40];
    Arrays.setAll(index, k -> k % 5 == 0 || distinct == 0 ? -1 : (k * 7) % distinct);
    Feed factor = values(3, index.length, 5);
    Feed dense = new Values(dense(rows, index), index.length, WIDTH);
    try (GraphRunner runner = new GraphRunner(graph(DataType.FLOAT), DataType.FLOAT)) {
      Map<String, Feed> shared =
          Map.of("x", new Rows(rows, WIDTH, distinct, index), "factor", factor);

      assertClose(gradient(runner, shared), expected(Map.of("x", dense, "factor", factor)));
      assertThat(runner.output(shared, "y"))
          .containsExactly(runner.output(Map.of("x", dense, "factor", factor), "y"));
    }
  }

  private static float[] dense(float[] rows, int[] index) {
    float[] dense = new float[index.length * WIDTH];
    for (int k = 0; k < index.length; k++) {
      if (index[k] >= 0) {
        System.arraycopy(rows, index[k] * WIDTH, dense, k * WIDTH, WIDTH);
      }
    }
    return dense;
  }

  @Test
  void output_withAFactorOfOne_isAsWithOnes() {
    float[] ones = new float[4 * 5];
    Arrays.fill(ones, 1);
    try (GraphRunner runner = new GraphRunner(graph(DataType.FLOAT), DataType.FLOAT)) {
      Feed x = values(4, 4, WIDTH);
      assertThat(runner.output(Map.of("x", x, "factor", new One()), "y"))
          .containsExactly(runner.output(Map.of("x", x, "factor", new Values(ones, 4, 5)), "y"));
    }
  }

  @Test
  void gradients_afterVariablesWereWritten_areThoseOfTheNewValues() {
    Map<String, Feed> feeds = Map.of("x", values(4, 4, WIDTH), "factor", values(5, 4, 5));
    try (GraphRunner runner = new GraphRunner(graph(DataType.FLOAT), DataType.FLOAT)) {
      float[] before = gradient(runner, feeds);
      float[] w = new float[WIDTH * 5];
      runner.read("w", w, 0);
      runner.write("w", new float[WIDTH * 5], 0);
      assertThat(gradient(runner, feeds)).isNotEqualTo(before);
      runner.write("w", w, 0);
      assertThat(gradient(runner, feeds)).containsExactly(before);
    }
  }

  @Test
  void gradients_ofAGraphWithItsOwnRandomNumbers_drawAnewInEachRun() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, WIDTH);
    SDVariable w = graph.var("w", uniform(1, WIDTH, 5));
    SDVariable noise = graph.random().uniform(0, 1, DataType.FLOAT, 3, 5);
    SDVariable y = graph.mmul(x, w).mul(noise);
    y.mul(y).mean("loss");
    graph.setLossVariables("loss");
    graph.createGradFunction();
    try (GraphRunner runner = new GraphRunner(graph, DataType.FLOAT)) {
      float[] first = new float[WIDTH * 5];
      float[] second = new float[WIDTH * 5];
      runner.gradients(Map.of("x", values(4, 3, WIDTH)), "loss", List.of("w"), first);
      runner.gradients(Map.of("x", values(4, 3, WIDTH)), "loss", List.of("w"), second);

      assertThat(second).isNotEqualTo(first);
    }
  }

  @Test
  void gradients_ofAGraphThatCannotBeFollowed_areLeftToSameDiff() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, WIDTH);
    SDVariable w = graph.var("w", uniform(1, WIDTH, 5).dup('f'));
    graph.mmul(x, w).mean("loss");
    graph.setLossVariables("loss");
    graph.createGradFunction();
    try (GraphRunner runner = new GraphRunner(graph, DataType.FLOAT)) {
      float[] gradient = new float[WIDTH * 5];
      runner.gradients(
          Map.of("x", new Values(new float[] {1, 1, 1, 1, 1, 1, 1}, 1, WIDTH)),
          "loss",
          List.of("w"),
          gradient);

      assertThat(runner.plans()).isZero();
      assertThat(gradient).containsOnly(0.2f);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void gradients_fromTheThreadThatMadeTheGraphAndFromOthers_leaveNothingInSessions(DataType type)
      throws InterruptedException {
    SameDiff graph = graph(type);
    Map<String, Feed> feeds = Map.of("x", values(4, 4, WIDTH), "factor", values(5, 4, 5));
    try (GraphRunner runner = new GraphRunner(graph, type)) {
      Runnable step =
          () -> {
            gradient(runner, feeds);
            runner.output(feeds, "y");
            runner.outputInDouble(feeds, "y");
          };
      step.run();
      for (int k = 0; k < 3; k++) {
        Thread other = new Thread(step);
        other.start();
        other.join();
      }
    }

    assertThat(graph.getSessions()).isEmpty();
    assertThat(graph.getFunction("grad").getSessions()).isEmpty();
  }

  @Test
  void gradients_overManyStepsAndSizes_holdNoMoreMemory() {
    // one size more than plans are kept for: each step is planned anew, with 2 MB and more
    List<Map<String, Feed>> sizes =
        IntStream.range(40_000, 40_007)
            .mapToObj(rows -> Map.<String, Feed>of("x", ones(rows, WIDTH), "factor", ones(rows, 5)))
            .toList();
    try (GraphRunner runner = new GraphRunner(graph(DataType.FLOAT), DataType.FLOAT)) {
      long before = 0;
      for (int step = 0; step < 100; step++) {
        if (step == 30) {
          before = Pointer.physicalBytes();
        }
        gradient(runner, sizes.get(step % sizes.size()));
      }

      // so few Java objects were made that no collection has freed what was not closed
      assertThat(Pointer.physicalBytes() - before).isLessThan(50L << 20);
    }
  }

  private static Values ones(int rows, int columns) {
    float[] ones = new float[rows * columns];
    Arrays.fill(ones, 1);
    return new Values(ones, rows, columns);
  }
}
