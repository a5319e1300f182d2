package org.groundswell.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.scale.TargetTransform.Form;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;

/**
 * Rows of random numbers, the same each time: authors take turns, an hour apart, and each row sees
 * all earlier ones of its author.
 */
final class GeneratedFrame {
  private static final long SEED = 1;

  private GeneratedFrame() {}

  /**
   * Rows whose encodings are {@code features} wide.
   *
   * @param features at least 2 × targets + 1: what is observed takes that many
   * @param time positions of a window, the query row the last of them
   */
  static ScaledFrame of(int rows, int authors, int features, int targets, int time) {
    int known = features - 2 * targets - 1;
    List<Column> columns =
        IntStream.range(0, known).mapToObj(k -> Column.numeric("x" + k, "x")).toList();
    List<String> names = IntStream.range(0, targets).mapToObj(k -> "y" + k).toList();
    Frame.Builder builder = Frame.builder(new Schema(columns, names), Duration.ZERO);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int row = 0; row < rows; row++) {
      float[] values = new float[known];
      for (int k = 0; k < known; k++) {
        values[k] = (float) (random.nextDouble() - 0.5);
      }
      double[] counts = new double[targets];
      for (int t = 0; t < targets; t++) {
        counts[t] = Math.floor(Math.exp(8 * random.nextDouble()));
      }
      Instant instant = Instant.EPOCH.plus(Duration.ofHours(row));
      builder.add("row" + row, "author" + row % authors, instant, 0, values, counts);
    }
    Frame frame = builder.build();
    TargetTransform.Config target = TargetTransform.Config.logRobust(Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(frame, time - 1, true),
        Anchors.of(frame, target.link()),
        new InputScaling(List.of(), List.of(), 10, 0),
        target,
        IntStream.range(0, rows).toArray());
  }
}
