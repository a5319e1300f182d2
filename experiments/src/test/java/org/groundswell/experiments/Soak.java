package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Training;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.lstm.LstmFactory;
import org.groundswell.models.mlp.MlpFactory;
import org.groundswell.models.transformer.TransformerConfig;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.models.transformer.TransformerFactory;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;

/**
 * Accelerated networks at work for a long time: {@code mvn -Psoak -pl experiments test
 * -Dminutes=30}. Not one of the usual tests, whose names end otherwise.
 *
 * <p>Round after round all networks are trained and forecast with, several at once, by batches of
 * so many sizes that plans are given up and made again. Half of the networks are closed at the end
 * of each round and half are kept. Between rounds nothing runs, and memory is looked at: once a
 * quarter of the time is over, and at least a minute, it must grow no more. And each time a network
 * must give the same bits.
 */
class Soak {
  private static final int THREADS = 3;
  private static final int ROWS = 500;
  private static final int TRAINED = 300;
  private static final int BATCH = 64;
  private static final List<Integer> WINDOWS = List.of(8, 23);

  /** More than a model keeps plans of. */
  private static final List<Integer> FORECASTS = List.of(1, 2, 3, 5, 17, 40, 64, 100, 130);

  private static final double GROWTH = 1.05;

  /** In MB: a heap so small grows by more than that share when classes are loaded. */
  private static final long SLACK = 4;

  private static final TrainingConfig TRAINING =
      new TrainingConfig(40, BATCH, 1e-3, TrainingConfig.Schedule.CONSTANT, 0, 1e-2, 1, 0, 0);

  /** What is in use between rounds, in MB, and how many threads there are. */
  private record Use(long resident, long heap, long threads) {
    static Use now() {
      // twice: native memory is given back by what the first one finds
      System.gc();
      System.gc();
      return new Use(
          Pointer.physicalBytes() >> 20,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
          ManagementFactory.getThreadMXBean().getThreadCount());
    }

    Use most(Use other) {
      return new Use(
          Math.max(resident, other.resident),
          Math.max(heap, other.heap),
          Math.max(threads, other.threads));
    }

    void requireNotMoreThan(Use before) {
      assertThat(resident).as("resident MB").isLessThan(Math.round(before.resident * GROWTH));
      assertThat(heap).as("MB of heap").isLessThan(Math.round(before.heap * GROWTH) + SLACK);
      assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads);
    }

    @Override
    public String toString() {
      return "%,d MB resident, %,d of heap; %d threads".formatted(resident, heap, threads);
    }
  }

  /** A network that is trained from the beginning each time. */
  private static final class Net implements Callable<Integer>, AutoCloseable {
    private final String name;
    private final ScaledFrame data;
    private final boolean kept;
    private final Callable<GradientModel> maker;
    private final List<GradientModel> open = new ArrayList<>();
    private Object[] first = {};

    <C extends Record> Net(
        ModelFactory<C> factory, C config, Loss loss, ScaledFrame data, boolean kept) {
      name = "%s, %s, kept %s".formatted(factory.name(), config, kept);
      this.data = data;
      this.kept = kept;
      ModelSpec spec = ModelSpec.of(data, loss, TRAINING, 7);
      maker = () -> (GradientModel) factory.create(config, spec);
    }

    /** Steps made. */
    @Override
    public Integer call() throws Exception {
      if (open.isEmpty()) {
        open.add(maker.call());
      }
      GradientModel model = open.get(0);
      List<Object> results = new ArrayList<>();
      int steps;
      try (Training training = new Training(model, data, rows(0, TRAINED))) {
        do {
          results.add(training.step().loss());
        } while (!training.betweenEpochs());
        steps = training.steps();
      }
      for (int size : FORECASTS) {
        results.add(model.forward(data.forecastBatch(rows(TRAINED, size))));
        steps++;
      }
      results.add(model.parameters());
      if (!kept) {
        close();
      }
      if (first.length == 0) {
        first = results.toArray();
      }
      assertThat(Arrays.deepEquals(results.toArray(), first)).as("same bits, " + name).isTrue();
      return steps;
    }

    private static int[] rows(int from, int count) {
      return IntStream.range(from, from + count).toArray();
    }

    @Override
    public void close() {
      open.forEach(GradientModel::close);
      open.clear();
    }
  }

  private static List<Net> nets() {
    List<Net> nets = new ArrayList<>();
    for (int window : WINDOWS) {
      ScaledFrame data = data(window);
      for (boolean kept : new boolean[] {true, false}) {
        nets.add(
            new Net(new MlpFactory(), new MlpFactory().defaults(), new Loss.Huber(1), data, kept));
        nets.add(
            new Net(
                new LstmFactory(),
                new LstmFactory().defaults(),
                new Loss.MeanAbsolute(),
                data,
                kept));
        Loss quantiles = new Loss.Quantile(List.of(0.1, 0.5, 0.9));
        nets.add(
            new Net(
                new TransformerFactory(),
                transformer(Pooling.MEAN, Activation.RELU),
                quantiles,
                data,
                kept));
        nets.add(
            new Net(
                new TransformerFactory(),
                transformer(Pooling.LAST, Activation.GELU),
                new Loss.MeanSquared(),
                data,
                kept));
      }
    }
    return nets;
  }

  private static TransformerConfig transformer(Pooling pooling, Activation activation) {
    return new TransformerConfig(32, 4, 2, 64, 0.1, Position.SINUSOIDAL, pooling, activation);
  }

  /** Rows of random numbers by three authors. */
  private static ScaledFrame data(int window) {
    int columns = 40;
    SplittableRandom random = new SplittableRandom(1);
    List<Column> known =
        IntStream.range(0, columns).mapToObj(k -> Column.numeric("x" + k, "x")).toList();
    Frame.Builder builder =
        Frame.builder(new Schema(known, List.of("likes", "shares")), Duration.ofHours(5));
    for (int row = 0; row < ROWS; row++) {
      float[] values = new float[columns];
      for (int k = 0; k < columns; k++) {
        values[k] = (float) random.nextDouble(-1, 1);
      }
      double[] counts = {random.nextInt(1000), random.nextInt(100)};
      Instant instant = Instant.EPOCH.plus(Duration.ofHours(row));
      builder.add("row" + row, "author" + row % 3, instant, 0, values, counts);
    }
    Frame frame = builder.build();
    TargetTransform.Config target = TargetTransform.Config.logRobust(Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(frame, window, true),
        Anchors.of(frame, target.link()),
        new InputScaling(List.of(), List.of(), 10, 0),
        target,
        IntStream.range(0, TRAINED).toArray());
  }

  @Test
  void networks_trainedAndForecastWithForLong_stayFlatAndGiveTheSameBits() throws Exception {
    Duration length = Duration.ofMinutes(Integer.getInteger("minutes", 30));
    assertThat(Accelerated.on()).isTrue();
    List<Net> nets = nets();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      run(threads, nets, length.toNanos());
    } finally {
      threads.shutdownNow();
      nets.forEach(Net::close);
    }
  }

  private static void run(ExecutorService threads, List<Net> nets, long length)
      throws InterruptedException, ExecutionException {
    long started = System.nanoTime();
    long pause = Math.min(length / 20, Duration.ofMinutes(1).toNanos());
    long said = started;
    long warming = Math.max(length / 4, Duration.ofMinutes(1).toNanos());
    Use warm = new Use(0, 0, 0);
    long steps = 0;
    int rounds = 0;
    long ran;
    do {
      for (Future<Integer> net : threads.invokeAll(nets)) {
        steps += net.get();
      }
      rounds++;
      Use use = Use.now();
      ran = System.nanoTime() - started;
      if (System.nanoTime() - said >= pause || ran >= length) {
        said = System.nanoTime();
        System.out.printf(
            "soak: %d of %d s, round %,d, %,d steps and forecasts; %s%n",
            ran / 1_000_000_000, length / 1_000_000_000, rounds, steps, use);
      }
      if (ran < warming) {
        warm = warm.most(use);
      } else {
        use.requireNotMoreThan(warm);
      }
    } while (ran < length);
  }
}
