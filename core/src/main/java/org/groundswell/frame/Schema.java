package org.groundswell.frame;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a frame: the known ones, and the observed ones, of which the targets are to be
 * forecast.
 *
 * @param known columns knowable at the row's own instant
 * @param targets names of what is to be forecast, knowable only a label delay after the row's
 *     instant
 * @param observed further columns that are knowable only a label delay after the row's instant, as
 *     the targets are, but not forecast: the weather measured, views. Models see them in the
 *     history of later rows.
 */
public record Schema(List<Column> known, List<String> targets, List<Column> observed) {

  public Schema {
    known = List.copyOf(known);
    targets = List.copyOf(targets);
    observed = List.copyOf(observed);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a frame needs at least one target");
    }
    Set<String> names = new HashSet<>(targets);
    if (names.size() < targets.size()) {
      throw new IllegalArgumentException("a target is named twice in " + targets);
    }
    List<Column> columns = new ArrayList<>(known);
    columns.addAll(observed);
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("two columns are called '" + column.name() + "'");
      }
    }
  }

  /** A schema that observes nothing but its targets. */
  public Schema(List<Column> known, List<String> targets) {
    this(known, targets, List.of());
  }

  /** The position of a target. */
  public int target(String name) {
    int position = targets.indexOf(name);
    if (position < 0) {
      throw new IllegalArgumentException("no target '" + name + "'; there are " + targets);
    }
    return position;
  }
}
