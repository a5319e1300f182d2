package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts against outcomes, both axes in log(1 + count). Points are counted in square bins, and
 * bins of one shade share one path, so that the picture stays small for any number of rows.
 */
final class Scatter {
  private static final double SIZE = 380;
  private static final double LEFT = 58;
  private static final double RIGHT = SIZE - 12;
  private static final double TOP = 34;
  private static final double BOTTOM = SIZE - 46;
  private static final int BINS = 46;
  private static final int SHADES = 6;

  private Scatter() {}

  /** The largest count among outcomes and forecasts. */
  static double largest(List<CellTables.Outcome> outcomes) {
    return outcomes.stream()
        .mapToDouble(outcome -> Math.max(outcome.actual(), outcome.forecast()))
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  /**
   * One panel.
   *
   * @param largest where both axes end
   */
  static Html draw(String entry, String target, List<CellTables.Outcome> outcomes, double largest) {
    double top = Math.log1p(Math.max(largest, 1)) * 1.02;
    Axis x = new Axis(0, top, LEFT, RIGHT, false);
    Axis y = new Axis(0, top, BOTTOM, TOP, false);
    Svg svg =
        new Svg(
            "chart square",
            SIZE,
            SIZE,
            "Forecast of %s against outcome by %s, %s rows"
                .formatted(target, entry, Figures.count(outcomes.size())));
    svg.text("axis", 8, 18, entry);
    for (double tick : ticks(largest)) {
      double at = Math.log1p(tick);
      svg.line("grid", x.at(at), TOP, x.at(at), BOTTOM);
      svg.line("grid", LEFT, y.at(at), RIGHT, y.at(at));
      svg.text("tick middle", x.at(at), BOTTOM + 6, 1, compact(tick));
      svg.text("tick end", LEFT - 6, y.at(at) + 4, compact(tick));
    }
    bins(svg, outcomes, top);
    svg.line("identity", x.at(0), y.at(0), x.at(top), y.at(top));
    svg.text("tick middle", (LEFT + RIGHT) / 2, SIZE - 8, target + ", outcome");
    svg.text("tick end", RIGHT, 18, "↑ forecast");
    return svg.done();
  }

  private static void bins(Svg svg, List<CellTables.Outcome> outcomes, double top) {
    int[][] counts = new int[BINS][BINS];
    for (CellTables.Outcome outcome : outcomes) {
      if (outcome.actual() >= 0 && outcome.forecast() >= 0) {
        counts[bin(outcome.actual(), top)][bin(outcome.forecast(), top)]++;
      }
    }
    double width = (RIGHT - LEFT) / BINS;
    double height = (BOTTOM - TOP) / BINS;
    for (int shade = 0; shade < SHADES; shade++) {
      StringBuilder path = new StringBuilder();
      for (int i = 0; i < BINS; i++) {
        for (int j = 0; j < BINS; j++) {
          if (counts[i][j] > 0 && shade(counts[i][j]) == shade) {
            path.append('M').append(Svg.at(LEFT + i * width, BOTTOM - (j + 1) * height));
            path.append('h').append(Svg.number(width)).append('v').append(Svg.number(height));
            path.append("h-").append(Svg.number(width)).append('z');
          }
        }
      }
      if (path.length() > 0) {
        svg.shape("bin bin" + shade, path.toString(), rows(shade));
      }
    }
  }

  private static int bin(double count, double top) {
    return Math.min(BINS - 1, (int) (Math.log1p(count) / top * BINS));
  }

  /** Each shade stands for twice as many rows as the one before. */
  private static int shade(int count) {
    return Math.min(SHADES - 1, 31 - Integer.numberOfLeadingZeros(count));
  }

  private static String rows(int shade) {
    int least = 1 << shade;
    String range =
        shade == SHADES - 1
            ? least + " and more"
            : shade == 0 ? "1" : least + " to " + (2 * least - 1);
    return range + (shade == 0 ? " row" : " rows") + " a bin";
  }

  private static List<Double> ticks(double largest) {
    List<Double> ticks = new ArrayList<>(List.of(0.0));
    for (double tick = 1; tick <= largest; tick *= 10) {
      ticks.add(tick);
    }
    // zero and one stand too close to be told apart on a long axis
    if (ticks.size() > 6) {
      ticks.remove(1.0);
    }
    return ticks;
  }

  private static String compact(double tick) {
    if (tick >= 1e6) {
      return Figures.plain(tick / 1e6) + " M";
    }
    return tick >= 1e3 ? Figures.plain(tick / 1e3) + " k" : Figures.plain(tick);
  }
}
