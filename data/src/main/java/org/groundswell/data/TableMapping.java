package org.groundswell.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.groundswell.frame.Column;

/**
 * Which column of a CSV file is what. What places a row or is known of it at once, its id, group,
 * instant, stratum and text, can't be a target or an observed column, which are known only later.
 * As in {@link TableColumns} an empty name stands for "the files have none"; unlike there, the
 * stratum is text like a category, and rows without an id are called by file and line.
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
    refuseLate(columns, text);
  }

  /**
   * The stratum stands in each window and texts are made into features, so a late value would give
   * away what is to be forecast; id, group and instant place the row before it is forecast.
   */
  private static void refuseLate(TableColumns columns, String text) {
    Map<String, String> late = new LinkedHashMap<>();
    columns.targets().forEach(name -> late.put(name, "a target"));
    columns.observed().forEach(column -> late.put(column.name(), "an observed column"));
    Map<String, String> early = new LinkedHashMap<>();
    early.put("id", columns.id());
    early.put("group", columns.group());
    early.put("instant", columns.instant());
    early.put("stratum", columns.stratum());
    early.put("text", text);
    early.forEach(
        (role, name) -> {
          if (late.containsKey(name)) {
            throw new IllegalArgumentException(
                "column '%s' is mapped as the %s and as %s, which is known only after the label delay; the %s must be known at the row's own instant. Leave the column out as one of the two."
                    .formatted(name, role, late.get(name), role));
          }
        });
  }

  /** What stands in cells: targets, then the other columns. */
  private static List<String> names(TableColumns columns) {
    List<String> names = new ArrayList<>(columns.targets());
    columns.known().stream().map(Column::name).forEach(names::add);
    columns.observed().stream().map(Column::name).forEach(names::add);
    return names;
  }
}
