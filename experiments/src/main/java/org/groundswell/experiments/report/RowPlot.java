package org.groundswell.experiments.report;

import java.util.List;

/**
 * A picture with a row an entry along one axis: its name at the left, its numbers at the right. The
 * wide form puts all in one line; the narrow one, for small screens, puts the words above the
 * marks.
 */
final class RowPlot {
  /** Where things stand; a picture is drawn once in each form and the style sheet picks one. */
  enum Form {
    WIDE(760, 205, 525, 26, 0, "chart forest roomy"),
    NARROW(380, 12, 368, 46, 19, "chart forest tight"),
    /** Beside a table that has the numbers. */
    BESIDE(470, 192, 462, 26, 0, "chart forest beside");

    private final double width;
    private final double left;
    private final double right;
    private final double rowHeight;
    private final double words;
    private final String kind;

    Form(double width, double left, double right, double rowHeight, double words, String kind) {
      this.width = width;
      this.left = left;
      this.right = right;
      this.rowHeight = rowHeight;
      this.words = words;
      this.kind = kind;
    }
  }

  private static final double TOP = 40;
  private static final int MOST_LETTERS = 28;
  private static final int FEWER_LETTERS = 27;

  private final Form form;
  private final double lanes;
  private final Axis x;
  private final double bottom;
  private final Svg svg;

  /**
   * An empty picture with its axis.
   *
   * @param lanes room that is kept free at the right of the axis
   * @param label for those who can't see it
   */
  RowPlot(Form form, int rows, double low, double high, double lanes, String label) {
    this.form = form;
    this.lanes = lanes;
    this.x = Axis.around(low, high, form.left, form.right - lanes);
    this.bottom = TOP + rows * form.rowHeight;
    this.svg = new Svg(form.kind, form.width, bottom + 30, label);
    for (double tick : x.ticks(form == Form.WIDE ? 6 : 5)) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom + 4);
      svg.text("tick middle", x.at(tick), bottom + 8, 1, Axis.label(tick));
    }
  }

  Svg svg() {
    return svg;
  }

  Axis x() {
    return x;
  }

  double bottom() {
    return bottom;
  }

  /** The height of a row's marks. */
  double y(int row) {
    return TOP + row * form.rowHeight + (form.rowHeight + form.words) / 2;
  }

  /** Words at the ends of the axis, above the rows. */
  void ends(String left, String right) {
    svg.text("tick", form.left, 27, left);
    svg.text("tick end", x.to(), 27, right);
  }

  void title(String title) {
    svg.text("axis", form == Form.NARROW ? form.left - 6 : 2, 11, title);
  }

  /** A row's name and numbers. */
  void words(int row, String name, String numbers) {
    if (form == Form.NARROW) {
      double above = y(row) - form.words + 2;
      svg.text("name", form.left - 6, above, shortened(name, MOST_LETTERS));
      svg.text("numbers end", form.width - 4 - lanes, above, numbers);
    } else {
      int letters = form == Form.WIDE ? MOST_LETTERS : FEWER_LETTERS;
      svg.text("name end", form.left - 14, y(row), 0.35, shortened(name, letters));
    }
    if (form == Form.WIDE) {
      svg.text("numbers", form.right + 14, y(row), 0.35, numbers);
    }
  }

  /** A thin line below each row but the last, that leads the eye. */
  void rule(int row) {
    double y = TOP + (row + 1) * form.rowHeight;
    svg.line("rule", 2, y, form.width - 2, y);
  }

  private static String shortened(String text, int letters) {
    return text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
  }

  /** Draws a form of a picture. */
  interface Drawing {
    Svg in(Form form);
  }

  /** A picture in both forms, of which a page shows one. */
  static Picture both(String name, String title, Drawing drawing) {
    return Picture.of(name, title, drawing.in(Form.WIDE), List.of(drawing.in(Form.NARROW)));
  }

  /** A picture in all forms. */
  static Picture all(String name, String title, Drawing drawing) {
    return Picture.of(
        name,
        title,
        drawing.in(Form.WIDE),
        List.of(drawing.in(Form.NARROW), drawing.in(Form.BESIDE)));
  }
}
