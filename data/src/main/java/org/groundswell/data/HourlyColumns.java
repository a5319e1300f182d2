package org.groundswell.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** Finds out which column of a file of hourly counts is the time and which is the count. */
final class HourlyColumns {
  private HourlyColumns() {}

  /**
   * The time is the first column that holds one in the first row: written out, or else a number of
   * seconds. The count is the only other column, or the one called as the target is.
   *
   * @param firstRow the fields of the first row that has some
   * @throws DataException if one of them can't be told
   */
  static TableLayout find(Path file, List<String> names, List<String> firstRow, String target) {
    List<String> header = TableLayout.stripped(file, names);
    int instant = first(firstRow, field -> Timestamps.parse(field).isPresent());
    if (instant < 0) {
      instant = first(firstRow, field -> Timestamps.parseLiberally(field).isPresent());
    }
    if (instant < 0 || instant >= header.size()) {
      throw new DataException(
          "%s: none of the columns %s holds a time in the first row, %s. Times look like %s; see data/README.md."
              .formatted(file, shown(header), shown(firstRow), Timestamps.EXAMPLES));
    }
    int count = header.size() == 2 ? 1 - instant : header.indexOf(target);
    boolean twice = header.size() > 2 && count != header.lastIndexOf(target);
    if (count < 0 || count == instant || twice) {
      throw new DataException(
          "%s, line 1: which of the columns %s is the count? Keep the time and one count, or name the count as the target: -Dset='data.targets=[NAME]'."
              .formatted(file, shown(header)));
    }
    return new TableLayout(header, -1, -1, instant, -1, -1, List.of(), List.of(count), List.of());
  }

  private static int first(List<String> fields, Predicate<String> wanted) {
    for (int k = 0; k < fields.size(); k++) {
      if (wanted.test(fields.get(k))) {
        return k;
      }
    }
    return -1;
  }

  private static String shown(List<String> fields) {
    return Quarantine.shorten(fields.toString(), 300);
  }
}
