package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.groundswell.statistics.Interval;

/**
 * How far each entry is from one of them, with intervals, best first. Full marks differ
 * significantly; shapes tell networks, baselines and ensembles apart.
 */
final class ForestPlot {
  /** The name of the picture of every entry, where there is a shorter one too. */
  static final String ALL = "forest-all";

  /** Entries farther off than so many times the middle one's distance stand at the edge. */
  private static final double REACH = 3;

  /** Leaving intervals out must save this share of the axis. */
  private static final double WORTH = 0.35;

  private record Row(Place place, Optional<Contrast> contrast) {
    double mean() {
      return contrast.map(Contrast::mean).orElse(0.0);
    }

    double low() {
      return contrast.flatMap(Contrast::difference).map(Interval::low).orElse(mean());
    }

    double high() {
      return contrast.flatMap(Contrast::difference).map(Interval::high).orElse(mean());
    }
  }

  private final Place reference;
  private final String metric;
  private final List<Row> rows;
  private final double low;
  private final double high;

  private ForestPlot(Place reference, String metric, List<Row> rows, double low, double high) {
    this.reference = reference;
    this.metric = metric;
    this.rows = rows;
    this.low = low;
    this.high = high;
  }

  /** The picture; empty if nothing can be compared with the reference. */
  static Optional<ForestPlot> of(Leaderboard board, Significance significance) {
    if (significance.reference().isEmpty()) {
      return Optional.empty();
    }
    Place reference = significance.reference().get();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(reference, Optional.empty()));
    for (Place place : board.places()) {
      significance
          .between(place, reference)
          .ifPresent(contrast -> rows.add(new Row(place, Optional.of(contrast))));
    }
    rows.sort(Comparator.comparingDouble(Row::mean));
    double low = Math.min(0, rows.stream().mapToDouble(Row::low).min().orElse(0));
    double high = Math.max(0, shown(rows, low));
    return rows.size() < 2
        ? Optional.empty()
        : Optional.of(new ForestPlot(reference, board.run().primary().label(), rows, low, high));
  }

  /** The same of some entries by their names, and the reference. */
  ForestPlot only(Collection<String> names) {
    List<Row> kept =
        rows.stream()
            .filter(row -> row.contrast().isEmpty() || names.contains(row.place().name()))
            .toList();
    // what is near among all is not far off among a few
    double farthest = kept.stream().mapToDouble(Row::high).max().orElse(high);
    return new ForestPlot(reference, metric, kept, low, Math.max(0, Math.min(high, farthest)));
  }

  /** Where the axis ends so that a far-off entry does not flatten all others. */
  private static double shown(List<Row> rows, double low) {
    double[] distances = rows.stream().mapToDouble(row -> Math.abs(row.mean())).sorted().toArray();
    double limit = REACH * distances[distances.length / 2];
    double all = rows.stream().mapToDouble(Row::high).max().orElseThrow();
    double near =
        rows.stream().filter(row -> row.mean() <= limit).mapToDouble(Row::high).max().orElse(all);
    return near - low < (1 - WORTH) * (all - low) ? near : all;
  }

  /** The picture for a place beside a table. */
  Picture besideTable() {
    return RowPlot.all("forest", title(), this::in);
  }

  /** The picture for a place of its own. */
  Picture picture() {
    return RowPlot.both(ALL, title(), this::in);
  }

  private String title() {
    return "Differences in %s of %s entries to %s, with intervals"
        .formatted(metric, rows.size() - 1, reference.name());
  }

  private Svg in(RowPlot.Form form) {
    RowPlot plot = new RowPlot(form, rows.size(), low, high, 0, title());
    plot.title("Difference in %s to %s".formatted(metric, reference.name()));
    plot.ends("← better", "worse →");
    for (int k = 0; k < rows.size(); k++) {
      if (k + 1 < rows.size()) {
        plot.rule(k);
      }
    }
    plot.svg().line("zero", plot.x().at(0), 34, plot.x().at(0), plot.bottom() + 4);
    for (int k = 0; k < rows.size(); k++) {
      row(plot, k, rows.get(k));
    }
    return plot.svg();
  }

  private void row(RowPlot plot, int k, Row row) {
    Kind shape = row.place().entry().kind();
    String kind = shape.style();
    double y = plot.y(k);
    Axis x = plot.x();
    plot.words(k, row.place().name(), numbers(row));
    if (row.contrast().isPresent() && row.low() < row.high() && row.low() < x.high()) {
      double right = Math.min(row.high(), x.high());
      plot.svg().line("interval " + kind, x.at(row.low()), y, x.at(right), y);
      for (double end : DoubleStream.of(row.low(), row.high()).toArray()) {
        if (end <= x.high()) {
          plot.svg().line("interval " + kind, x.at(end), y - 4, x.at(end), y + 4);
        }
      }
    }
    if (row.mean() > x.high()) {
      double at = x.to();
      plot.svg()
          .shape(
              "marker " + kind,
              "M%sL%sL%sZ".formatted(Svg.at(at - 8, y - 5), Svg.at(at, y), Svg.at(at - 8, y + 5)),
              title(row) + ", beyond the axis");
      return;
    }
    boolean full = row.contrast().isEmpty() || row.contrast().get().significant();
    plot.svg()
        .shape(
            (full ? "marker " : "marker hollow ") + kind,
            shape.mark(x.at(row.mean()), y),
            title(row));
  }

  private static String numbers(Row row) {
    if (row.contrast().isEmpty()) {
      return "reference";
    }
    Table.Datum datum = SignificanceTables.difference(row.contrast());
    return datum.note().isEmpty() ? datum.text() : "%s (%s)".formatted(datum.text(), datum.note());
  }

  private String title(Row row) {
    return row.contrast()
        .map(
            contrast ->
                "%s against %s: %s; %s"
                    .formatted(
                        row.place().name(), reference.name(), numbers(row), contrast.words()))
        .orElse(row.place().name());
  }

  /** What a reader needs to know to read it. */
  String caption() {
    boolean far = rows.stream().anyMatch(row -> row.mean() > high);
    return Stream.of(
            "Mean difference in %s on the same rows and its 95 %% interval; left of the line is better than %s."
                .formatted(metric, Verdict.called(reference)),
            Kind.legend(rows.stream().map(row -> row.place().entry().kind()).toList()),
            "Full: significant (Holm p < 0.05); hollow: not, or not tested. Each interval is for its pair alone.",
            far ? "Triangles: beyond the axis." : "")
        .filter(sentence -> !sentence.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }
}
