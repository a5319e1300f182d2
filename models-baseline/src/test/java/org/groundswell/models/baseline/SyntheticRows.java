package org.groundswell.models.baseline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;

/** Rows an hour apart, known three hours later, from which frames are made and changed. */
record SyntheticRows(Schema schema, List<Row> rows) {
  static final Duration DELAY = Duration.ofHours(3);
  static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

  record Row(String group, int stratum, float[] known, double[] targets) {}

  SyntheticRows {
    rows = List.copyOf(rows);
  }

  /**
   * Likes follow a step and a product that no line can, shares a line; of both some are missing.
   */
  static SyntheticRows planted(int count, long seed) {
    Schema schema =
        new Schema(
            List.of(
                Column.numeric("x", "surface"),
                Column.numeric("y", "surface").orMissing(),
                Column.count("followers", "author"),
                Column.flag("reply", "surface"),
                Column.categorical("topic", "content").orMissing()),
            List.of("likes", "shares"));
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float x = (float) random.nextDouble(-1, 1);
      float y = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextDouble(-1, 1);
      int topic = random.nextInt(5);
      int reply = random.nextInt(2);
      float followers = (float) Math.floor(Math.exp(random.nextDouble(0, 10)));
      double noise = random.nextDouble(-0.1, 0.1);
      double product = Float.isNaN(y) ? 0.5 : x * y;
      double log = 4 + 2 * product + (topic == 3 ? 1.5 : 0) + (x > 0.3 ? 1 : 0) + noise;
      double line = 3 + x - 0.5 * reply + 0.1 * Math.log1p(followers) + noise;
      rows.add(
          new Row(
              "author" + random.nextInt(3),
              reply,
              new float[] {x, y, followers, reply, k % 17 == 0 ? Float.NaN : topic},
              new double[] {
                k % 11 == 0 ? Double.NaN : Math.rint(Math.expm1(log)),
                k % 13 == 0 ? Double.NaN : Math.rint(Math.expm1(line))
              }));
    }
    return new SyntheticRows(schema, rows);
  }

  Frame frame() {
    Frame.Builder builder = Frame.builder(schema, DELAY);
    for (int k = 0; k < rows.size(); k++) {
      Row row = rows.get(k);
      Instant instant = START.plus(Duration.ofHours(k));
      builder.add("row" + k, row.group, instant, row.stratum, row.known, row.targets);
    }
    return builder.build();
  }

  /** Scaled as in a real run, by the statistics of training rows. */
  ScaledFrame scaled(TargetTransform.Form form, int[] training) {
    return scaled(TargetTransform.Config.logRobust(form), training);
  }

  ScaledFrame scaled(TargetTransform.Config config, int[] training) {
    Frame frame = frame();
    return ScaledFrame.fit(
        new Windows(frame, 4, true),
        Anchors.of(frame, config.link()),
        ScaledFrame.InputScaling.robust(),
        config,
        training);
  }

  static ModelSpec spec(ScaledFrame data, Loss loss) {
    return ModelSpec.of(data, loss, TrainingConfig.defaults(), 42);
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
