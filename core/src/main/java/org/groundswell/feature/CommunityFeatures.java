package org.groundswell.feature;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Scaling;

/**
 * What a community, such as some subreddits, was doing when a row appeared: counted over all posts
 * of a second frame, the context, whose label delay is its own.
 *
 * <p>For a row at t, of context posts at c: how many have {@code t − w <= c < t}, for w of 1 h, 24
 * h and 7 d (a post is known at once); and the mean of {@code log(1 + y)} of the context's first
 * target, and of its comments, over those whose count became known within w, {@code t − w <= c +
 * delay <= t} and {@code c < t}, for w of 24 h and 7 d. (The window slides over the instants at
 * which counts become known: of the posts of the last 24 h none has a known count if the delay is
 * 24 h.) A post whose count had not matured when the context was collected never counts in a mean.
 *
 * <p>What happened while the context was not collected is unknown, not nothing: a value is missing
 * unless its window of c, {@code [t − w, t)} of a number and {@code [t − w − delay, t − delay]} of
 * a mean, lies between the context's first post and its {@link Frame#collectedUntil}. A mean is
 * missing as well where no post has a count.
 *
 * <p>Costs O(rows + context rows).
 */
public final class CommunityFeatures implements AsOfFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "community";

  private static final List<String> COUNT_WINDOW_NAMES = List.of("1h", "24h", "7d");
  private static final long[] COUNT_WINDOWS = {
    Duration.ofHours(1).toMillis(), Duration.ofDays(1).toMillis(), Duration.ofDays(7).toMillis()
  };

  /** Engagement is averaged over the last two of the windows. */
  private static final int FIRST_MEAN_WINDOW = 1;

  private final Frame context;
  private final List<Column> columns;
  private final List<PrefixMean> means = new ArrayList<>();

  /**
   * @param context posts in whose label delay, first target and {@code comments}, if it has them,
   *     the community's engagement is read
   */
  public CommunityFeatures(Frame context) {
    this.context = context;
    List<String> read = new ArrayList<>(context.schema().targets().subList(0, 1));
    if (!read.contains("comments") && context.schema().targets().contains("comments")) {
      read.add("comments");
    }
    List<Column> all = new ArrayList<>();
    for (String window : COUNT_WINDOW_NAMES) {
      all.add(Column.count("community_posts_" + window, GROUP).orMissing());
    }
    for (String target : read) {
      means.add(new PrefixMean(context, context.schema().target(target)));
      for (String window :
          COUNT_WINDOW_NAMES.subList(FIRST_MEAN_WINDOW, COUNT_WINDOW_NAMES.size())) {
        all.add(Column.numeric("community_" + target + "_" + window, GROUP).orMissing());
      }
    }
    columns = List.copyOf(all);
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public float[] compute(Frame frame) {
    long delay = context.labelDelay().toMillis();
    long until = context.collectedUntil().toEpochMilli();
    float[] values = new float[Math.multiplyExact(frame.rows(), columns.size())];
    Pointer posted = new Pointer();
    Pointer matured = new Pointer();
    List<Pointer> postedFrom = pointers();
    List<Pointer> maturedFrom = pointers();
    int at = 0;
    for (int row = 0; row < frame.rows(); row++) {
      long now = frame.millis(row);
      int end = posted.advance(now);
      for (int w = 0; w < COUNT_WINDOWS.length; w++) {
        long start = now - COUNT_WINDOWS[w];
        int from = postedFrom.get(w).advance(start);
        values[at++] = collected(start, now) ? end - from : Float.NaN;
      }
      // a count that had not matured at the end of the collection is not known later either
      int known = Math.min(end, matured.advance(Math.min(now, until) - delay + 1));
      int[] from = new int[COUNT_WINDOWS.length];
      for (int w = FIRST_MEAN_WINDOW; w < COUNT_WINDOWS.length; w++) {
        from[w] = Math.min(known, maturedFrom.get(w).advance(now - COUNT_WINDOWS[w] - delay));
      }
      for (PrefixMean mean : means) {
        for (int w = FIRST_MEAN_WINDOW; w < COUNT_WINDOWS.length; w++) {
          boolean collected = collected(now - COUNT_WINDOWS[w] - delay, now - delay);
          values[at++] = collected ? mean.of(from[w], known) : Float.NaN;
        }
      }
    }
    return values;
  }

  /** Whether the context was collected all the time between two instants. */
  private boolean collected(long from, long until) {
    return from >= context.millis(0) && until <= context.collectedUntil().toEpochMilli();
  }

  private List<Pointer> pointers() {
    List<Pointer> pointers = new ArrayList<>();
    for (int w = 0; w < COUNT_WINDOWS.length; w++) {
      pointers.add(new Pointer());
    }
    return pointers;
  }

  /** A place in the context that moves on with time. */
  private final class Pointer {
    private int at;

    /** The first context row at or after an instant not before the last one asked for. */
    int advance(long millis) {
      while (at < context.rows() && context.millis(at) < millis) {
        at++;
      }
      return at;
    }
  }

  /** Means of a target, read as {@code log(1 + y)}, over runs of rows; missing values left out. */
  private static final class PrefixMean {
    private final double[] sums;
    private final int[] counts;

    PrefixMean(Frame frame, int target) {
      Scaling log = new Scaling.SignedLog1p();
      sums = new double[frame.rows() + 1];
      counts = new int[frame.rows() + 1];
      for (int row = 0; row < frame.rows(); row++) {
        double value = log.apply(frame.observed(row, target));
        boolean missing = Double.isNaN(value);
        sums[row + 1] = sums[row] + (missing ? 0 : value);
        counts[row + 1] = counts[row] + (missing ? 0 : 1);
      }
    }

    /** The mean over rows {@code from … until - 1}, {@code NaN} if none has a value. */
    float of(int from, int until) {
      int count = counts[until] - counts[from];
      return count == 0 ? Float.NaN : (float) ((sums[until] - sums[from]) / count);
    }
  }
}
