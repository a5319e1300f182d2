package org.groundswell.experiments.report;

import java.util.List;
import java.util.Map;

/** The primary metric by fold: one line an entry over the folds' cuts. */
final class FoldChart {
  private static final double WIDTH = 760;
  private static final double HEIGHT = 360;
  private static final double LEFT = 62;
  private static final double RIGHT = WIDTH - 60;
  private static final double TOP = 34;
  private static final double BOTTOM = HEIGHT - 62;
  private static final double LABEL_WIDTH = 125;

  private static final int MANY = 8;

  private FoldChart() {}

  /** The picture with its legend, empty if no entry has a value. */
  static Html draw(Leaderboard board, Map<String, Series> series) {
    List<FoldSpan> folds = board.run().folds();
    List<Place> drawn = board.places().stream().filter(p -> !p.byFold().isEmpty()).toList();
    double[] values =
        drawn.stream()
            .flatMap(place -> place.byFold().values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return new Html();
    }
    Axis y = Axis.around(values[0], values[values.length - 1], BOTTOM, TOP);
    String metric = board.run().primary().label();
    Svg svg =
        new Svg(
            "chart wide",
            WIDTH,
            HEIGHT,
            "%s on %s by fold, one line for each of %s entries"
                .formatted(metric, board.target(), drawn.size()));
    for (double tick : y.ticks(5)) {
      svg.line("grid", LEFT - 6, y.at(tick), RIGHT + 12, y.at(tick));
      svg.text("tick end", LEFT - 12, y.at(tick) + 4, Axis.label(tick));
    }
    int every = (int) Math.ceil(folds.size() * LABEL_WIDTH / (RIGHT - LEFT + LABEL_WIDTH));
    for (int k = 0; k < folds.size(); k++) {
      double x = x(k, folds.size());
      svg.line("mark", x, BOTTOM + 2, x, BOTTOM + 7);
      if (k % every == 0) {
        svg.text("tick middle", x, BOTTOM + 7, 1.1, "fold " + folds.get(k).number());
        svg.text("tick middle", x, BOTTOM + 7, 2.2, folds.get(k).cutDay());
      }
    }
    svg.text("axis", 8, 18, metric + direction(board) + ", " + board.target());
    // the best comes last and so lies on top
    for (int k = drawn.size() - 1; k >= 0; k--) {
      Place place = drawn.get(k);
      String weight = weight(board, drawn.size(), place);
      curve(svg, board, place, series.get(place.name()), weight, y);
    }
    return new Html().add(svg.done()).add(Series.legend(series, drawn));
  }

  /** With many entries only those the verdict speaks of stand out. */
  private static String weight(Leaderboard board, int drawn, Place place) {
    boolean spokenOf =
        place.rank() == 1
            || place.entry().authorMedian()
            || board.best(true).filter(place::equals).isPresent()
            || board.best(false).filter(place::equals).isPresent();
    return drawn <= MANY || spokenOf ? "" : " faint";
  }

  private static void curve(
      Svg svg, Leaderboard board, Place place, Series series, String weight, Axis y) {
    List<FoldSpan> folds = board.run().folds();
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int k = 0; k < folds.size(); k++) {
      double value = place.byFold().getOrDefault(folds.get(k).number(), Double.NaN);
      if (Double.isFinite(value)) {
        path.append(pen ? 'L' : 'M').append(Svg.at(x(k, folds.size()), y.at(value)));
      }
      pen = Double.isFinite(value);
    }
    svg.stroke("curve " + series.kind() + weight, series.dash(), path.toString());
    for (int k = 0; k < folds.size(); k++) {
      FoldSpan fold = folds.get(k);
      double value = place.byFold().getOrDefault(fold.number(), Double.NaN);
      if (Double.isFinite(value)) {
        svg.shape(
            "marker " + series.kind() + weight,
            series.markerAt(x(k, folds.size()), y.at(value)),
            "%s, fold %s from %s: %s"
                .formatted(place.name(), fold.number(), fold.cutDay(), Figures.value(value)));
      }
    }
  }

  private static double x(int k, int folds) {
    double room = 36;
    return folds == 1
        ? (LEFT + RIGHT) / 2
        : LEFT + room + (RIGHT - LEFT - room) * k / (folds - 1.0);
  }

  private static String direction(Leaderboard board) {
    return switch (board.run().primary().better()) {
      case LOWER -> " (lower is better)";
      case HIGHER -> " (higher is better)";
      case NEITHER -> "";
    };
  }
}
