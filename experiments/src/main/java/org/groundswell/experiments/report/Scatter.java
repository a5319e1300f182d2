package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forecasts against outcomes, both axes in log(1 + count). Points are counted in square bins, and
 * bins of one shade share one path; shades part the counts by equal ratios, so that the picture
 * stays small for any number of rows.
 */
final class Scatter {
  private static final int BINS = 46;
  private static final double BIN = 7;
  private static final double SIZE = 402;
  private static final double LEFT = 56;
  private static final double RIGHT = LEFT + BINS * BIN;
  private static final double TOP = 34;
  private static final double BOTTOM = TOP + BINS * BIN;
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

  /** The power of ten below the smallest count among outcomes and forecasts; 0 below ten. */
  static double smallest(List<CellTables.Outcome> outcomes) {
    double smallest =
        outcomes.stream()
            .mapToDouble(outcome -> Math.min(outcome.actual(), outcome.forecast()))
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    return smallest < 10 ? 0 : Math.pow(10, Math.floor(Math.log10(smallest)));
  }

  /**
   * One panel.
   *
   * @param smallest where both axes begin
   * @param largest where both axes end
   */
  static Svg draw(
      String entry,
      String target,
      List<CellTables.Outcome> outcomes,
      double smallest,
      double largest) {
    double low = Math.log1p(smallest);
    double top = low + (Math.log1p(Math.max(largest, 1)) - low) * 1.02;
    Axis x = new Axis(low, top, LEFT, RIGHT, false);
    Axis y = new Axis(low, top, BOTTOM, TOP, false);
    Svg svg =
        new Svg(
            "chart square",
            SIZE,
            SIZE,
            "Forecast of %s against outcome by %s, %s rows"
                .formatted(target, entry, Figures.count(outcomes.size())));
    svg.text("axis", 8, 18, entry);
    for (double tick : ticks(smallest, largest)) {
      double at = Math.log1p(tick);
      svg.line("grid", x.at(at), TOP, x.at(at), BOTTOM);
      svg.line("grid", LEFT, y.at(at), RIGHT, y.at(at));
      svg.text("tick middle", x.at(at), BOTTOM + 6, 1, compact(tick));
      svg.text("tick end", LEFT - 6, y.at(at) + 4, compact(tick));
    }
    bins(svg, outcomes, low, top);
    svg.line("identity", x.at(low), y.at(low), x.at(top), y.at(top));
    svg.text("tick middle", (LEFT + RIGHT) / 2, SIZE - 8, target + ", outcome");
    svg.text("tick end", RIGHT, 18, "↑ forecast");
    return svg;
  }

  private static void bins(Svg svg, List<CellTables.Outcome> outcomes, double low, double top) {
    int[][] counts = new int[BINS][BINS];
    for (CellTables.Outcome outcome : outcomes) {
      if (outcome.actual() >= 0 && outcome.forecast() >= 0) {
        counts[bin(outcome.actual(), low, top)][bin(outcome.forecast(), low, top)]++;
      }
    }
    int most = Arrays.stream(counts).flatMapToInt(Arrays::stream).max().orElse(0);
    int from = 1;
    for (int shade = 1; shade <= SHADES; shade++) {
      int to = shade == SHADES ? most : (int) Math.pow(most, (double) shade / SHADES);
      if (to >= from) {
        String range = from == to ? String.valueOf(from) : from + " to " + to;
        svg.shape("bin bin" + shade, path(counts, from, to), range + " rows a bin");
        from = to + 1;
      }
    }
  }

  /** The bins with so many rows. */
  private static String path(int[][] counts, int from, int to) {
    String square = "h%1$sv%1$sh-%1$sz".formatted(Svg.number(BIN));
    StringBuilder path = new StringBuilder("M0 0");
    for (int i = 0; i < BINS; i++) {
      for (int j = 0; j < BINS; j++) {
        if (counts[i][j] >= from && counts[i][j] <= to) {
          path.append('M').append(Svg.at(LEFT + i * BIN, BOTTOM - (j + 1) * BIN)).append(square);
        }
      }
    }
    return path.toString();
  }

  private static int bin(double count, double low, double top) {
    return Math.min(BINS - 1, (int) ((Math.log1p(count) - low) / (top - low) * BINS));
  }

  private static List<Double> ticks(double smallest, double largest) {
    List<Double> ticks = new ArrayList<>(List.of(smallest));
    for (double tick = Math.max(1, 10 * smallest); tick <= largest; tick *= 10) {
      ticks.add(tick);
    }
    // zero and one stand too close to be told apart on a long axis
    if (smallest == 0 && ticks.size() > 6) {
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
