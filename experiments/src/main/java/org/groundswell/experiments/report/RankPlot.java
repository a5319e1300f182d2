package org.groundswell.experiments.report;

/**
 * Mean ranks over series, best first, with bars that join what the critical difference does not
 * part: a critical-difference diagram (Demšar 2006) laid out in rows, so that names have room.
 */
final class RankPlot {
  private static final double LANE = 9;

  private RankPlot() {}

  static Picture draw(SeriesRanking ranking) {
    return RowPlot.both("ranks", title(ranking), form -> in(form, ranking));
  }

  /** The same with a form that stands beside a table. */
  static Picture besideTable(SeriesRanking ranking) {
    return RowPlot.all("ranks", title(ranking), form -> in(form, ranking));
  }

  /** What bars and marks mean. */
  static String caption(SeriesRanking ranking) {
    String marks =
        Kind.legend(ranking.rows().stream().map(row -> row.place().entry().kind()).toList());
    return ("Left is better. "
            + (ranking.differ() ? "A bar joins entries that can't be told apart. " : "")
            + marks)
        .strip();
  }

  static String title(SeriesRanking ranking) {
    return "Mean ranks of %s entries over %s %s"
        .formatted(ranking.rows().size(), ranking.series(), ranking.what());
  }

  private static Svg in(RowPlot.Form form, SeriesRanking ranking) {
    int rows = ranking.rows().size();
    int bars = ranking.differ() ? ranking.groups().size() : 0;
    RowPlot plot = new RowPlot(form, rows, 1, rows, bars * LANE, title(ranking));
    plot.title("Mean rank over %s %s (1 is best)".formatted(ranking.series(), ranking.what()));
    Svg svg = plot.svg();
    double scale = plot.x().at(1 + ranking.criticalDifference());
    if (ranking.differ() && scale <= plot.x().to()) {
      double from = plot.x().at(1);
      svg.line("bar-of-ranks", from, 32, scale, 32);
      svg.text(
          "tick", from, 27, "critical difference " + Figures.value(ranking.criticalDifference()));
    }
    for (int k = 0; k < rows; k++) {
      SeriesRanking.Row row = ranking.rows().get(k);
      if (k + 1 < rows) {
        plot.rule(k);
      }
      Kind kind = row.place().entry().kind();
      plot.words(k, row.place().name(), Figures.value(row.rank()));
      svg.shape(
          "marker " + kind.style(),
          kind.mark(plot.x().at(row.rank()), plot.y(k)),
          "%s: mean rank %s".formatted(row.place().name(), Figures.value(row.rank())));
    }
    for (int bar = 0; bar < bars; bar++) {
      int[] group = ranking.groups().get(bar);
      double x = plot.x().to() + LANE * (bar + 1) - 2;
      svg.line("bar-of-ranks", x, plot.y(group[0]) - 6, x, plot.y(group[1]) + 6);
    }
    return svg;
  }
}
