package org.groundswell.experiments.report;

import java.util.Locale;

/**
 * A picture inside the page, in units of its view box; it scales with the page. Colours come from
 * the style sheet by class, so that they follow light and dark.
 */
final class Svg {
  private final String kind;
  private final double width;
  private final double height;
  private final String label;
  private final Html html = new Html();

  /**
   * An empty picture.
   *
   * @param label what it shows, for those who can't see it; empty if words beside it say so
   */
  Svg(String kind, double width, double height, String label) {
    this.kind = kind;
    this.width = width;
    this.height = height;
    this.label = label;
  }

  Svg line(String kind, double x1, double y1, double x2, double y2) {
    html.leaf(
        "line",
        "class",
        kind,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
    return this;
  }

  Svg rect(String kind, double x, double y, double width, double height, String title) {
    html.open("g", "class", kind);
    title(title);
    html.leaf(
        "rect", "x", number(x), "y", number(y), "width", number(width), "height", number(height));
    html.close();
    return this;
  }

  /** A path that is not filled, such as a curve. */
  Svg stroke(String kind, String dash, String path) {
    if (dash.isEmpty()) {
      html.leaf("path", "class", kind, "d", path);
    } else {
      html.leaf("path", "class", kind, "d", path, "stroke-dasharray", dash);
    }
    return this;
  }

  /** A filled path that says what it is when pointed at. */
  Svg shape(String kind, String path, String title) {
    html.open("g", "class", kind);
    title(title);
    html.leaf("path", "d", path);
    html.close();
    return this;
  }

  Svg text(String kind, double x, double y, String text) {
    html.element("text", text, "class", kind, "x", number(x), "y", number(y));
    return this;
  }

  /** Text below a position by a number of lines of its own size. */
  Svg text(String kind, double x, double y, double lines, String text) {
    html.element(
        "text", text, "class", kind, "x", number(x), "y", number(y), "dy", number(lines) + "em");
    return this;
  }

  private void title(String title) {
    if (!title.isEmpty()) {
      html.element("title", title);
    }
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  /** The picture inside the page. */
  Html inPage() {
    Html page = new Html();
    String box = "0 0 " + number(width) + " " + number(height);
    if (label.isEmpty()) {
      page.open("svg", "class", kind, "viewBox", box, "aria-hidden", "true");
    } else {
      page.open("svg", "class", kind, "viewBox", box, "role", "img", "aria-label", label);
    }
    return page.add(html).close();
  }

  /** The picture as a part of a larger one. */
  Html placed(double x, double y) {
    Html part = new Html();
    part.open("g", "class", kind, "transform", "translate(%s %s)".formatted(number(x), number(y)));
    return part.add(html).close();
  }

  /** A coordinate, to a tenth. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static String at(double x, double y) {
    return number(x) + " " + number(y);
  }
}
