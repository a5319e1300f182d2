package org.groundswell.experiments.report;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;

/** The errors of a few entries by slice: a line of dots a slice, the number of rows at its end. */
final class SliceChart {
  private static final double WIDTH = 480;
  private static final double LEFT = 152;
  private static final double RIGHT = 402;
  private static final double TOP = 26;
  private static final double LINE = 26;
  private static final double ROOM = 10;
  private static final int MOST_LETTERS = 19;

  private SliceChart() {}

  /**
   * Draws a slicing.
   *
   * @param all the errors that the scale is to hold
   */
  static Picture draw(
      Slices.By by,
      DoubleSummaryStatistics all,
      List<Place> shown,
      Map<String, Series> series,
      String metric) {
    String title =
        "%s by slice, %s: %s slices, %s entries"
            .formatted(metric, by.title(), by.slices().size(), shown.size());
    Axis x = Axis.around(all.getMin(), all.getMax(), LEFT + ROOM, RIGHT - ROOM);
    double bottom = TOP + by.slices().size() * LINE;
    Svg svg = new Svg("chart slices", WIDTH, bottom + 24, title);
    for (double tick : x.ticks(4)) {
      svg.line("grid", x.at(tick), TOP, x.at(tick), bottom);
      svg.text("tick middle", x.at(tick), bottom + 6, 1, Axis.label(tick));
    }
    svg.text("tick", LEFT + ROOM, 14, metric);
    svg.text("tick end", WIDTH - 4, 14, "rows");
    for (int k = 0; k < by.slices().size(); k++) {
      String slice = by.slices().get(k);
      double y = TOP + (k + 0.5) * LINE;
      Slice any = by.any(slice);
      svg.text(any.few() ? "tick end" : "end", LEFT, y, 0.35, shortened(slice));
      svg.text("tick end", WIDTH - 4, y, 0.35, Figures.count(any.rows()) + (any.few() ? " †" : ""));
      svg.line("grid", LEFT + ROOM, y, RIGHT - ROOM, y);
      // the best of them last, on top
      for (int p = shown.size() - 1; p >= 0; p--) {
        Place place = shown.get(p);
        by.of(slice, place)
            .filter(of -> Double.isFinite(of.value()))
            .ifPresent(
                of -> {
                  Series own = series.get(place.name());
                  svg.shape(
                      "marker " + own.kind() + (of.few() ? " few" : ""),
                      own.markerAt(x.at(of.value()), y),
                      "%s, %s: %s".formatted(place.name(), slice, Figures.value(of.value())));
                });
      }
    }
    return new Picture(
        "slices-" + by.name(),
        title,
        "",
        "",
        1,
        List.of(Picture.Panel.of(svg)),
        Series.legend(series, shown).kind(""));
  }

  private static String shortened(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
  }
}
