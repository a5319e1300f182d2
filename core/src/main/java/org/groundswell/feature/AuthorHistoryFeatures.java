package org.groundswell.feature;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.groundswell.frame.AsOfScan;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Scaling;

/**
 * What an author had earned and done so far, over all rows of the group and ({@code _same}) over
 * those of the row's own stratum, such as replies only.
 *
 * <p>For each target, of {@code log(1 + y)} over the visible rows that have one: the last value,
 * the medians of the newest 5, 20 and 50, the mean of 50, the spread (interquartile range) of 50
 * and the trend (median of 5 minus median of 50); missing where there is no such row. Counts of
 * visible rows, with or without targets. And of the posting itself, which is known at once: {@code
 * log(1 + hours)} since the newest row at an earlier instant, and since the newest visible one;
 * rows in the 24 hours before. Rows of one instant never count for each other.
 *
 * <p>Costs O(rows · 50).
 */
public final class AuthorHistoryFeatures implements AsOfFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "history";

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final double HOUR = Duration.ofHours(1).toMillis();

  private final List<String> targets;
  private final List<Column> columns;

  /**
   * @param targets names of targets, each of which the frame must have
   */
  public AuthorHistoryFeatures(List<String> targets) {
    this.targets = List.copyOf(targets);
    List<Column> all = new ArrayList<>();
    for (String target : targets) {
      all.addAll(RecentLevels.columns(target, "", GROUP));
      all.addAll(RecentLevels.columns(target, "_same", GROUP));
    }
    all.add(Column.count("visible_rows", GROUP));
    all.add(Column.count("visible_rows_same", GROUP));
    all.add(Column.numeric("log_hours_since_post", GROUP).orMissing());
    all.add(Column.numeric("log_hours_since_visible", GROUP).orMissing());
    all.add(Column.count("posts_24h", GROUP));
    columns = List.copyOf(all);
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public float[] compute(Frame frame) {
    float[] values = new float[Math.multiplyExact(frame.rows(), columns.size())];
    AsOfScan.run(frame, new Scan(frame, values));
    return values;
  }

  /** The visible rows of a group, or of one stratum of it. */
  private static final class Visible {
    private final List<RecentLevels> byTarget = new ArrayList<>();
    private int rows;

    Visible(int targets) {
      for (int t = 0; t < targets; t++) {
        byTarget.add(new RecentLevels());
      }
    }

    void clear() {
      rows = 0;
      byTarget.forEach(RecentLevels::clear);
    }
  }

  private final class Scan implements AsOfScan {
    private final Frame frame;
    private final float[] values;
    private final Scaling log = new Scaling.SignedLog1p();
    private final Visible ofGroup = new Visible(targets.size());
    private final Map<Integer, Visible> ofStratum = new HashMap<>();
    private final int[] positions;

    /** The row's place in its group. */
    private int place;

    /** How many rows of the group are at earlier instants. */
    private int earlier;

    /** The place of the first row of the 24 hours before. */
    private int firstOfDay;

    Scan(Frame frame, float[] values) {
      this.frame = frame;
      this.values = values;
      this.positions = targets.stream().mapToInt(frame.schema()::target).toArray();
    }

    private Visible stratumOf(int row) {
      return ofStratum.computeIfAbsent(frame.stratum(row), any -> new Visible(positions.length));
    }

    @Override
    public void startGroup(int group) {
      ofGroup.clear();
      ofStratum.values().forEach(Visible::clear);
      place = 0;
      earlier = 0;
      firstOfDay = 0;
    }

    @Override
    public void becameVisible(int row) {
      Visible same = stratumOf(row);
      ofGroup.rows++;
      same.rows++;
      for (int t = 0; t < positions.length; t++) {
        double value = log.apply(frame.observed(row, positions[t]));
        ofGroup.byTarget.get(t).add(value);
        same.byTarget.get(t).add(value);
      }
    }

    @Override
    public void at(int row) {
      Visible same = stratumOf(row);
      int at = row * columns.size();
      for (int t = 0; t < positions.length; t++) {
        at = ofGroup.byTarget.get(t).write(values, at);
        at = same.byTarget.get(t).write(values, at);
      }
      long now = frame.millis(row);
      if (place > 0 && millisAt(row, place - 1) < now) {
        earlier = place;
      }
      while (millisAt(row, firstOfDay) < now - DAY) {
        firstOfDay++;
      }
      values[at] = ofGroup.rows;
      values[at + 1] = same.rows;
      values[at + 2] = logHoursSince(row, earlier);
      values[at + 3] = logHoursSince(row, ofGroup.rows);
      values[at + 4] = earlier - firstOfDay;
      place++;
    }

    /** Since the newest of the group's oldest {@code count} rows. */
    private float logHoursSince(int row, int count) {
      return count == 0
          ? Float.NaN
          : (float) Math.log1p((frame.millis(row) - millisAt(row, count - 1)) / HOUR);
    }

    private long millisAt(int row, int place) {
      return frame.millis(frame.groupRow(frame.group(row), place));
    }
  }
}
