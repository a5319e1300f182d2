package org.groundswell.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.groundswell.loss.Loss;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Training;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.Batch;
import org.groundswell.window.Batches;
import org.groundswell.window.ScaledFrame;

/**
 * Our side of the step benchmark. Writes data, initial parameters and what they give into a folder,
 * for {@code torch_steps.py} to train the same net on the same rows, then times what it is asked
 * for on standard input:
 *
 * <ul>
 *   <li>{@code train SECONDS}: steps of {@link Training}, batch assembly and optimiser included
 *   <li>{@code infer SECONDS}: {@link GradientModel#forward} on {@link Batches} in time order, as
 *       {@link GradientModel#forecast} makes them
 *   <li>{@code infer-shuffled SECONDS}: the same on rows in random order
 * </ul>
 *
 * Each is answered by {@code RESULT}, samples a second, and samples a second of processor time,
 * which tell the same unless the machine has other things to do.
 *
 * <p>Arguments: net, folder, rows, authors, loss ({@code mse} or {@code huber}).
 */
final class Steps {
  private static final int BATCH = 64;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Steps whose outcome both sides compare. */
  private static final int CHECKED_STEPS = 3;

  private final GradientModel model;
  private final Training training;
  private final ScaledFrame data;
  private final int[] rows;
  private final int[] shuffled;

  private Steps(GradientModel model, Training training, ScaledFrame data, int[] rows) {
    this.model = model;
    this.training = training;
    this.data = data;
    this.rows = rows;
    shuffled = rows.clone();
    SplittableRandom random = new SplittableRandom(1);
    for (int k = shuffled.length - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int row = shuffled[k];
      shuffled[k] = shuffled[other];
      shuffled[other] = row;
    }
  }

  public static void main(String[] arguments) throws IOException {
    Net net = Net.named(arguments[0]);
    Path folder = Path.of(arguments[1]);
    ScaledFrame data =
        GeneratedFrame.of(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            net.features,
            net.targets,
            net.time);
    Loss loss = arguments[4].equals("huber") ? new Loss.Huber(1) : new Loss.MeanSquared();
    TrainingConfig config =
        new TrainingConfig(
            1_000_000, BATCH, 1e-3, TrainingConfig.Schedule.CONSTANT, 0, 0.01, 0, 0, 0);
    ModelSpec spec = ModelSpec.of(data, loss, config, 1);
    int[] usable =
        IntStream.range(0, data.frame().rows())
            .filter(row -> !net.fullWindowsOnly() || data.frame().visibleCount(row) >= net.time - 1)
            .toArray();
    // whole batches only: a last one of another size would be planned, or compiled, by itself
    int[] rows = Arrays.copyOf(usable, usable.length / BATCH * BATCH);
    Files.createDirectories(folder);
    try (GradientModel checked = net.create(spec, 0)) {
      export(checked, data, rows, folder);
    }
    try (GradientModel model = net.create(spec, net.dropout());
        Training training = new Training(model, data, rows)) {
      new Steps(model, training, data, rows).serve();
    }
  }

  private static void export(GradientModel model, ScaledFrame data, int[] rows, Path folder)
      throws IOException {
    Batch all = data.trainingBatch(rows);
    int targets = model.spec().targets();
    Npy.write(folder.resolve("encodings.npy"), all.encodings(), all.distinct(), all.features());
    Npy.write(folder.resolve("index.npy"), all.index(), rows.length, all.time());
    Npy.write(folder.resolve("targets.npy"), all.targets(), rows.length, targets);
    float[] parameters = model.initialParameters();
    Npy.write(folder.resolve("parameters.npy"), parameters, parameters.length);
    int[] first = Arrays.copyOf(rows, BATCH);
    float[] before = model.forward(data.forecastBatch(first));
    Npy.write(folder.resolve("forecasts-before.npy"), before, BATCH, model.spec().outputs());
    float[] gradient = new float[parameters.length];
    model.gradient(data.trainingBatch(first), 1, gradient);
    Npy.write(folder.resolve("gradient.npy"), gradient, gradient.length);
    // as many rows as a batch has: whatever their order, each step sees them all
    float[] losses = new float[CHECKED_STEPS];
    try (Training training = new Training(model, data, first)) {
      for (int k = 0; k < losses.length; k++) {
        losses[k] = (float) training.step().loss();
      }
    }
    Npy.write(folder.resolve("losses.npy"), losses, losses.length);
    float[] after = model.forward(data.forecastBatch(first));
    Npy.write(folder.resolve("forecasts-after.npy"), after, BATCH, model.spec().outputs());
  }

  private void serve() throws IOException {
    int distinct = data.forecastBatch(Arrays.copyOf(shuffled, BATCH)).distinct();
    int inOrder =
        data.forecastBatch(Arrays.copyOfRange(rows, rows.length - BATCH, rows.length)).distinct();
    System.out.printf(
        Locale.ROOT,
        "READY %d rows, %d parameters; a batch of %d positions has %d distinct rows shuffled, %d in time order%n",
        rows.length,
        model.initialParameters().length,
        BATCH * data.windows().time(),
        distinct,
        inOrder);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      double seconds = Double.parseDouble(words[words.length - 1]);
      Rates rates =
          switch (words[0]) {
            case "train" -> rates(seconds, () -> training.step().rows());
            case "infer" -> forecasts(seconds, rows);
            case "infer-shuffled" -> forecasts(seconds, shuffled);
            default -> throw new IllegalArgumentException("no command '" + line + "'");
          };
      System.out.printf(Locale.ROOT, "RESULT %.1f %.1f%n", rates.wall(), rates.cpu());
    }
  }

  private interface Work {
    int samples();
  }

  /** Samples a second, and a second of the whole process's processor time. */
  private record Rates(double wall, double cpu) {}

  private static Rates rates(double seconds, Work work) {
    long start = System.nanoTime();
    long cpuStart = PROCESS.getProcessCpuTime();
    long samples = 0;
    double elapsed;
    do {
      samples += work.samples();
      elapsed = (System.nanoTime() - start) / 1e9;
    } while (elapsed < seconds);
    return new Rates(samples / elapsed, samples / ((PROCESS.getProcessCpuTime() - cpuStart) / 1e9));
  }

  /** Over the rows again and again. */
  private Rates forecasts(double seconds, int[] order) {
    try (Batches batches = Batches.forecast(data)) {
      return rates(
          seconds,
          () -> {
            if (!batches.hasNext()) {
              batches.over(order, 0, BATCH);
            }
            Batch batch = batches.next();
            model.forward(batch);
            return batch.size();
          });
    }
  }
}
