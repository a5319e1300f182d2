package org.groundswell.experiments.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.groundswell.data.TableColumns;
import org.groundswell.data.TableMapping;
import org.groundswell.frame.Column;

/**
 * Which column of a table is what. Kinds are {@code numeric}, {@code count}, {@code flag} and
 * {@code categorical}; where values may be missing, {@code numeric or missing}.
 *
 * @param separator {@code ,} {@code ;} or {@value #TAB}
 * @param instant the time of a row; a table must have it
 * @param group what has a history of its own; empty: all rows are of one group
 * @param groupFromFile whether a file is a group, called by the file's name
 * @param id names the rows; empty: they are called by file and line
 * @param stratum a category within the group that levels are kept apart by
 * @param text what was posted, from which the features {@code text} are made
 * @param known columns that are known at the row's own instant, with their kinds
 * @param observed columns that are known with the targets only, with their kinds
 */
public record TableConfig(
    String separator,
    Optional<String> instant,
    Optional<String> group,
    boolean groupFromFile,
    Optional<String> id,
    Optional<String> stratum,
    Optional<String> text,
    Map<String, String> known,
    Map<String, String> observed) {
  static final String TAB = "tab";
  private static final String OR_MISSING = " or missing";

  public TableConfig {
    known = Collections.unmodifiableMap(new LinkedHashMap<>(known));
    observed = Collections.unmodifiableMap(new LinkedHashMap<>(observed));
    if (group.isPresent() && groupFromFile) {
      throw new IllegalArgumentException(
          "group '%s' and groupFromFile contradict each other; leave one out"
              .formatted(group.get()));
    }
    columns("known", known);
    columns("observed", observed);
  }

  /**
   * The mapping of a table.
   *
   * @throws IllegalArgumentException if there is no instant or no separator, a column is mapped
   *     twice, or one that is known only later as something that is known at once
   */
  public TableMapping mapping(List<String> targets, Duration labelDelay) {
    if (instant.isEmpty()) {
      throw new IllegalArgumentException(
          "a table needs table.instant, the name of the column with the time of a row");
    }
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("table.separator is empty; say ',', ';' or " + TAB);
    }
    char between = separator.equals(TAB) ? '\t' : separator.charAt(0);
    if (separator.length() > 1 && between != '\t') {
      throw new IllegalArgumentException(
          "table.separator '%s' is none of ',', ';' and tab".formatted(separator));
    }
    TableColumns columns =
        new TableColumns(
            id.orElse(""),
            group.orElse(""),
            instant.get(),
            stratum.orElse(""),
            columns("known", known),
            targets,
            columns("observed", observed),
            labelDelay);
    return new TableMapping(columns, text.orElse(""), between);
  }

  private static List<Column> columns(String key, Map<String, String> kinds) {
    List<Column> columns = new ArrayList<>();
    kinds.forEach((name, kind) -> columns.add(column(key, name, kind)));
    return columns;
  }

  private static Column column(String key, String name, String text) {
    boolean nullable = text.endsWith(OR_MISSING);
    String kind = nullable ? text.substring(0, text.length() - OR_MISSING.length()) : text;
    List<String> kinds = new ArrayList<>();
    for (Column.Kind each : Column.Kind.values()) {
      String one = each.name().toLowerCase(Locale.ROOT);
      if (one.equals(kind)) {
        return new Column(name, TableMapping.GROUP, each, nullable);
      }
      kinds.add(one);
    }
    throw new IllegalArgumentException(
        "%s.%s: '%s' is none of %s%s; where values may be missing say '%s'"
            .formatted(
                key,
                name,
                text,
                String.join(", ", kinds),
                NearMisses.hint(kind, kinds),
                "numeric" + OR_MISSING));
  }
}
