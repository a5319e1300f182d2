package org.groundswell.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.PostFilter;
import org.groundswell.data.PostReader;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.PostFrameBuilder;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.lstm.LstmFactory;
import org.groundswell.models.mlp.MlpFactory;
import org.groundswell.models.transformer.TransformerFactory;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;

/**
 * Our side of the whole grid: 3 nets × 4 losses × 5 folds of posts as the experiments have them by
 * default, but for the number of epochs, which is fixed. Makes features and folds and writes them
 * into a folder for {@code torch_grid.py}; told {@code run} on standard input it fits and forecasts
 * all cells, a thread each, answers {@code RESULT} and seconds, and writes the loss of each cell's
 * test rows.
 *
 * <p>Arguments: file of posts, folder, epochs, threads.
 */
final class Grid {
  private static final List<String> TARGETS = PostFrameBuilder.TARGETS;
  private static final int WINDOW = 16;
  private static final long SEED = 1;

  /** Rows whose forecasts by nets not trained both sides compare. */
  private static final int CHECKED_ROWS = 64;

  private record Cell(ModelFactory<?> factory, Loss loss, Fold fold, ScaledFrame data) {
    /** The mean over targets of the mean loss over test cells, in z. */
    double run(TrainingConfig training) {
      try (Model model = factory.create(ModelSpec.of(data, loss, training, SEED))) {
        Stopping stopping = new Stopping.AtChoice(training.epochs());
        model.fit(data, fold.refit().clone(), stopping, FitListener.NONE);
        return testLoss(model.forecast(data, fold.test().clone()));
      }
    }

    private double testLoss(float[] forecasts) {
      int levels = loss.levels().size();
      double mean = 0;
      for (int t = 0; t < TARGETS.size(); t++) {
        double sum = 0;
        for (int k = 0; k < fold.test().length; k++) {
          double z = data.z(fold.test()[k], t);
          for (int level = 0; level < levels; level++) {
            double forecast = forecasts[(k * TARGETS.size() + t) * levels + level];
            sum += loss.ofError(z - forecast, level) / levels;
          }
        }
        mean += sum / fold.test().length / TARGETS.size();
      }
      return mean;
    }

    String name() {
      return "%s,%s,%d".formatted(factory.name(), loss.name(), fold.number());
    }
  }

  private Grid() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    int epochs = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    TrainingConfig training =
        new TrainingConfig(epochs, 64, 1e-3, TrainingConfig.Schedule.EXPONENTIAL, 50, 0.1, 1, 0, 0);
    Frame frame = frame(Path.of(arguments[0]), folder);
    Backtest backtest =
        Backtest.of(
            new Windows(frame, WINDOW, true),
            InputScaling.robust(),
            TargetTransform.Config.logRobust(Form.DEVIATION));
    List<Fold> folds = WalkForward.expanding(frame, 0.5, 5).folds(frame);
    List<ScaledFrame> scaled =
        folds.stream().map(fold -> backtest.scaledBy(fold.refit().clone())).toList();
    List<ModelFactory<?>> factories =
        List.of(new MlpFactory(), new LstmFactory(), new TransformerFactory());
    Accelerated.ops();
    List<Cell> cells = new ArrayList<>();
    for (ModelFactory<?> factory : factories) {
      for (Loss loss : losses()) {
        for (int k = 0; k < folds.size(); k++) {
          cells.add(new Cell(factory, loss, folds.get(k), scaled.get(k)));
        }
      }
    }
    for (int k = 0; k < folds.size(); k++) {
      export(folds.get(k), scaled.get(k), factories, training, folder.resolve("fold" + (k + 1)));
    }
    System.out.printf(
        Locale.ROOT,
        "READY %d posts, %d features, windows of %d, %d cells of %d epochs, %d threads%n",
        frame.rows(),
        scaled.get(0).features(),
        backtest.windows().time(),
        cells.size(),
        epochs,
        threads);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (commands.readLine() != null) {
      long start = System.nanoTime();
      List<String> lines = run(cells, training, threads);
      double seconds = (System.nanoTime() - start) / 1e9;
      Files.write(folder.resolve("ours.csv"), lines);
      System.out.printf(Locale.ROOT, "RESULT %.2f%n", seconds);
    }
  }

  private static List<Loss> losses() {
    return List.of(
        new Loss.MeanAbsolute(),
        new Loss.MeanSquared(),
        new Loss.Huber(1),
        new Loss.Quantile(List.of(0.1, 0.5, 0.9)));
  }

  private static Frame frame(Path file, Path folder) {
    List<String> groups = List.of("calendar", "text", "history", "author", "kind");
    FeatureGroups features = FeatureGroups.named(groups, TARGETS);
    PostFrameBuilder posts =
        new PostFrameBuilder(features.ofPost(), features.asOf(), TARGETS, Duration.ofHours(24));
    PostFilter filter = new PostFilter(PostFilter.Replies.INCLUDE, PostFilter.Reposts.EXCLUDE);
    PostReader.read(file, folder.resolve("quarantine.csv"), filter.before(posts::add));
    return posts.build();
  }

  private static List<String> run(List<Cell> cells, TrainingConfig training, int threads)
      throws InterruptedException, ExecutionException {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<String>> running = new ArrayList<>();
      for (Cell cell : cells) {
        running.add(workers.submit(() -> "%s,%.6f".formatted(cell.name(), cell.run(training))));
      }
      List<String> lines = new ArrayList<>();
      for (Future<String> cell : running) {
        lines.add(cell.get());
      }
      return lines;
    } finally {
      workers.shutdownNow();
    }
  }

  /** Writes a fold's rows, those to fit on before those to forecast, and what nets make of them. */
  private static void export(
      Fold fold,
      ScaledFrame data,
      List<ModelFactory<?>> factories,
      TrainingConfig training,
      Path folder)
      throws IOException {
    Files.createDirectories(folder);
    int[] rows =
        IntStream.concat(Arrays.stream(fold.refit()), Arrays.stream(fold.test())).toArray();
    Batch all = data.forecastBatch(rows);
    Npy.write(folder.resolve("encodings.npy"), all.encodings(), all.distinct(), all.features());
    Npy.write(folder.resolve("index.npy"), all.index(), rows.length, all.time());
    float[] z = new float[rows.length * TARGETS.size()];
    for (int k = 0; k < z.length; k++) {
      z[k] = (float) data.z(rows[k / TARGETS.size()], k % TARGETS.size());
      if (Float.isNaN(z[k])) {
        throw new IllegalArgumentException(
            "row '%s' lacks a target. This benchmark wants posts with all counts."
                .formatted(data.frame().id(rows[k / TARGETS.size()])));
      }
    }
    Npy.write(folder.resolve("targets.npy"), z, rows.length, TARGETS.size());
    Npy.write(folder.resolve("fitted.npy"), new int[] {fold.refit().length}, 1);
    for (ModelFactory<?> factory : factories) {
      ModelSpec spec = ModelSpec.of(data, new Loss.MeanSquared(), training, SEED);
      try (GradientModel model = (GradientModel) factory.create(spec)) {
        float[] parameters = model.initialParameters();
        model.setParameters(parameters);
        Npy.write(folder.resolve(factory.name() + ".npy"), parameters, parameters.length);
        float[] forecasts = model.forward(data.forecastBatch(Arrays.copyOf(rows, CHECKED_ROWS)));
        Npy.write(
            folder.resolve(factory.name() + "-forecasts.npy"),
            forecasts,
            CHECKED_ROWS,
            TARGETS.size());
      }
    }
  }
}
