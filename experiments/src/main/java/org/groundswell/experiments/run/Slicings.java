package org.groundswell.experiments.run;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/**
 * The ways in which the test rows of a target are parted. To which part a row belongs is known at
 * its instant, but for {@link #TOP_DECILE}: that is by the outcome itself, which flatters whoever
 * forecasts high.
 */
final class Slicings {
  static final String TOP_DECILE = "top-decile";

  /** More groups than this are too many to be looked at one by one. */
  private static final int MOST_GROUPS = 20;

  /** The rows that say how high a series stands: those of a day. */
  private static final int LEVEL_ROWS = 24;

  private static final List<String> WEEKDAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final int[] PAST = {0, 1, 5, 20, 100};
  private static final int[] LENGTHS = {0, 1, 50, 100, 200};

  private final Frame frame;
  private final DataConfig.Format format;
  private final int target;
  private final List<Fold> folds;

  /** By fold, its test rows with an outcome. */
  private final List<int[]> rows;

  private Slicings(Frame frame, DataConfig.Format format, List<Fold> folds, int target) {
    this.frame = frame;
    this.format = format;
    this.target = target;
    this.folds = folds;
    this.rows = folds.stream().map(fold -> withOutcome(fold.test())).toList();
  }

  /** Those that tell the rows apart, of the test rows with an outcome, fold after fold. */
  static List<Slicing> of(Frame frame, DataConfig.Format format, List<Fold> folds, int target) {
    return new Slicings(frame, format, folds, target).all().filter(Slicing::tellsApart).toList();
  }

  private Stream<Slicing> all() {
    List<Slicing> all = new ArrayList<>();
    all.add(seen());
    all.add(slicing("past", ranges(PAST), row -> range(PAST, frame.visibleCount(row))));
    boolean posts = format == DataConfig.Format.POSTS;
    if (posts) {
      all.add(
          slicing("reply", List.of("reply", "no reply"), row -> frame.stratum(row) == 1 ? 0 : 1));
    }
    column("text_length").ifPresent(c -> all.add(length(c)));
    List<Integer> links =
        Stream.of("links", "media").flatMap(name -> column(name).stream()).toList();
    if (!links.isEmpty()) {
      all.add(slicing("link", List.of("with", "without"), row -> any(links, row)));
    }
    if (!posts && frame.groups().size() <= MOST_GROUPS) {
      all.add(slicing("group", frame.groups(), frame::group));
    }
    if (format == DataConfig.Format.HOURLY) {
      all.add(level());
    }
    all.add(
        slicing(
            "hour",
            IntStream.range(0, 6).mapToObj(k -> "%02d–%02d h".formatted(4 * k, 4 * k + 4)).toList(),
            row -> frame.instant(row).atOffset(ZoneOffset.UTC).getHour() / 4));
    all.add(
        slicing(
            "weekday",
            WEEKDAYS,
            row -> frame.instant(row).atOffset(ZoneOffset.UTC).getDayOfWeek().getValue() - 1));
    all.add(topDecile());
    return all.stream();
  }

  private int[] withOutcome(int[] all) {
    return Arrays.stream(all).filter(row -> !Double.isNaN(frame.observed(row, target))).toArray();
  }

  /** The part of a row of the frame. */
  private interface Part {
    int of(int row);
  }

  /** The parts of a fold's rows. */
  private interface PartInFold {
    Part of(Fold fold);
  }

  private Slicing slicing(String name, List<String> slices, Part part) {
    return byFold(name, slices, fold -> part);
  }

  private Slicing byFold(String name, List<String> slices, PartInFold parts) {
    IntStream.Builder all = IntStream.builder();
    for (int k = 0; k < folds.size(); k++) {
      Part part = parts.of(folds.get(k));
      for (int row : rows.get(k)) {
        all.add(part.of(row));
      }
    }
    return new Slicing(name, slices, all.build().toArray());
  }

  private Slicing seen() {
    return byFold(
        "seen",
        List.of("seen", "unseen"),
        fold -> {
          boolean[] seen = new boolean[frame.groups().size()];
          for (int row : withOutcome(fold.refit())) {
            seen[frame.group(row)] = true;
          }
          return row -> seen[frame.group(row)] ? 0 : 1;
        });
  }

  private Slicing topDecile() {
    return byFold(
        TOP_DECILE,
        List.of("top decile", "the rest"),
        fold -> {
          double[] fitted =
              Arrays.stream(withOutcome(fold.refit()))
                  .mapToDouble(row -> frame.observed(row, target))
                  .toArray();
          double threshold = StatUtils.percentile(fitted, 90);
          return row -> frame.observed(row, target) > threshold ? 0 : 1;
        });
  }

  /** By thirds of the fitted rows, in how high the series stood over its newest visible day. */
  private Slicing level() {
    double[] levels = levels();
    return byFold(
        "level",
        List.of("low", "middle", "high"),
        fold -> {
          double[] fitted =
              Arrays.stream(fold.refit())
                  .mapToDouble(row -> levels[row])
                  .filter(level -> !Double.isNaN(level))
                  .toArray();
          if (fitted.length == 0) {
            return row -> Slicing.NONE;
          }
          double low = StatUtils.percentile(fitted, 100 / 3.0);
          double high = StatUtils.percentile(fitted, 200 / 3.0);
          return row ->
              Double.isNaN(levels[row])
                  ? Slicing.NONE
                  : levels[row] <= low ? 0 : levels[row] <= high ? 1 : 2;
        });
  }

  /** By row, the mean log1p of the newest visible rows, {@code NaN} where there are none. */
  private double[] levels() {
    double[] levels = new double[frame.rows()];
    for (int group = 0; group < frame.groups().size(); group++) {
      int size = frame.groupSize(group);
      double[] sums = new double[size + 1];
      int[] counts = new int[size + 1];
      for (int k = 0; k < size; k++) {
        double value = frame.observed(frame.groupRow(group, k), target);
        sums[k + 1] = sums[k] + (Double.isNaN(value) ? 0 : Math.log1p(value));
        counts[k + 1] = counts[k] + (Double.isNaN(value) ? 0 : 1);
      }
      for (int k = 0; k < size; k++) {
        int row = frame.groupRow(group, k);
        int to = frame.visibleCount(row);
        int from = Math.max(0, to - LEVEL_ROWS);
        levels[row] = (sums[to] - sums[from]) / (counts[to] - counts[from]);
      }
    }
    return levels;
  }

  private Optional<Integer> column(String name) {
    List<Column> known = frame.schema().known();
    return IntStream.range(0, known.size())
        .filter(c -> known.get(c).name().equals(name))
        .boxed()
        .findFirst();
  }

  private Slicing length(int column) {
    return slicing(
        "length",
        ranges(LENGTHS),
        row -> {
          float length = frame.known(row, column);
          return Float.isNaN(length) ? Slicing.NONE : range(LENGTHS, length);
        });
  }

  private int any(List<Integer> columns, int row) {
    boolean missing = false;
    for (int column : columns) {
      float count = frame.known(row, column);
      if (count > 0) {
        return 0;
      }
      missing |= Float.isNaN(count);
    }
    return missing ? Slicing.NONE : 1;
  }

  private static int range(int[] from, double value) {
    int range = 0;
    while (range + 1 < from.length && value >= from[range + 1]) {
      range++;
    }
    return range;
  }

  private static List<String> ranges(int[] from) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < from.length; k++) {
      names.add(
          k == from.length - 1
              ? from[k] + " or more"
              : from[k] == from[k + 1] - 1
                  ? String.valueOf(from[k])
                  : from[k] + "–" + (from[k + 1] - 1));
    }
    return names;
  }
}
