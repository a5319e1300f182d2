package org.groundswell.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.groundswell.frame.Column;

/**
 * Where in a row of one file the mapped columns stand; -1 where there is none.
 *
 * @param header the names of all columns
 * @param known by known column of the mapping
 * @param targets by target
 * @param observed by further observed column
 */
record TableLayout(
    List<String> header,
    int id,
    int group,
    int instant,
    int stratum,
    int text,
    List<Integer> known,
    List<Integer> targets,
    List<Integer> observed) {

  /** Bounds the work that rows with unbalanced quotes can cause, see {@link CsvRows}. */
  private static final int MAX_COLUMNS = 10_000;

  TableLayout {
    header = List.copyOf(header);
    known = List.copyOf(known);
    targets = List.copyOf(targets);
    observed = List.copyOf(observed);
  }

  /**
   * Finds the mapped columns in a header.
   *
   * @throws DataException if one is missing or stands there twice
   */
  static TableLayout of(Path file, List<String> header, TableMapping mapping) {
    List<String> names = stripped(file, header);
    TableColumns columns = mapping.columns();
    Finder finder = new Finder(file, names, mapping.separator());
    return new TableLayout(
        names,
        finder.find(columns.id()),
        finder.find(columns.group()),
        finder.find(columns.instant()),
        finder.find(columns.stratum()),
        finder.find(mapping.text()),
        columns.known().stream().map(Column::name).map(finder::find).toList(),
        columns.targets().stream().map(finder::find).toList(),
        columns.observed().stream().map(Column::name).map(finder::find).toList());
  }

  static List<String> stripped(Path file, List<String> header) {
    if (header.size() > MAX_COLUMNS) {
      throw new DataException(
          "%s, line 1: the header has %d columns, %d are allowed. Keep those you need."
              .formatted(file, header.size(), MAX_COLUMNS));
    }
    return header.stream().map(String::strip).toList();
  }

  private record Finder(Path file, List<String> header, char separator) {
    int find(String name) {
      if (name.isEmpty()) {
        return -1;
      }
      int at = header.indexOf(name);
      if (at < 0) {
        throw new DataException(
            "%s, line 1: no column '%s' in the header %s. Correct the mapping%s; see data/README.md."
                .formatted(
                    file,
                    name,
                    Quarantine.shorten(header.toString(), 300),
                    header.size() == 1
                        ? ", or its separator, which is '%s'"
                            .formatted(separator == '\t' ? "tab" : separator)
                        : ""));
      }
      if (at != header.lastIndexOf(name)) {
        throw new DataException(
            "%s, line 1: the header names the column '%s' twice. Rename or remove one."
                .formatted(file, name));
      }
      return at;
    }
  }

  /** The columns of the file that are not mapped, in its order. */
  List<String> ignored() {
    TreeSet<Integer> used = new TreeSet<>(List.of(id, group, instant, stratum, text));
    used.addAll(known);
    used.addAll(targets);
    used.addAll(observed);
    List<String> ignored = new ArrayList<>();
    for (int at = 0; at < header.size(); at++) {
      if (!used.contains(at)) {
        ignored.add(header.get(at));
      }
    }
    return ignored;
  }

  /** How messages call a column. */
  String name(int at) {
    return header.get(at);
  }
}
