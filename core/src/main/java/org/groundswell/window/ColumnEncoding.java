package org.groundswell.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.groundswell.frame.Column;
import org.groundswell.scale.Scaler;
import org.groundswell.scale.Scaling;

/**
 * How a column that is not a target is encoded: scaled and clipped, or one-hot if it is a category;
 * 0 where missing, with an indicator behind if it may be missing.
 *
 * @param scaling an empty chain for flags and categories
 * @param places the place in the one-hot of each category that has one; none for other kinds
 */
record ColumnEncoding(Column column, Scaling scaling, Map<Integer, Integer> places, double clip) {

  /** Fits to the column's values in training rows. */
  static ColumnEncoding fit(Column column, ScaledFrame.InputScaling inputs, double[] values) {
    List<Scaler> chain =
        switch (column.kind()) {
          case NUMERIC -> inputs.numeric();
          case COUNT -> inputs.count();
          case FLAG, CATEGORICAL -> List.of();
        };
    Map<Integer, Integer> places =
        column.kind() == Column.Kind.CATEGORICAL
            ? mostFrequent(values, inputs.maxCategories())
            : Map.of();
    return new ColumnEncoding(column, Scaler.fitChain(chain, values), places, inputs.clip());
  }

  private static Map<Integer, Integer> mostFrequent(double[] codes, int atMost) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (double code : codes) {
      if (!Double.isNaN(code)) {
        counts.merge((int) code, 1, Integer::sum);
      }
    }
    List<Integer> order = new ArrayList<>(counts.keySet());
    order.sort(
        (a, b) -> counts.get(a).equals(counts.get(b)) ? a - b : counts.get(b) - counts.get(a));
    Map<Integer, Integer> places = new HashMap<>();
    for (int k = 0; k < Math.min(atMost, order.size()); k++) {
      places.put(order.get(k), k);
    }
    return places;
  }

  boolean categorical() {
    return column.kind() == Column.Kind.CATEGORICAL;
  }

  /** The names of its features, in order. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    if (categorical()) {
      for (int k = 0; k < places.size(); k++) {
        names.add(column.name() + "=" + k);
      }
    } else {
      names.add(column.name());
    }
    if (column.nullable()) {
      names.add(column.name() + " missing");
    }
    return names;
  }

  /** The codes that have a feature, in the order of these features. */
  List<Integer> codes() {
    return places.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Writes the features of a value and returns the position after them. */
  int write(float value, float[] into, int at) {
    boolean missing = Float.isNaN(value);
    int to = at;
    if (categorical()) {
      Arrays.fill(into, to, to + places.size(), 0);
      Integer place = missing ? null : places.get((int) value);
      if (place != null) {
        into[to + place] = 1;
      }
      to += places.size();
    } else {
      into[to++] = missing ? 0 : (float) Math.max(-clip, Math.min(clip, scaling.apply(value)));
    }
    if (column.nullable()) {
      into[to++] = missing ? 1 : 0;
    }
    return to;
  }
}
