package org.groundswell.experiments.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;

/**
 * A table as a reader sees it, the same for HTML, Markdown and LaTeX; as CSV with all digits.
 *
 * @param columns the first names the row
 * @param rows as many cells as columns each
 */
record Table(List<Column> columns, List<List<Datum>> rows) {
  private static final int LONG = 40;

  /**
   * A column.
   *
   * @param note what it is measured in, empty if that needs no words
   * @param number whether it holds numbers
   */
  record Column(String label, String note, boolean number) {
    static Column text(String label) {
      return new Column(label, "", false);
    }

    static Column number(String label) {
      return new Column(label, "", true);
    }

    static Column number(String label, String note) {
      return new Column(label, note, true);
    }
  }

  /**
   * A table's cell.
   *
   * @param note what belongs to it, an interval say, in smaller letters below; empty if nothing
   *     does
   * @param best whether it is the best of its column
   * @param exact what another program reads in its place
   */
  record Datum(String text, String note, boolean best, String exact) {
    Datum(String text, boolean best) {
      this(text, "", best, text);
    }

    static Datum of(String text) {
      return of(text, "");
    }

    static Datum of(String text, String note) {
      return new Datum(text, note, false, text);
    }

    /** A number in the digits that a reader wants. */
    static Datum of(double value, DoubleFunction<String> words) {
      return new Datum(
          words.apply(value), "", false, Double.isNaN(value) ? "" : String.valueOf(value));
    }

    static Datum count(long value) {
      return new Datum(Figures.count(value), "", false, String.valueOf(value));
    }

    Datum noted(String newNote) {
      return new Datum(text, newNote, best, exact);
    }

    Datum best(boolean newBest) {
      return new Datum(text, note, newBest, exact);
    }
  }

  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Datum> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of " + row.size() + " does not fit " + columns.size() + " columns");
      }
    }
  }

  static List<Datum> row(String... texts) {
    return List.of(texts).stream().map(Datum::of).toList();
  }

  /** The table in a frame that scrolls, by keyboard too, and is called by what it shows. */
  Html html(String id, String caption) {
    Html html = new Html();
    html.open("div", "class", "scroll", "role", "region", "aria-label", caption, "tabindex", "0");
    html.open("table", "id", id);
    html.open("thead").open("tr");
    for (int k = 0; k < columns.size(); k++) {
      Column column = columns.get(k);
      html.open("th", "scope", "col", "class", kind(k));
      html.text(column.label());
      if (!column.note().isEmpty()) {
        html.text(" ").element("span", column.note(), "class", "unit");
      }
      html.close();
    }
    html.close().close().open("tbody");
    for (List<Datum> row : rows) {
      html.open("tr");
      for (int k = 0; k < row.size(); k++) {
        Datum datum = row.get(k);
        html.open("td", "class", kind(k));
        if (datum.best()) {
          html.element("strong", datum.text());
        } else {
          html.text(datum.text());
        }
        if (!datum.note().isEmpty()) {
          html.text(" ").element("span", datum.note(), "class", "unit");
        }
        html.close();
      }
      html.close();
    }
    return html.close().close().close();
  }

  private String kind(int column) {
    return columns.get(column).number() ? "number" : longText(column) ? "label long" : "label";
  }

  /** Whether a column holds texts that may break lines. */
  boolean longText(int column) {
    return !columns.get(column).number()
        && rows.stream()
            .map(row -> row.get(column))
            .anyMatch(d -> Math.max(d.text().length(), d.note().length()) > LONG);
  }

  /** One line a row; what is in smaller letters has columns of its own. */
  String csv() throws IOException {
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      Column column = columns.get(k);
      head.add(column.note().isEmpty() ? column.label() : column.label() + ", " + column.note());
      if (noted(k)) {
        head.add(column.label() + ", note");
      }
    }
    lines.add(head);
    for (List<Datum> row : rows) {
      List<String> line = new ArrayList<>();
      for (int k = 0; k < columns.size(); k++) {
        line.add(columns.get(k).number() ? row.get(k).exact() : CsvTables.text(row.get(k).exact()));
        if (noted(k)) {
          line.add(CsvTables.text(row.get(k).note()));
        }
      }
      lines.add(line);
    }
    return CsvTables.written(lines);
  }

  private boolean noted(int column) {
    return rows.stream().anyMatch(row -> !row.get(column).note().isEmpty());
  }

  String markdown() {
    StringBuilder out = new StringBuilder();
    UnaryOperator<String> escape = Markdown::escape;
    out.append('|');
    for (Column column : columns) {
      String note = column.note().isEmpty() ? "" : " (" + column.note() + ")";
      out.append(' ').append(escape.apply(column.label() + note)).append(" |");
    }
    out.append("\n|");
    columns.forEach(column -> out.append(column.number() ? " ---: |" : " --- |"));
    for (List<Datum> row : rows) {
      out.append("\n|");
      for (Datum datum : row) {
        String text = escape.apply(datum.text());
        out.append(' ').append(datum.best() ? "**" + text + "**" : text);
        out.append(datum.note().isEmpty() ? "" : " (" + escape.apply(datum.note()) + ")");
        out.append(" |");
      }
    }
    return out.append('\n').toString();
  }
}
