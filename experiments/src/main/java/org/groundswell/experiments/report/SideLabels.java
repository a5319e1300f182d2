package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Names at the right end of curves, moved apart where curves end close together. */
final class SideLabels {
  private record Label(Optional<Series> series, String text, double at) {}

  private static final double INSET = 18;
  private final List<Label> labels = new ArrayList<>();
  private final int letters;

  /** No labels yet, of so many letters at most. */
  SideLabels(int letters) {
    this.letters = letters;
  }

  /**
   * Adds the name of a curve.
   *
   * @param series how it is drawn, empty for one that is there for orientation
   * @param end what follows the name and is never cut off
   * @param at where the curve ends
   */
  void add(Optional<Series> series, String name, String end, double at) {
    labels.add(new Label(series, shortened(name, letters - end.length()) + end, at));
  }

  /** Without its middle: names often differ in their ends. */
  private static String shortened(String name, int letters) {
    int head = letters / 3;
    return name.length() <= letters
        ? name
        : name.substring(0, head) + "…" + name.substring(name.length() - (letters - head - 1));
  }

  /**
   * Draws them.
   *
   * @param x where curves end
   * @param lowest how far down a label may stand
   * @param line the room that one takes
   */
  void draw(Svg svg, double x, double lowest, double line) {
    labels.sort(Comparator.comparingDouble(Label::at));
    double[] y = labels.stream().mapToDouble(Label::at).toArray();
    for (int k = 1; k < y.length; k++) {
      y[k] = Math.max(y[k], y[k - 1] + line);
    }
    for (int k = y.length - 1; k >= 0; k--) {
      y[k] = Math.min(y[k], k == y.length - 1 ? lowest : y[k + 1] - line);
    }
    for (int k = 0; k < y.length; k++) {
      Label label = labels.get(k);
      double at = y[k];
      String kind = label.series().map(Series::kind).orElse("soft");
      svg.line("side leader " + kind, x + 6, label.at(), x + INSET, at);
      label
          .series()
          .ifPresent(
              series -> svg.shape("side marker " + kind, series.markerAt(x + INSET + 3, at), ""));
      svg.text(
          "side " + kind,
          x + INSET + (label.series().isPresent() ? 12 : 3),
          at,
          0.35,
          label.text());
    }
  }
}
