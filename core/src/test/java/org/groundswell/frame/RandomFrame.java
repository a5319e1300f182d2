package org.groundswell.frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Small frames for property tests: rows in no order, many of one instant, three authors, replies,
 * heavy-tailed targets, and missing values wherever they are allowed.
 */
public final class RandomFrame {
  public static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  public static final Schema SCHEMA =
      new Schema(
          List.of(
              Column.flag("link", "text"),
              Column.numeric("mood", "text").orMissing(),
              Column.count("length", "text"),
              Column.categorical("topic", "text").orMissing()),
          List.of("likes", "shares"));

  /** The same with a further observed column of each kind. */
  public static final Schema OBSERVING =
      new Schema(
          SCHEMA.known(),
          SCHEMA.targets(),
          List.of(
              Column.flag("pinned", "history").orMissing(),
              Column.numeric("rain", "history").orMissing(),
              Column.count("views", "history").orMissing(),
              Column.categorical("mix", "history").orMissing()));

  private RandomFrame() {}

  /** A row before it stands in a frame. */
  public record Row(
      String id, String group, Instant instant, int stratum, float[] known, double[] targets) {

    public Row withTargets(double... changed) {
      return new Row(id, group, instant, stratum, known, changed);
    }
  }

  /**
   * Rows in the order they are given to the frame; instants are full hours, about two rows each.
   */
  public static List<Row> rows(long seed, int count) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] known = {
        random.nextInt(2),
        random.nextInt(5) == 0 ? Float.NaN : (float) random.nextGaussian(),
        random.nextInt(300),
        random.nextInt(5) == 0 ? Float.NaN : random.nextInt(4)
      };
      double[] targets = {count(random), count(random)};
      rows.add(
          new Row(
              "row" + k,
              "author" + random.nextInt(3),
              START.plus(Duration.ofHours(random.nextInt(count / 2 + 1))),
              random.nextInt(2),
              known,
              targets));
    }
    return rows;
  }

  private static double count(Random random) {
    return random.nextInt(6) == 0
        ? Double.NaN
        : Math.floor(Math.exp(1 + 2 * random.nextGaussian()));
  }

  public static Frame of(List<Row> rows, Duration labelDelay) {
    Frame.Builder builder = Frame.builder(SCHEMA, labelDelay);
    for (Row row : rows) {
      builder.add(row.id, row.group, row.instant, row.stratum, row.known, row.targets);
    }
    return builder.build();
  }

  public static Frame of(long seed, int rows, Duration labelDelay) {
    return of(rows(seed, rows), labelDelay);
  }

  /** The values of the further observed columns of a row, each of which may be missing. */
  public static float[] extras(Random random) {
    float[] extras = {
      random.nextInt(2), (float) random.nextGaussian(), random.nextInt(100_000), random.nextInt(3)
    };
    for (int c = 0; c < extras.length; c++) {
      extras[c] = random.nextInt(4) == 0 ? Float.NaN : extras[c];
    }
    return extras;
  }

  /** A frame of {@link #OBSERVING}, with one array of further observed values a row. */
  public static Frame of(List<Row> rows, List<float[]> extras, Duration labelDelay) {
    Frame.Builder builder = Frame.builder(OBSERVING, labelDelay);
    for (int k = 0; k < rows.size(); k++) {
      Row row = rows.get(k);
      builder.add(
          row.id, row.group, row.instant, row.stratum, row.known, row.targets, extras.get(k));
    }
    return builder.build();
  }

  /** Whether row j is visible to row i, groups aside: the definition, word for word. */
  public static boolean visible(Frame frame, int j, int i) {
    return !frame.instant(j).plus(frame.labelDelay()).isAfter(frame.instant(i))
        && frame.instant(j).isBefore(frame.instant(i));
  }

  /** The rows of the same group visible to a row, oldest first, by looking at every row. */
  public static List<Integer> visibleRows(Frame frame, int row) {
    List<Integer> visible = new ArrayList<>();
    for (int other = 0; other < frame.rows(); other++) {
      if (frame.group(other) == frame.group(row) && visible(frame, other, row)) {
        visible.add(other);
      }
    }
    return visible;
  }
}
