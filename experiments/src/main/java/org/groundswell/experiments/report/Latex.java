package org.groundswell.experiments.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tables for LaTeX, with the rules of the package {@code booktabs}. Text is escaped so that it
 * stays text whatever font encoding a document has; a letter that plain pdfLaTeX can't set stands
 * as its code point.
 */
final class Latex {
  /** A longer table breaks over pages. */
  private static final int MOST_LINES = 45;

  private static final Map<Integer, String> SIGNS =
      Map.ofEntries(
          Map.entry((int) '\\', "\\textbackslash{}"),
          Map.entry((int) '^', "\\textasciicircum{}"),
          Map.entry((int) '~', "\\textasciitilde{}"),
          Map.entry((int) '<', "\\textless{}"),
          Map.entry((int) '>', "\\textgreater{}"),
          Map.entry((int) '|', "\\textbar{}"),
          Map.entry((int) '"', "{\\char34}"),
          Map.entry((int) '`', "\\textasciigrave{}"),
          Map.entry((int) '_', "\\_\\allowbreak{}"),
          // at the beginning of a row these would belong to the end of the row before
          Map.entry((int) '[', "{[}"),
          Map.entry((int) ']', "{]}"),
          Map.entry((int) '*', "{*}"),
          Map.entry(0xA0, "~"),
          Map.entry(0xB1, "$\\pm$"),
          Map.entry(0xB2, "$^2$"),
          Map.entry(0xD7, "$\\times$"),
          Map.entry(0x3C1, "$\\rho$"),
          Map.entry(0x2013, "--"),
          Map.entry(0x2014, "---"),
          Map.entry(0x2018, "`"),
          Map.entry(0x2019, "'"),
          Map.entry(0x201C, "``"),
          Map.entry(0x201D, "''"),
          Map.entry(0x2020, "\\dag{}"),
          Map.entry(0x2026, "\\dots{}"),
          Map.entry(0x2212, "$-$"),
          Map.entry(0x221E, "$\\infty$"),
          Map.entry(0x2264, "$\\leq$"),
          Map.entry(0x2265, "$\\geq$"));

  private Latex() {}

  /** Text that stays text, on one line. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    int before = 0;
    for (int c : text.codePoints().toArray()) {
      // two of these would become one sign
      out.append(c == before && "-,'".indexOf(c) >= 0 ? "{}" : "").append(escaped(c));
      before = c;
    }
    return out.toString();
  }

  private static String escaped(int c) {
    if (SIGNS.containsKey(c)) {
      return SIGNS.get(c);
    }
    if (c == '\n' || c == '\t' || c == '\r') {
      return " ";
    }
    if ("{}$&#%".indexOf(c) >= 0) {
      return "\\" + (char) c;
    }
    boolean accented = c >= 0xC0 && c <= 0xFF && "ÐÞðþ÷".indexOf(c) < 0;
    return (c >= ' ' && c < 0x7F) || accented
        ? Character.toString(c)
        : String.format(Locale.ROOT, "\\texttt{U+%04X}", c);
  }

  /**
   * A table with caption and label, to be put into a document by {@code \input}.
   *
   * @param name of the label, letters, digits and hyphens
   */
  static String table(Table table, String name, String caption) {
    List<String> rows = table.rows().stream().map(Latex::row).toList();
    boolean pages = rows.stream().mapToLong(row -> row.lines().count()).sum() > MOST_LINES;
    String heading = "\\caption{%s}\\label{tab:%s}".formatted(escape(caption), name);
    String columns = columns(table);
    String head = "\\toprule\n" + head(table) + "\\midrule\n";
    String body = String.join("", rows);
    return pages
        ? """
          %% \\usepackage{array,booktabs,longtable}
          {\\small\\setlength{\\tabcolsep}{3pt}
          \\begin{longtable}{%s}
          %s\\\\
          %s\\endfirsthead
          %s\\endhead
          \\bottomrule
          \\endfoot
          %s\\end{longtable}}
          """
            .formatted(columns, heading, head, head, body)
        : """
          %% \\usepackage{array,booktabs,graphicx}
          \\begin{table}
          \\centering
          %s
          \\small
          \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%%
          \\begin{tabular}{%s}
          %s%s\\bottomrule
          \\end{tabular}}
          \\end{table}
          """
            .formatted(heading, columns, head, body);
  }

  /** Long texts share the width that is left. */
  private static String columns(Table table) {
    List<Table.Column> columns = table.columns();
    boolean[] wide = new boolean[columns.size()];
    int many = 0;
    for (int k = 0; k < wide.length; k++) {
      wide[k] = table.longText(k);
      many += wide[k] ? 1 : 0;
    }
    StringBuilder out = new StringBuilder();
    for (int k = 0; k < wide.length; k++) {
      out.append(
          wide[k]
              ? String.format(
                  Locale.ROOT, ">{\\raggedright\\arraybackslash}p{%.2f\\linewidth}", 0.55 / many)
              : columns.get(k).number() ? "r" : "l");
    }
    return out.toString();
  }

  private static String head(Table table) {
    List<String> labels =
        table.columns().stream().map(Table.Column::label).map(Latex::escape).toList();
    List<String> notes =
        table.columns().stream().map(Table.Column::note).map(Latex::small).toList();
    return line(labels) + (notes.stream().allMatch(String::isEmpty) ? "" : line(notes));
  }

  private static String row(List<Table.Datum> row) {
    List<String> texts =
        row.stream()
            .map(d -> d.best() ? "\\textbf{" + escape(d.text()) + "}" : escape(d.text()))
            .toList();
    List<String> notes = row.stream().map(Table.Datum::note).map(Latex::small).toList();
    return line(texts) + (notes.stream().allMatch(String::isEmpty) ? "" : line(notes));
  }

  private static String small(String note) {
    return note.isEmpty() ? "" : "{\\scriptsize " + escape(note) + "}";
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" & ", "", " \\\\\n"));
  }
}
