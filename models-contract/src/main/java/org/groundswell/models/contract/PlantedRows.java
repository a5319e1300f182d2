package org.groundswell.models.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Rows of three groups, an hour apart and known three hours later, with known columns of every kind
 * and targets that follow them; of columns and targets some are missing, of some rows all targets.
 *
 * @param rows how many
 * @param extraColumns known columns of noise beside the usual five
 * @param targets how many
 * @param history positions of a window beside the query
 * @param otherTargetsFrom the first row whose targets are others than usual; all rows from there on
 *     have others
 */
record PlantedRows(int rows, int extraColumns, int targets, int history, int otherTargetsFrom) {
  private static final Duration DELAY = Duration.ofHours(3);
  private static final int FEW = 150;
  static final int[] TRAINING = range(0, 95);
  static final int[] VALIDATION = range(98, 117);
  static final int[] TEST = range(120, FEW);

  static PlantedRows usual() {
    return new PlantedRows(FEW, 0, 2, 4, FEW);
  }

  PlantedRows withMoreColumns(int more) {
    return new PlantedRows(rows, extraColumns + more, targets, history, otherTargetsFrom);
  }

  PlantedRows withOneMoreTarget() {
    return new PlantedRows(rows, extraColumns, targets + 1, history, otherTargetsFrom);
  }

  PlantedRows withLongerHistory() {
    return new PlantedRows(rows, extraColumns, targets, history + 1, otherTargetsFrom);
  }

  PlantedRows withOtherTargetsFrom(int row) {
    return new PlantedRows(rows, extraColumns, targets, history, row);
  }

  /** Whether the row lacks all its targets. */
  static boolean withoutTargets(int row) {
    return row % 9 == 4;
  }

  Frame frame() {
    List<Column> known =
        new ArrayList<>(
            List.of(
                Column.numeric("x", "surface"),
                Column.numeric("y", "surface").orMissing(),
                Column.count("followers", "author"),
                Column.flag("reply", "surface"),
                Column.categorical("topic", "content").orMissing()));
    for (int k = 0; k < extraColumns; k++) {
      known.add(Column.numeric("extra" + k, "content"));
    }
    List<String> names = IntStream.range(0, targets).mapToObj(t -> "target" + t).toList();
    Frame.Builder builder = Frame.builder(new Schema(known, names), DELAY);
    SplittableRandom random = new SplittableRandom(5);
    for (int row = 0; row < rows; row++) {
      float x = (float) random.nextDouble(-1, 1);
      float y = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextDouble(-1, 1);
      float[] values = new float[known.size()];
      values[0] = x;
      values[1] = y;
      values[2] = (float) Math.floor(Math.exp(random.nextDouble(0, 10)));
      values[3] = random.nextInt(2);
      values[4] = random.nextInt(10) == 0 ? Float.NaN : random.nextInt(4);
      for (int k = 0; k < extraColumns; k++) {
        values[5 + k] = (row * 31 + k) % 7;
      }
      String group = "group" + random.nextInt(3);
      double noise = random.nextDouble(-0.1, 0.1);
      double[] labels = new double[targets];
      for (int t = 0; t < targets; t++) {
        double log = 4 + t + (Float.isNaN(y) ? 0.5 : 2 * x * y) + (t + 1) * x + noise;
        boolean missing = withoutTargets(row) || row % 11 == t;
        labels[t] = missing ? Double.NaN : Math.rint(Math.expm1(log));
        if (row >= otherTargetsFrom) {
          labels[t] = missing ? 7 : row % 2 == 0 ? Double.NaN : 1e6 + row;
        }
      }
      Instant instant = Instant.EPOCH.plus(Duration.ofHours(row));
      builder.add("row" + row, group, instant, (int) values[3], values, labels);
    }
    return builder.build();
  }

  /** Scaled as in a real run, by the statistics of training rows. */
  ScaledFrame scaled() {
    return scaled(frame(), TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION));
  }

  /** Targets as they are. */
  static TargetTransform.Config plain() {
    return new TargetTransform.Config(false, List.of(), TargetTransform.Form.LEVEL);
  }

  ScaledFrame scaled(Frame frame, TargetTransform.Config target) {
    return ScaledFrame.fit(
        new Windows(frame, history, true),
        Anchors.of(frame, target.link()),
        ScaledFrame.InputScaling.robust(),
        target,
        TRAINING);
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  static int[] trainingWithTargets() {
    return Arrays.stream(TRAINING).filter(row -> !withoutTargets(row)).toArray();
  }
}
