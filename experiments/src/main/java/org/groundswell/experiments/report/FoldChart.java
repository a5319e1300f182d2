package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The primary metric by fold, one line an entry over the folds' cuts: all in one picture, or, where
 * there are many, a panel for each kind of network and one for the baselines, on one scale.
 */
final class FoldChart {
  /** More entries than this share no picture. */
  static final int MANY = 8;

  private static final Frame WIDE = new Frame(760, 360, 62, 578, 34, 298, 16, 22, 125);
  private static final Frame PANEL = new Frame(440, 250, 44, 296, 34, 214, 13, 18, 60);
  private static final String NAME = "by-fold";

  /**
   * Where things stand in a picture.
   *
   * @param line the room of a label at the side
   * @param letters how many one may have
   * @param foldWidth the room of a fold's label
   */
  private record Frame(
      double width,
      double height,
      double left,
      double right,
      double top,
      double bottom,
      double line,
      int letters,
      double foldWidth) {}

  private final Leaderboard board;
  private final Map<String, Series> series;
  private final Frame frame;
  private final Axis y;
  private final SideLabels labels;
  private final Svg svg;

  private FoldChart(
      Leaderboard board, Map<String, Series> series, Frame frame, String kind, String what) {
    this.board = board;
    this.series = series;
    this.frame = frame;
    FoldRange range = FoldRange.of(board);
    this.y = new Axis(range.low(), range.high(), frame.bottom(), frame.top(), false);
    this.labels = new SideLabels(frame.letters());
    this.svg = new Svg(kind, frame.width(), frame.height(), "%s, %s".formatted(title(board), what));
  }

  /** The picture or the panels, empty if no entry has a value. */
  static Picture draw(Leaderboard board, Map<String, Series> series) {
    List<Place> drawn = drawn(board);
    if (drawn.isEmpty()) {
      return Picture.NONE;
    }
    return many(board) ? panels(board, series, drawn) : single(board, series, drawn);
  }

  /** What a reader needs to know to read it. */
  static String caption(Leaderboard board) {
    if (drawn(board).isEmpty()) {
      return "No entry has a value.";
    }
    return Stream.of(
            "Each test slice by itself, mean over seeds. Networks have solid lines, baselines broken ones.",
            drawn(board).stream()
                    .anyMatch(
                        place ->
                            board.run().foldNumbers().stream()
                                .anyMatch(fold -> FoldRange.seeds(board, place, fold).size() > 1))
                ? "Small points: single seeds."
                : "",
            many(board)
                ? "All panels have one scale; grey, for orientation, are the best entry and author-median."
                : "",
            board.lowerBound().stream()
                    .flatMap(bound -> bound.byFold().values().stream())
                    .anyMatch(FoldRange.of(board)::holds)
                ? "Dotted: the " + LowerBound.NAME + "."
                : "",
            FoldRange.of(board).outside(board).strip())
        .filter(sentence -> !sentence.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  private static boolean many(Leaderboard board) {
    return board.run().entries().size() > MANY;
  }

  private static List<Place> drawn(Leaderboard board) {
    return board.places().stream()
        .filter(place -> place.byFold().values().stream().anyMatch(Double::isFinite))
        .toList();
  }

  private static Picture single(Leaderboard board, Map<String, Series> series, List<Place> drawn) {
    FoldChart chart =
        new FoldChart(
            board,
            series,
            WIDE,
            "chart wide",
            "one line for each of %s entries".formatted(drawn.size()));
    chart.axes(axis(board), true);
    chart.lowerBound();
    chart.curves(drawn, Place::name);
    return new Picture(
        NAME,
        title(board),
        "",
        "",
        1,
        List.of(Picture.Panel.of(chart.done())),
        Series.legend(series, drawn).kind("legend narrow"));
  }

  private static Picture panels(Leaderboard board, Map<String, Series> series, List<Place> drawn) {
    Map<String, List<Place>> groups = new LinkedHashMap<>();
    // places come best first, and so do panels
    drawn.stream()
        .filter(place -> place.entry().gradientTrained())
        .forEach(
            place ->
                groups
                    .computeIfAbsent(place.entry().model(), model -> new ArrayList<>())
                    .add(place));
    for (Kind kind : List.of(Kind.ENSEMBLE, Kind.OUTSIDE, Kind.BASELINE)) {
      List<Place> others = drawn.stream().filter(p -> p.entry().kind() == kind).toList();
      if (!others.isEmpty()) {
        groups.put(
            switch (kind) {
              case ENSEMBLE -> "ensembles";
              case OUTSIDE -> "made by another program";
              default -> "baselines";
            },
            others);
      }
    }
    List<Place> orientation =
        Stream.of(board.ranked().stream().findFirst(), board.authorMedian())
            .flatMap(Optional::stream)
            .filter(drawn::contains)
            .distinct()
            .toList();
    List<Picture.Panel> panels = new ArrayList<>();
    parted(groups)
        .forEach(
            (name, places) -> {
              FoldChart chart =
                  new FoldChart(
                      board,
                      series,
                      PANEL,
                      "chart panel",
                      "%s: one line for each of %s entries".formatted(name, places.size()));
              chart.axes(name, false);
              chart.lowerBound();
              orientation.stream().filter(place -> !places.contains(place)).forEach(chart::context);
              chart.curves(places, place -> place.entry().brief());
              panels.add(Picture.Panel.of(chart.done()));
            });
    return new Picture(
        NAME, title(board), axis(board), "fold-panels", 2, panels, Picture.Legend.NONE);
  }

  /** More than {@link #MANY} of a group are too many for one panel. */
  private static Map<String, List<Place>> parted(Map<String, List<Place>> groups) {
    Map<String, List<Place>> parted = new LinkedHashMap<>();
    groups.forEach(
        (name, places) -> {
          int parts = (places.size() + MANY - 1) / MANY;
          for (int part = 0; part < parts; part++) {
            parted.put(
                parts == 1 ? name : "%s, %d of %d".formatted(name, part + 1, parts),
                places.subList(part * MANY, Math.min(places.size(), (part + 1) * MANY)));
          }
        });
    return parted;
  }

  private static String title(Leaderboard board) {
    return "%s on %s by fold".formatted(board.run().primary().label(), board.target());
  }

  private static String axis(Leaderboard board) {
    return board.run().primary().label() + direction(board) + ", " + board.target();
  }

  private void axes(String title, boolean days) {
    for (double tick : y.ticks(5)) {
      svg.line("grid", frame.left() - 6, y.at(tick), frame.right() + 4, y.at(tick));
      svg.text("tick end", frame.left() - 10, y.at(tick), 0.35, Axis.label(tick));
    }
    List<FoldSpan> folds = board.run().folds();
    double room = frame.right() - frame.left() + frame.foldWidth();
    int every = (int) Math.ceil(folds.size() * frame.foldWidth() / room);
    for (int k = 0; k < folds.size(); k++) {
      svg.line("mark", x(k), frame.bottom() + 2, x(k), frame.bottom() + 7);
      if (k % every == 0) {
        svg.text("tick middle", x(k), frame.bottom() + 7, 1.1, "fold " + folds.get(k).number());
        if (days) {
          svg.text("tick middle", x(k), frame.bottom() + 7, 2.2, folds.get(k).cutDay());
        }
      }
    }
    svg.text("axis", 8, 16, title);
  }

  /** The best comes last and so lies on top. */
  private void curves(List<Place> places, Function<Place, String> label) {
    for (int k = places.size() - 1; k >= 0; k--) {
      Place place = places.get(k);
      Series of = series.get(place.name());
      curve(place, "curve " + of.kind(), of.dash());
      seeds(place, of);
      markers(place, of);
      label(place, label.apply(place), Optional.of(of));
    }
  }

  private void context(Place place) {
    curve(place, "context", series.get(place.name()).dash());
    label(place, place.name(), Optional.empty());
  }

  private void lowerBound() {
    board
        .lowerBound()
        .filter(bound -> bound.byFold().values().stream().anyMatch(Double::isFinite))
        .ifPresent(
            bound -> {
              curve(bound, "bound", "2 4");
              for (int k = 0; k < board.run().folds().size(); k++) {
                double value = value(bound, k);
                if (Double.isFinite(value)) {
                  svg.shape(
                      "bound-mark",
                      beyond(value)
                          ? triangle(k, value)
                          : "M%sh14v2h-14Z".formatted(Svg.at(x(k) - 7, y.at(value) - 1)),
                      title(bound, k, value));
                }
              }
              label(bound, "lower bound", Optional.empty());
            });
  }

  private void label(Place place, String text, Optional<Series> of) {
    for (int k = board.run().folds().size() - 1; k >= 0; k--) {
      double value = value(place, k);
      if (Double.isFinite(value)) {
        labels.add(of, text, beyond(value) ? " " + Figures.value(value) : "", edge(value));
        return;
      }
    }
  }

  private void curve(Place place, String kind, String dash) {
    StringBuilder path = new StringBuilder();
    double end = Double.NaN;
    for (int k = 0; k + 1 < board.run().folds().size(); k++) {
      double a = value(place, k);
      double b = value(place, k + 1);
      double rise = b - a;
      // the part of the way from a to b that lies within the axis
      double atLow = rise == 0 ? side(a, y.low()) : (y.low() - a) / rise;
      double atHigh = rise == 0 ? side(a, y.high()) : (y.high() - a) / rise;
      double from = Math.max(0, Math.min(atLow, atHigh));
      double to = Math.min(1, Math.max(atLow, atHigh));
      if (Double.isFinite(rise) && from < to) {
        if (end != k) {
          path.append('M').append(point(k, from, a, rise));
        }
        path.append('L').append(point(k, to, a, rise));
        end = k + to;
      }
    }
    if (path.length() > 0) {
      svg.stroke(kind, dash, path.toString());
    }
  }

  /** Where a level line meets another: never, far before or far behind. */
  private static double side(double level, double edge) {
    return level < edge ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
  }

  private String point(int k, double share, double a, double rise) {
    return Svg.at(x(k) + share * (x(k + 1) - x(k)), y.at(a + share * rise));
  }

  private void markers(Place place, Series of) {
    for (int k = 0; k < board.run().folds().size(); k++) {
      double value = value(place, k);
      if (Double.isFinite(value)) {
        svg.shape(
            "marker " + of.kind(),
            beyond(value) ? triangle(k, value) : of.markerAt(x(k), y.at(value)),
            title(place, k, value));
      }
    }
  }

  /** Each seed by itself, where a fold has several. */
  private void seeds(Place place, Series of) {
    for (int k = 0; k < board.run().folds().size(); k++) {
      List<Cell> cells = FoldRange.seeds(board, place, board.run().folds().get(k).number());
      for (int seed = 0; seed < cells.size() && cells.size() > 1; seed++) {
        double value = cells.get(seed).metric(board.target(), board.run().primary().key());
        if (value >= y.low() && value <= y.high()) {
          double beside = 7 * (seed - (cells.size() - 1) / 2.0);
          svg.shape(
              "seed " + of.kind(),
              Series.circle(x(k) + beside, y.at(value), 2.8),
              title(place, k, value) + ", seed " + cells.get(seed).seed());
        }
      }
    }
  }

  private String title(Place place, int k, double value) {
    FoldSpan fold = board.run().folds().get(k);
    return "%s, fold %s from %s: %s"
            .formatted(place.name(), fold.number(), fold.cutDay(), Figures.value(value))
        + (beyond(value) ? ", beyond the axis" : "");
  }

  private boolean beyond(double value) {
    return value > y.high() || value < y.low();
  }

  /** The mark at the axis' edge of a value beyond it. */
  private String triangle(int k, double value) {
    double at = edge(value);
    double tip = value > y.high() ? -7 : 7;
    return "M%sh10L%sZ".formatted(Svg.at(x(k) - 5, at), Svg.at(x(k), at + tip));
  }

  /** A value's height, that of the edge for one beyond it. */
  private double edge(double value) {
    return y.at(Math.min(y.high(), Math.max(y.low(), value)));
  }

  private double value(Place place, int k) {
    return place.byFold().getOrDefault(board.run().folds().get(k).number(), Double.NaN);
  }

  private double x(int k) {
    int folds = board.run().folds().size();
    double room = 14;
    double from = frame.left() + room;
    double to = frame.right() - 4;
    return folds == 1 ? (from + to) / 2 : from + (to - from) * k / (folds - 1.0);
  }

  private Svg done() {
    int folds = board.run().folds().size();
    labels.draw(svg, x(folds - 1), frame.bottom(), frame.line());
    return svg;
  }

  /** Which way is better, to stand behind a metric. */
  static String direction(Leaderboard board) {
    return switch (board.run().primary().better()) {
      case LOWER -> " (lower is better)";
      case HIGHER -> " (higher is better)";
      case NEITHER -> "";
    };
  }
}
