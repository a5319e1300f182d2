package org.groundswell.frame;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a frame: the known ones, and the observed ones, which are the targets.
 *
 * @param known columns knowable at the row's own instant
 * @param targets names of the observed columns, knowable only a label delay after the row's instant
 */
public record Schema(List<Column> known, List<String> targets) {

  public Schema {
    known = List.copyOf(known);
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a frame needs at least one target");
    }
    Set<String> names = new HashSet<>(targets);
    if (names.size() < targets.size()) {
      throw new IllegalArgumentException("a target is named twice in " + targets);
    }
    for (Column column : known) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("two columns are called '" + column.name() + "'");
      }
    }
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
