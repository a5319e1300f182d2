package org.groundswell.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.groundswell.data.PostReader;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.PostFeatures;
import org.groundswell.feature.PostFrameBuilder;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.loss.Loss;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Training;
import org.groundswell.model.TrainingConfig;
import org.groundswell.models.transformer.TransformerConfig;
import org.groundswell.models.transformer.TransformerModel;
import org.groundswell.post.Post;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;

/**
 * A million generated posts: how fast they are read and their features made, and how long and in
 * how much memory a Transformer learns from them for one epoch.
 *
 * <pre>
 * MillionPosts features 1000000 [times]
 * MillionPosts epoch 1000000 [most steps]
 * </pre>
 *
 * <p>The epoch is over {@value #FEATURES} features, window {@value #WINDOW} and batches of 64: the
 * features that the posts have by themselves (calendar, text, history, author, kind), and for the
 * rest numbers drawn by the post's id, which stand for a text embedding. The bound on memory is
 * rows × features × 4 bytes + 1.5 GB, all that the process ever had resident included. Run it with
 * the settings of {@code .mvn/jvm.config} and one thread for the native libraries.
 */
public final class MillionPosts {
  private static final int FEATURES = 450;
  private static final int WINDOW = 50;
  private static final int AUTHORS = 12;
  private static final List<String> TARGETS = PostFrameBuilder.TARGETS;
  private static final double ALLOWANCE = 1.5e9;

  private final PrintStream out;

  private MillionPosts(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("MillionPosts features|epoch rows [times|most steps]");
    }
    MillionPosts benchmark =
        new MillionPosts(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    int rows = Integer.parseInt(arguments[1]);
    Path folder = Files.createTempDirectory("million-posts");
    Path file = folder.resolve("posts.csv");
    try {
      long start = System.nanoTime();
      SampleConfig config =
          new SampleConfig(rows, AUTHORS, 1, Instant.parse("2024-01-01T00:00:00Z"));
      SampleGenerator.write(file, config);
      benchmark.say("generate", rows, start);
      int third = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
      switch (arguments[0]) {
        case "features" -> benchmark.features(file, Math.max(1, third));
        case "epoch" -> benchmark.epoch(file, third == 0 ? Integer.MAX_VALUE : third);
        default -> throw new IllegalArgumentException("no benchmark '" + arguments[0] + "'");
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private void features(Path file, int times) throws IOException {
    for (int k = 0; k < times; k++) {
      read(file, groups(), groups().ofPost());
    }
    out.printf(Locale.ROOT, "resident %.2f GB%n", resident() / 1e9);
  }

  private static FeatureGroups groups() {
    return FeatureGroups.named(List.of("calendar", "text", "history", "author", "kind"), TARGETS);
  }

  private Frame read(Path file, FeatureGroups groups, List<PostFeatures> ofPost) {
    long start = System.nanoTime();
    PostFrameBuilder posts =
        new PostFrameBuilder(ofPost, groups.asOf(), TARGETS, Duration.ofHours(24));
    PostReader.read(file, file.resolveSibling("quarantine.csv"), posts::add);
    Frame frame = posts.build();
    say(
        "read + features (%d columns)".formatted(frame.schema().known().size()),
        frame.rows(),
        start);
    return frame;
  }

  private void epoch(Path file, int mostSteps) throws IOException {
    FeatureGroups groups = groups();
    List<PostFeatures> ofPost = new ArrayList<>(groups.ofPost());
    ofPost.add(new Embedding(FEATURES - ownFeatures(groups)));
    Frame frame = read(file, groups, ofPost);

    long start = System.nanoTime();
    TargetTransform.Config target =
        TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION);
    int[] rows = IntStream.range(0, frame.rows()).filter(frame::matured).toArray();
    ScaledFrame data =
        ScaledFrame.fit(
            new Windows(frame, WINDOW, true),
            Anchors.of(frame, target.link()),
            ScaledFrame.InputScaling.robust(),
            target,
            rows);
    say("fit scaling", rows.length, start);
    train(data, rows, mostSteps);

    double bound = 4.0 * frame.rows() * data.features() + ALLOWANCE;
    out.printf(
        Locale.ROOT,
        "resident %.2f GB; %d rows × %d features × 4 bytes + 1.5 GB = %.2f GB%n",
        resident() / 1e9,
        frame.rows(),
        data.features(),
        bound / 1e9);
  }

  private void train(ScaledFrame data, int[] rows, int mostSteps) {
    ModelSpec spec = ModelSpec.of(data, new Loss.Huber(1), TrainingConfig.defaults(), 1);
    try (TransformerModel model = new TransformerModel(TransformerConfig.defaults(), spec);
        Training training = new Training(model, data, rows)) {
      // the first steps are slower: the JVM compiles
      int warmUp = Math.min(200, mostSteps / 2);
      for (int k = 0; k < warmUp; k++) {
        training.step();
      }
      long start = System.nanoTime();
      long processorStart = processorNanos();
      int learned = 0;
      double loss = 0;
      do {
        Training.Step step = training.step();
        learned += step.rows();
        loss += step.loss() * step.rows();
      } while (!training.betweenEpochs() && training.steps() < mostSteps);
      say(
          "train, loss %.4f, %.1f µs and %.1f µs of processor time a post"
              .formatted(
                  loss / learned,
                  (System.nanoTime() - start) / 1e3 / learned,
                  (processorNanos() - processorStart) / 1e3 / learned),
          learned,
          start);
    }
  }

  /**
   * Of all threads: what others do on the machine counts less in it than in the time on the wall.
   */
  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  /** How many features the posts have by themselves once they are encoded. */
  private static int ownFeatures(FeatureGroups groups) {
    List<Column> columns = new ArrayList<>();
    groups.ofPost().forEach(each -> columns.addAll(each.columns()));
    groups.asOf().forEach(each -> columns.addAll(each.columns()));
    int features = 2 * TARGETS.size() + 1;
    for (Column column : columns) {
      features += column.kind() == Column.Kind.CATEGORICAL ? AUTHORS : 1;
      features += column.nullable() ? 1 : 0;
    }
    return features;
  }

  private void say(String what, int rows, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        Locale.ROOT, "%s: %d posts, %.2f s, %.0f posts/s%n", what, rows, seconds, rows / seconds);
  }

  /**
   * The most memory the process ever had resident, in bytes; {@code NaN} where that is not said.
   */
  private static double resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return 1024 * Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    return Double.NaN;
  }

  /** Numbers drawn by a post's id, in place of a text embedding. */
  private record Embedding(List<Column> columns) implements PostFeatures {
    Embedding(int width) {
      this(
          IntStream.range(0, width)
              .mapToObj(k -> Column.numeric("embedding_" + k, "embedding"))
              .toList());
    }

    @Override
    public void write(Post post, float[] into, int at) {
      SplittableRandom random = new SplittableRandom(post.id().hashCode());
      for (int k = 0; k < columns.size(); k++) {
        into[at + k] = (float) random.nextDouble();
      }
    }
  }
}
