package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.frame.RecentValues;

/** What a stream of values amounted to lately: its last value, level, spread and trend. */
final class RecentLevels {
  private final RecentValues newest5 = new RecentValues(5);
  private final RecentValues newest20 = new RecentValues(20);
  private final RecentValues newest50 = new RecentValues(50);

  /** The columns of one stream, all missing as long as it has no value. */
  static List<Column> columns(String target, String suffix, String group) {
    return List.of("last", "median_5", "median_20", "median_50", "mean_50", "spread_50", "trend")
        .stream()
        .map(what -> Column.numeric(target + "_" + what + suffix, group).orMissing())
        .toList();
  }

  void clear() {
    newest5.clear();
    newest20.clear();
    newest50.clear();
  }

  /** Adds a value; a missing one is ignored. */
  void add(double value) {
    newest5.add(value);
    newest20.add(value);
    newest50.add(value);
  }

  /** Writes the values of {@link #columns} and returns the position after them. */
  int write(float[] into, int at) {
    into[at++] = (float) newest50.last();
    into[at++] = (float) newest5.median();
    into[at++] = (float) newest20.median();
    into[at++] = (float) newest50.median();
    into[at++] = (float) newest50.mean();
    into[at++] = (float) (newest50.quantile(0.75) - newest50.quantile(0.25));
    into[at++] = (float) (newest5.median() - newest50.median());
    return at;
  }
}
