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

/** Rows of one series, one an hour, of which the first have short histories; all values chance. */
final class ToyFrame {
  private static final int ROWS = 30;

  private ToyFrame() {}

  static ScaledFrame of(int history, boolean queryRow) {
    Schema schema = new Schema(List.of(Column.numeric("x", "content")), List.of("y"));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    SplittableRandom random = new SplittableRandom(5);
    for (int row = 0; row < ROWS; row++) {
      float[] x = {(float) random.nextDouble(-1, 1)};
      double[] y = {random.nextDouble(-1, 1)};
      builder.add("row" + row, "series", Instant.EPOCH.plus(Duration.ofHours(row)), 0, x, y);
    }
    Frame frame = builder.build();
    TargetTransform.Config target =
        new TargetTransform.Config(false, List.of(), TargetTransform.Form.LEVEL);
    return ScaledFrame.fit(
        new Windows(frame, history, queryRow),
        Anchors.of(frame, target.link()),
        new ScaledFrame.InputScaling(List.of(), List.of(), 10, 0),
        target,
        IntStream.range(0, ROWS).toArray());
  }
}
