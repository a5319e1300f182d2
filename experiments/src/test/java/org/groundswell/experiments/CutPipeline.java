package org.groundswell.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.PostReader;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.NaiveErrors;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.PostFrameBuilder;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;

/**
 * From a file of posts to fitted models and forecasts at one cut. Each step that could look ahead
 * is a method of its own, so that a test can break it, or read something else than posts.
 */
class CutPipeline {
  static final Duration LABEL_DELAY = Duration.ofHours(24);
  static final List<String> TARGETS = List.of("likes", "shares", "comments");
  private static final List<String> GROUPS =
      List.of("calendar", "text", "history", "author", "kind");

  private final Instant cut;
  private final Instant end;

  CutPipeline(Instant cut, Instant end) {
    this.cut = cut;
    this.end = end;
  }

  /** The steps of another at the same cut; for one that breaks some of them. */
  CutPipeline(CutPipeline other) {
    this(other.cut, other.end);
  }

  Instant cut() {
    return cut;
  }

  Frame frame(Path file) {
    return read(file, GROUPS, LABEL_DELAY);
  }

  static Frame read(Path file, List<String> groups, Duration labelDelay) {
    FeatureGroups features = FeatureGroups.named(groups, TARGETS);
    PostFrameBuilder builder =
        new PostFrameBuilder(features.ofPost(), features.asOf(), TARGETS, labelDelay);
    PostReader.read(file, file.resolveSibling(file.getFileName() + ".quarantine"), builder::add);
    return builder.build();
  }

  Fold fold(Frame frame) {
    return new WalkForward(
            WalkForward.Mode.EXPANDING,
            List.of(cut),
            end,
            Optional.empty(),
            Optional.empty(),
            0.15,
            Duration.ZERO,
            50)
        .folds(frame)
        .get(0);
  }

  Backtest data(Frame frame) {
    return Backtest.of(
        new Windows(frame, 8, true),
        ScaledFrame.InputScaling.robust(),
        TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION));
  }

  ScaledFrame scaled(Backtest data, int[] rows) {
    return data.scaledBy(rows);
  }

  Model model(ModelFactory<?> factory, ScaledFrame data) {
    return create(factory, data);
  }

  static <C extends Record> Model create(ModelFactory<C> factory, ScaledFrame data) {
    TrainingConfig training =
        new TrainingConfig(1, 64, 1e-3, TrainingConfig.Schedule.CONSTANT, 10, 1e-4, 1, 5, 0);
    return factory.create(factory.defaults(), ModelSpec.of(data, new Loss.Huber(1), training, 7));
  }

  /**
   * Everything that is settled at the cut, as hashes by name; forecasts of test rows are not in it.
   */
  Map<String, Integer> settledAtCut(Path file, List<ModelFactory<?>> factories, Path scratch) {
    Frame frame = frame(file);
    Fold fold = fold(frame);
    Backtest data = data(frame);
    Map<String, Integer> settled = new LinkedHashMap<>();
    settled.put("training rows", ids(frame, fold.train()));
    settled.put("validation rows", ids(frame, fold.validation()));
    settled.put("refit rows", ids(frame, fold.refit()));
    settled.put("test rows", ids(frame, fold.test()));
    ScaledFrame select = scaled(data, fold.train());
    ScaledFrame refit = scaled(data, fold.refit());
    settled.put("encodings of training rows", encodings(select, fold.train()));
    settled.put("encodings of validation rows", encodings(select, fold.validation()));
    settled.put("encodings of refit rows", encodings(refit, fold.refit()));
    List<String> targets = frame.schema().targets();
    for (int t = 0; t < targets.size(); t++) {
      settled.put("scaling of " + targets.get(t), refit.target().scaling(t).hashCode());
      settled.put("ceiling of " + targets.get(t), Double.hashCode(refit.target().ceiling(t)));
      NaiveErrors naive = NaiveErrors.of(frame, t, fold.refit());
      int group = frame.group(fold.refit()[0]);
      settled.put("MASE denominator of " + targets.get(t), Double.hashCode(naive.of(group)));
    }
    for (ModelFactory<?> factory : factories) {
      Fit chosen;
      try (Model model = model(factory, select)) {
        chosen =
            model.fit(
                select,
                fold.train(),
                new Stopping.OnValidation(fold.validation()),
                FitListener.NONE);
        settled.put(factory.name() + " course", chosen.hashCode());
      }
      try (Model model = model(factory, refit)) {
        model.fit(refit, fold.refit(), new Stopping.AtChoice(chosen.choice()), FitListener.NONE);
        settled.put(factory.name() + " weights", saved(model, scratch.resolve(factory.name())));
        settled.put(
            factory.name() + " in sample",
            Arrays.hashCode(model.forecast(refit, Arrays.copyOf(fold.refit(), 100))));
      }
    }
    return settled;
  }

  private static int ids(Frame frame, int[] rows) {
    return Arrays.stream(rows).mapToObj(frame::id).toList().hashCode();
  }

  private static int encodings(ScaledFrame data, int[] rows) {
    int hash = 1;
    for (int from = 0; from < rows.length; from += 256) {
      var batch =
          data.trainingBatch(Arrays.copyOfRange(rows, from, Math.min(from + 256, rows.length)));
      hash = 31 * hash + Arrays.hashCode(batch.encodings());
      hash = 31 * hash + Arrays.hashCode(batch.index());
      hash = 31 * hash + Arrays.hashCode(batch.targets());
    }
    return hash;
  }

  private static int saved(Model model, Path folder) {
    try {
      Files.createDirectories(folder);
      model.save(folder);
      List<Integer> hashes = new ArrayList<>();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          hashes.add(Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
      return hashes.hashCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a file is made into at the cut, as far as forecasts of test rows go. */
  ScaledFrame atCut(Path file) {
    Frame frame = frame(file);
    return scaled(data(frame), fold(frame).refit());
  }

  /** A model fitted at the cut. */
  Model fitted(ModelFactory<?> factory, ScaledFrame atCut) {
    Model model = model(factory, atCut);
    double effort = factory.gradientTrained() ? 1 : 10;
    model.fit(atCut, fold(atCut.frame()).refit(), new Stopping.AtChoice(effort), FitListener.NONE);
    return model;
  }

  /** What a model forecasts of one row, in original units. */
  static double[] forecast(Model model, ScaledFrame atCut, String id) {
    int row =
        IntStream.range(0, atCut.frame().rows())
            .filter(r -> atCut.frame().id(r).equals(id))
            .findFirst()
            .orElseThrow();
    float[] z = model.forecast(atCut, new int[] {row});
    double[] original = new double[z.length];
    for (int t = 0; t < z.length; t++) {
      original[t] = atCut.target().invert(row, t, z[t]);
    }
    return original;
  }
}
