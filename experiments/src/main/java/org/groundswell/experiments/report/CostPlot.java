package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.groundswell.evaluate.Metric.Better;

/** What a cell of each entry costs, on a logarithmic axis, against what it gives. */
final class CostPlot {
  private static final double LETTER = 6.7;
  private static final double LINE = 15;
  private static final double HEIGHT = 330;

  /** Entries worse than so many times the way from the best to the middle one stand at the edge. */
  private static final double REACH = 3;

  private record Point(Place place, double seconds) {}

  /** Where a name may stand beside its mark, the likeliest first. */
  private enum Spot {
    RIGHT(9, 0, 0, ""),
    LEFT(-9, 0, 1, " end"),
    ABOVE(0, -15, 0.5, " middle"),
    BELOW(0, 15, 0.5, " middle"),
    ABOVE_RIGHT(4, -15, 0, ""),
    BELOW_RIGHT(4, 15, 0, ""),
    ABOVE_LEFT(-4, -15, 1, " end"),
    BELOW_LEFT(-4, 15, 1, " end"),
    FAR_ABOVE_LEFT(-4, -32, 1, " end"),
    FAR_BELOW_LEFT(-4, 32, 1, " end"),
    FAR_ABOVE_RIGHT(4, -32, 0, ""),
    FAR_BELOW_RIGHT(4, 32, 0, ""),
    FARTHER_ABOVE_LEFT(-4, -49, 1, " end"),
    FARTHER_BELOW_LEFT(-4, 49, 1, " end"),
    FARTHER_ABOVE_RIGHT(4, -49, 0, ""),
    FARTHER_BELOW_RIGHT(4, 49, 0, "");

    private final double x;
    private final double y;
    private final double share;
    private final String anchor;

    Spot(double x, double y, double share, String anchor) {
      this.x = x;
      this.y = y;
      this.share = share;
      this.anchor = anchor;
    }

    /** From far away a line leads to the mark. */
    boolean far() {
      return Math.abs(y) > 20;
    }
  }

  private record Box(double left, double top, double right, double bottom) {
    boolean meets(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
  }

  private final Leaderboard board;
  private final List<Point> points = new ArrayList<>();
  private final double low;
  private final double high;

  CostPlot(Leaderboard board) {
    this.board = board;
    for (Place place : board.places()) {
      double seconds = secondsOfACell(place.entry());
      if (seconds > 0 && Double.isFinite(place.value())) {
        points.add(new Point(place, seconds));
      }
    }
    int sign = board.run().primary().better() == Better.HIGHER ? -1 : 1;
    double[] badness =
        points.stream().mapToDouble(point -> sign * point.place().value()).sorted().toArray();
    double best = badness.length == 0 ? 0 : badness[0];
    double limit = badness.length == 0 ? 0 : best + REACH * (badness[badness.length / 2] - best);
    double worst = Arrays.stream(badness).filter(value -> value <= limit).max().orElse(best);
    low = Math.min(sign * best, sign * worst);
    high = Math.max(sign * best, sign * worst);
  }

  private static double secondsOfACell(Entry entry) {
    return entry.finished().stream()
        .mapToDouble(cell -> entry.origin().cost(cell).total())
        .average()
        .orElse(0);
  }

  /** The picture, wide and narrow; empty with fewer than two entries whose cost is known. */
  Picture picture() {
    return points.size() < 2
        ? Picture.NONE
        : Picture.of("cost", title(), in(680, "chart roomy"), List.of(in(380, "chart tight")));
  }

  private String title() {
    return "Seconds of a cell against %s of %s entries"
        .formatted(board.run().primary().label(), points.size());
  }

  String caption() {
    return points.size() < 2
        ? ""
        : "Mean seconds of a cell (select, refit, forecast), equal ratios in equal room, against %s. An ensemble costs what its members do. %s%s%s"
            .formatted(
                board.run().primary().label(),
                Kind.legend(points.stream().map(point -> point.place().entry().kind()).toList()),
                points.stream().anyMatch(point -> outside(point.place()))
                    ? " Triangles: beyond the axis."
                    : "",
                points.size() > FoldChart.MANY
                    ? " A mark whose name found no room is named when pointed at, and stands in the table."
                    : "");
  }

  private boolean outside(Place place) {
    return place.value() < low || place.value() > high;
  }

  private Svg in(double width, String kind) {
    double height = HEIGHT;
    double[] seconds = points.stream().mapToDouble(Point::seconds).sorted().toArray();
    Axis x = Axis.logarithmic(seconds[0], seconds[seconds.length - 1], 64, width - 24);
    Axis y = Axis.around(low, high, height - 52, 46);
    Svg svg = new Svg(kind, width, height, title());
    svg.text(
        "axis",
        6,
        14,
        board.run().primary().label() + FoldChart.direction(board) + ", " + board.target());
    for (double tick : y.ticks(5)) {
      svg.line("grid", 58, y.at(tick), width - 8, y.at(tick));
      svg.text("tick end", 54, y.at(tick), 0.35, Axis.label(tick));
    }
    List<Double> ticks = x.ticks(5);
    boolean crowded = ticks.size() * 44 > width - 90;
    for (double tick : ticks) {
      boolean power = Math.abs(Math.log10(tick) - Math.rint(Math.log10(tick))) < 1e-9;
      if (power || !crowded) {
        svg.line("mark", x.at(tick), height - 46, x.at(tick), height - 41);
        svg.text("tick middle", x.at(tick), height - 40, 1, Axis.label(tick));
      }
    }
    svg.text("axis middle", (64 + width - 24) / 2, height - 6, "seconds a cell, log scale");
    List<Box> taken = new ArrayList<>();
    for (Point point : points) {
      double px = x.at(point.seconds());
      double py = at(y, point.place());
      taken.add(new Box(px - 6, py - 6, px + 6, py + 6));
    }
    List<Point> bestFirst =
        points.stream().sorted(Comparator.comparingDouble(point -> point.place().rank())).toList();
    Set<Point> named = new HashSet<>();
    // nobody goes far off where another name could stand near its mark
    for (boolean far : new boolean[] {false, true}) {
      for (Point point : bestFirst) {
        if (!named.contains(point) && label(svg, point, x, y, width, far, taken)) {
          named.add(point);
        }
      }
    }
    for (Point point : points) {
      Kind shape = point.place().entry().kind();
      double px = x.at(point.seconds());
      double py = at(y, point.place());
      svg.shape(
          "marker " + shape.style(),
          outside(point.place())
              ? "M%sh10L%sZ".formatted(Svg.at(px - 5, py), Svg.at(px, py - 7))
              : shape.mark(px, py),
          "%s: %s s a cell, %s"
              .formatted(
                  point.place().name(),
                  Figures.seconds(point.seconds()),
                  Figures.value(point.place().value())));
    }
    return svg;
  }

  private double at(Axis y, Place place) {
    return y.at(Math.max(y.low(), Math.min(y.high(), place.value())));
  }

  /**
   * Puts a name where it covers no mark and no other name; without room it is left out.
   *
   * @return whether there was room
   */
  private static boolean label(
      Svg svg, Point point, Axis x, Axis y, double width, boolean far, List<Box> taken) {
    String name = point.place().entry().shared();
    double px = x.at(point.seconds());
    double py = y.at(Math.max(y.low(), Math.min(y.high(), point.place().value())));
    double length = LETTER * name.length();
    for (Spot spot : Spot.values()) {
      double left = px + spot.x - spot.share * length;
      Box box =
          new Box(left - 1, py + spot.y - LINE / 2, left + length + 1, py + spot.y + LINE / 2);
      if (spot.far() == far
          && box.left > 58
          && box.right < width - 2
          && box.top > 22
          && box.bottom < HEIGHT - 44
          && taken.stream().noneMatch(box::meets)) {
        taken.add(box);
        if (far) {
          double near = Math.signum(spot.y) * LINE / 2;
          svg.line("mark", px, py, px + spot.x, py + spot.y - near);
        }
        svg.text("name" + spot.anchor, px + spot.x, py + spot.y, 0.35, name);
        return true;
      }
    }
    return false;
  }
}
