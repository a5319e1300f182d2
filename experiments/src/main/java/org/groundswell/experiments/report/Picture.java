package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A figure of the report: one or more panels, drawn once, for the page and for a file of its own.
 *
 * @param name of the file, without its ending; letters, digits and hyphens
 * @param title what it shows
 * @param heading words above the panels, empty if they need none
 * @param layout the style sheet's class for panels in the page, empty for a single one
 * @param across how many panels stand side by side in the file
 * @param legend how entries are drawn, empty where the panels say it
 */
record Picture(
    String name,
    String title,
    String heading,
    String layout,
    int across,
    List<Panel> panels,
    Legend legend) {

  private static final double GAP = 18;
  private static final double LINE = 15;
  private static final double LETTER = 6.2;

  /**
   * A part of a picture.
   *
   * @param others other forms, of which the style sheet picks one by the room there is
   * @param caption words below it, may be empty
   */
  record Panel(Svg svg, List<Svg> others, String caption) {
    static Panel of(Svg svg) {
      return new Panel(svg, List.of(), "");
    }
  }

  /**
   * What stands for what.
   *
   * @param kind the style sheet's class in the page; empty if it is not shown there
   */
  record Legend(String kind, List<Key> keys) {
    static final Legend NONE = new Legend("", List.of());

    Legend {
      keys = List.copyOf(keys);
    }

    Legend kind(String newKind) {
      return new Legend(newKind, keys);
    }

    Html inPage() {
      Html html = new Html();
      html.open("ul", "class", kind);
      for (Key key : keys) {
        html.open("li").add(key.swatch().inPage()).element("span", key.text()).close();
      }
      return html.close();
    }
  }

  /** A line of a legend. */
  record Key(Svg swatch, String text) {}

  /** Nothing. */
  static final Picture NONE = new Picture("", "", "", "", 1, List.of(), Legend.NONE);

  Picture {
    panels = List.copyOf(panels);
  }

  /** A picture of one panel that needs no legend. */
  static Picture of(String name, String title, Svg wide, List<Svg> others) {
    return new Picture(name, title, "", "", 1, List.of(new Panel(wide, others, "")), Legend.NONE);
  }

  boolean isEmpty() {
    return panels.isEmpty();
  }

  /** The picture inside the page. */
  Html inPage() {
    Html html = new Html();
    if (!heading.isEmpty()) {
      html.element("p", heading, "class", "axis-title");
    }
    if (!layout.isEmpty()) {
      html.open("div", "class", layout);
    }
    for (Panel panel : panels) {
      if (panel.caption().isEmpty()) {
        html.add(panel.svg().inPage());
        panel.others().forEach(other -> html.add(other.inPage()));
      } else {
        html.open("figure").add(panel.svg().inPage());
        html.element("figcaption", panel.caption()).close();
      }
    }
    if (!layout.isEmpty()) {
      html.close();
    }
    if (!legend.kind().isEmpty()) {
      html.add(legend.inPage());
    }
    return html;
  }

  /** The picture as a file of its own, in light colours on white; needs no other file. */
  String file() {
    double column = panels.stream().mapToDouble(panel -> panel.svg().width()).max().orElse(0);
    double right = GAP + across * (column + GAP);
    Html content = new Html();
    double y = GAP;
    if (!heading.isEmpty()) {
      content.element(
          "text", heading, "class", "axis", "x", Svg.number(GAP), "y", Svg.number(y + LINE));
      y += 2 * LINE;
    }
    for (int from = 0; from < panels.size(); from += across) {
      List<Panel> row = panels.subList(from, Math.min(panels.size(), from + across));
      double height = row.stream().mapToDouble(panel -> panel.svg().height()).max().orElseThrow();
      int lines = 0;
      for (int k = 0; k < row.size(); k++) {
        double x = GAP + k * (column + GAP);
        content.add(row.get(k).svg().placed(x, y));
        List<String> caption = wrapped(row.get(k).caption(), column);
        for (int line = 0; line < caption.size(); line++) {
          content.element(
              "text",
              caption.get(line),
              "class",
              "tick",
              "x",
              Svg.number(x),
              "y",
              Svg.number(y + height + LINE * (line + 1)));
        }
        lines = Math.max(lines, caption.size());
      }
      y += height + lines * LINE + GAP;
    }
    y = legend(content, y, right);
    Html file = new Html();
    file.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %s %s".formatted(Svg.number(right), Svg.number(y)),
        "width",
        Svg.number(right),
        "height",
        Svg.number(y),
        "role",
        "img");
    file.element("title", title).style(FigureStyle.FILE);
    file.leaf("rect", "class", "paper", "width", "100%", "height", "100%");
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + file.add(content).close();
  }

  private double legend(Html content, double top, double right) {
    double x = GAP;
    double y = top;
    for (Key key : legend.keys()) {
      double width = key.swatch().width() + 8 + LETTER * 1.15 * key.text().length() + GAP;
      if (x > GAP && x + width > right) {
        x = GAP;
        y += LINE * 1.4;
      }
      content.add(key.swatch().placed(x, y));
      content.element(
          "text",
          key.text(),
          "x",
          Svg.number(x + key.swatch().width() + 8),
          "y",
          Svg.number(y + key.swatch().height() / 2 + 4));
      x += width;
    }
    return legend.keys().isEmpty() ? top : y + LINE + GAP;
  }

  private static List<String> wrapped(String text, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && (line.length() + 1 + word.length()) * LETTER > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (!text.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
