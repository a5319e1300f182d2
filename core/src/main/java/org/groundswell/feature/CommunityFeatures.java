package org.groundswell.feature;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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
 * <p>Where the context has known columns, made of its texts, a text is known at once: for each
 * numeric one its mean over posts at {@code t − w <= c < t}, for w of 1 h, 24 h and 7 d. Those of
 * the group {@value #VECTOR_GROUP} are a vector: of them there is, for w of 24 h and 7 d, the
 * cosine between the row's own vector, in its columns of the same names, and the sum of those of
 * the context's posts: how near the row is to what the community talks about.
 *
 * <p>What happened while the context was not collected is unknown, not nothing: a value is missing
 * unless its window of c, {@code [t − w, t)} of a number and {@code [t − w − delay, t − delay]} of
 * a mean of counts, lies between the context's first post and its {@link Frame#collectedUntil}. A
 * mean is missing as well where no post has a value, a cosine where a vector is missing or zero.
 *
 * <p>Costs O(rows + context rows).
 */
public final class CommunityFeatures implements AsOfFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "community";

  /** The feature group of columns that are the parts of a text's vector. */
  public static final String VECTOR_GROUP = "embedding";

  private static final List<String> COUNT_WINDOW_NAMES = List.of("1h", "24h", "7d");
  private static final long[] COUNT_WINDOWS = {
    Duration.ofHours(1).toMillis(), Duration.ofDays(1).toMillis(), Duration.ofDays(7).toMillis()
  };

  /** Engagement is averaged over the last two of the windows. */
  private static final int FIRST_MEAN_WINDOW = 1;

  private final Frame context;
  private final List<Column> columns;
  private final List<PrefixMean> means = new ArrayList<>();
  private final List<PrefixMean> contents = new ArrayList<>();

  /** The context's columns that make its texts' vectors. */
  private final int[] vector;

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
      int of = context.schema().target(target);
      Scaling log = new Scaling.SignedLog1p();
      means.add(new PrefixMean(context.rows(), row -> log.apply(context.observed(row, of))));
      for (String window :
          COUNT_WINDOW_NAMES.subList(FIRST_MEAN_WINDOW, COUNT_WINDOW_NAMES.size())) {
        all.add(Column.numeric("community_" + target + "_" + window, GROUP).orMissing());
      }
    }
    List<Column> known = context.schema().known();
    for (int c = 0; c < known.size(); c++) {
      if (known.get(c).kind() == Column.Kind.NUMERIC
          && !known.get(c).group().equals(VECTOR_GROUP)) {
        int of = c;
        contents.add(new PrefixMean(context.rows(), row -> context.known(row, of)));
        for (String window : COUNT_WINDOW_NAMES) {
          String name = "community_" + known.get(c).name() + "_" + window;
          all.add(Column.numeric(name, GROUP).orMissing());
        }
      }
    }
    vector =
        IntStream.range(0, known.size())
            .filter(c -> known.get(c).group().equals(VECTOR_GROUP))
            .toArray();
    if (vector.length > 0) {
      for (String window :
          COUNT_WINDOW_NAMES.subList(FIRST_MEAN_WINDOW, COUNT_WINDOW_NAMES.size())) {
        all.add(Column.numeric("community_similarity_" + window, GROUP).orMissing());
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
    int[] own = vectorOf(frame);
    List<VectorSum> sums = new ArrayList<>();
    for (int w = 0; w < COUNT_WINDOWS.length; w++) {
      sums.add(new VectorSum());
    }
    int[] start = new int[COUNT_WINDOWS.length];
    int at = 0;
    for (int row = 0; row < frame.rows(); row++) {
      long now = frame.millis(row);
      int end = posted.advance(now);
      for (int w = 0; w < COUNT_WINDOWS.length; w++) {
        start[w] = postedFrom.get(w).advance(now - COUNT_WINDOWS[w]);
        values[at++] = collected(now - COUNT_WINDOWS[w], now) ? end - start[w] : Float.NaN;
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
      for (PrefixMean content : contents) {
        for (int w = 0; w < COUNT_WINDOWS.length; w++) {
          boolean collected = collected(now - COUNT_WINDOWS[w], now);
          values[at++] = collected ? content.of(start[w], end) : Float.NaN;
        }
      }
      for (int w = FIRST_MEAN_WINDOW; vector.length > 0 && w < COUNT_WINDOWS.length; w++) {
        sums.get(w).moveTo(start[w], end);
        boolean collected = collected(now - COUNT_WINDOWS[w], now);
        values[at++] = collected ? sums.get(w).cosine(frame, row, own) : Float.NaN;
      }
    }
    return values;
  }

  /** The columns of a frame that make its rows' vectors. */
  private int[] vectorOf(Frame frame) {
    List<String> names = frame.schema().known().stream().map(Column::name).toList();
    int[] own =
        IntStream.of(vector)
            .map(column -> names.indexOf(context.schema().known().get(column).name()))
            .toArray();
    if (IntStream.of(own).anyMatch(column -> column < 0)) {
      throw new IllegalArgumentException(
          "posts of the community have a vector of %d columns, and rows have not all of them: %s"
              .formatted(vector.length, names));
    }
    return own;
  }

  /**
   * The sum of the vectors in a window of the context that only moves on, in whole steps of 2⁻⁴⁰:
   * so what was added can be taken off again without a trace, however long the window moves.
   */
  private final class VectorSum {
    private static final double STEPS = 0x1p40;

    private final long[] sum = new long[vector.length];
    private int from;
    private int until;

    void moveTo(int newFrom, int newUntil) {
      for (; until < newUntil; until++) {
        add(until, 1);
      }
      for (; from < newFrom; from++) {
        add(from, -1);
      }
    }

    private void add(int row, int sign) {
      for (int d = 0; d < sum.length; d++) {
        sum[d] += sign * Math.round(context.known(row, vector[d]) * STEPS);
      }
    }

    float cosine(Frame frame, int row, int[] own) {
      if (from == until) {
        return Float.NaN;
      }
      double product = 0;
      double ofOwn = 0;
      double ofSum = 0;
      for (int d = 0; d < sum.length; d++) {
        double value = frame.known(row, own[d]);
        double summed = sum[d] / STEPS;
        product += value * summed;
        ofOwn += value * value;
        ofSum += summed * summed;
      }
      // 0 / 0 where one of both says nothing
      return (float) (product / Math.sqrt(ofOwn * ofSum));
    }
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

  /** Means of a value over runs of rows; missing values left out. */
  private static final class PrefixMean {
    private final double[] sums;
    private final int[] counts;

    PrefixMean(int rows, IntToDoubleFunction of) {
      sums = new double[rows + 1];
      counts = new int[rows + 1];
      for (int row = 0; row < rows; row++) {
        double value = of.applyAsDouble(row);
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
