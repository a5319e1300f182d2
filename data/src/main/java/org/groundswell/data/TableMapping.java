package org.groundswell.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.groundswell.frame.Column;

/**
 * Which column of a CSV file is what. As in {@link TableColumns} an empty name stands for "the
 * files have none"; unlike there, the stratum is text like a category, and rows without an id are
 * called by file and line.
 *
 * @param columns the columns of the frame; a count is any number that is not negative, a flag
 *     {@code 0}, {@code 1}, {@code true} or {@code false}, a category any text
 * @param text what was posted, from which features are made; it is not kept
 * @param separator between fields: comma, semicolon or tab
 */
public record TableMapping(TableColumns columns, String text, char separator) {
  /** The feature group of mapped columns. */
  public static final String GROUP = "table";

  public TableMapping {
    if (",;\t".indexOf(separator) < 0) {
      throw new IllegalArgumentException(
          "separator '%s' is none of comma, semicolon and tab".formatted(separator));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names(columns)) {
      if (name.isBlank() || !seen.add(name)) {
        throw new IllegalArgumentException(
            name.isBlank()
                ? "a mapped column has no name"
                : "column '%s' is mapped twice; a column is known, observed or a target"
                    .formatted(name));
      }
    }
  }

  /** What stands in cells: targets, then the other columns. */
  private static List<String> names(TableColumns columns) {
    List<String> names = new ArrayList<>(columns.targets());
    columns.known().stream().map(Column::name).forEach(names::add);
    columns.observed().stream().map(Column::name).forEach(names::add);
    return names;
  }
}
