package org.groundswell.frame;

import java.util.Objects;

/**
 * A column of a frame that is not a target: known at the row's own instant, or observed a label
 * delay later.
 *
 * @param name unique in its schema, such as {@code likes_median_20}
 * @param group the feature group it can be left out with, such as {@code history}
 * @param kind what its values are, which decides how they are scaled
 * @param nullable whether a value may be missing ({@code NaN}); a model then also sees an indicator
 */
public record Column(String name, String group, Kind kind, boolean nullable) {

  /** What the values of a column are. */
  public enum Kind {
    /** 0 or 1; never scaled. */
    FLAG,
    /** A quantity of moderate spread. */
    NUMERIC,
    /** A heavy-tailed quantity: a count, a length, a duration. */
    COUNT,
    /**
     * A code 0, 1, 2 … given by first appearance in time order, or a place in a fixed list; models
     * see it one-hot.
     */
    CATEGORICAL
  }

  public Column {
    if (name.isBlank() || group.isBlank()) {
      throw new IllegalArgumentException("a column needs a name and a feature group");
    }
    Objects.requireNonNull(kind, "kind");
  }

  public static Column flag(String name, String group) {
    return new Column(name, group, Kind.FLAG, false);
  }

  public static Column numeric(String name, String group) {
    return new Column(name, group, Kind.NUMERIC, false);
  }

  public static Column count(String name, String group) {
    return new Column(name, group, Kind.COUNT, false);
  }

  public static Column categorical(String name, String group) {
    return new Column(name, group, Kind.CATEGORICAL, false);
  }

  /** The same column whose values may be missing. */
  public Column orMissing() {
    return new Column(name, group, kind, true);
  }
}
