package org.groundswell.models.mlp;

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
 * Rows of two authors with two known columns a, b within (−1, 1) and the targets 4·a·b and a; every
 * seventh row lacks the second.
 */
final class ToyFrame {
  private ToyFrame() {}

  static ScaledFrame of(int rows, int history, boolean queryRow) {
    Schema schema =
        new Schema(
            List.of(Column.numeric("a", "content"), Column.numeric("b", "content")),
            List.of("likes", "shares"));
    Frame.Builder frame = Frame.builder(schema, Duration.ofHours(2));
    SplittableRandom random = new SplittableRandom(5);
    for (int row = 0; row < rows; row++) {
      float a = (float) random.nextDouble(-1, 1);
      float b = (float) random.nextDouble(-1, 1);
      frame.add(
          "row" + row,
          random.nextBoolean() ? "ann" : "bob",
          Instant.EPOCH.plus(Duration.ofHours(row)),
          0,
          new float[] {a, b},
          new double[] {4 * a * b, row % 7 == 0 ? Double.NaN : a});
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
