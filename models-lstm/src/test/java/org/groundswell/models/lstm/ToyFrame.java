package org.groundswell.models.lstm;

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
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;

/**
 * One row an hour of one series; the known column is −1 or 1 by chance, and the target is what it
 * was two rows ago.
 */
final class ToyFrame {
  private static final int LAG = 2;

  private ToyFrame() {}

  static ScaledFrame of(int rows, int history, boolean queryRow) {
    Schema schema = new Schema(List.of(Column.numeric("coin", "content")), List.of("likes"));
    Frame.Builder frame = Frame.builder(schema, Duration.ofHours(1));
    SplittableRandom random = new SplittableRandom(5);
    float[] coins = new float[rows];
    for (int row = 0; row < rows; row++) {
      coins[row] = random.nextBoolean() ? 1 : -1;
      frame.add(
          "row" + row,
          "series",
          Instant.EPOCH.plus(Duration.ofHours(row)),
          0,
          new float[] {coins[row]},
          new double[] {row < LAG ? Double.NaN : coins[row - LAG]});
    }
    Frame built = frame.build();
    TargetTransform.Config target =
        new TargetTransform.Config(false, List.of(), TargetTransform.Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(built, history, queryRow),
        Anchors.of(built, target.link()),
        new ScaledFrame.InputScaling(List.of(), List.of(), 10, 0),
        target,
        rows(0, rows));
  }

  static int[] rows(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
