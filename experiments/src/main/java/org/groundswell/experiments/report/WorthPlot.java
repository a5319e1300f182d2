package org.groundswell.experiments.report;

import java.util.Comparator;
import java.util.List;
import org.groundswell.statistics.Interval;

/** What feature groups are worth, one kind of change: a row a group and model, with intervals. */
final class WorthPlot {
  private final String name;
  private final String title;
  private final List<GroupWorth.Line> lines;
  private final List<String> models;
  private final double low;
  private final double high;

  /**
   * A picture.
   *
   * @param lines of one kind of change, at least one
   */
  WorthPlot(GroupWorth worth, List<GroupWorth.Line> lines) {
    Ablation.Change change = lines.get(0).part().change();
    this.name = "ablation-%s-%s".formatted(change.name(), worth.target());
    this.title =
        change == Ablation.Change.WITHOUT
            ? "Left out: rise of %s on %s".formatted(worth.metric(), worth.target())
            : "Alone: fall of %s on %s below %s"
                .formatted(
                    worth.metric(),
                    worth.target(),
                    lines.get(0).part().against().orElse("nothing"));
    this.models = lines.stream().map(line -> line.part().of()).distinct().toList();
    this.lines =
        lines.stream()
            .sorted(
                Comparator.comparing((GroupWorth.Line line) -> models.indexOf(line.part().of()))
                    .thenComparing(line -> -line.worth()))
            .toList();
    low =
        Math.min(
            0,
            lines.stream()
                .mapToDouble(line -> line.interval().map(Interval::low).orElse(line.worth()))
                .min()
                .orElseThrow());
    high =
        Math.max(
            0,
            lines.stream()
                .mapToDouble(line -> line.interval().map(Interval::high).orElse(line.worth()))
                .max()
                .orElseThrow());
  }

  Picture picture() {
    return RowPlot.both(name, about(), this::in);
  }

  private String about() {
    return "%s, for %s groups and models, with intervals".formatted(title, lines.size());
  }

  private Svg in(RowPlot.Form form) {
    RowPlot plot = new RowPlot(form, lines.size(), low, high, 0, about());
    plot.title(title);
    plot.ends("← harms", "helps →");
    plot.svg().line("zero", plot.x().at(0), 34, plot.x().at(0), plot.bottom() + 4);
    for (int k = 0; k < lines.size(); k++) {
      row(plot, k);
    }
    return plot.svg();
  }

  private void row(RowPlot plot, int k) {
    GroupWorth.Line line = lines.get(k);
    String model = line.part().of();
    if (k + 1 < lines.size() && !lines.get(k + 1).part().of().equals(model)) {
      plot.rule(k);
    }
    String kind = "s" + models.indexOf(model) % 8;
    Table.Datum numbers = GroupWorth.worth(line);
    String text =
        numbers.note().isEmpty()
            ? numbers.text()
            : "%s (%s)".formatted(numbers.text(), numbers.note());
    plot.words(k, "%s · %s".formatted(line.part().shortly(), model), text);
    double y = plot.y(k);
    line.interval()
        .ifPresent(
            interval -> {
              double from = plot.x().at(interval.low());
              double to = plot.x().at(interval.high());
              plot.svg().line("interval " + kind, from, y, to, y);
              plot.svg().line("interval " + kind, from, y - 4, from, y + 4);
              plot.svg().line("interval " + kind, to, y - 4, to, y + 4);
            });
    plot.svg()
        .shape(
            (line.significant() ? "marker " : "marker hollow ") + kind,
            new Series(kind, "", models.indexOf(model) % 8).markerAt(plot.x().at(line.worth()), y),
            "%s: %s, %s".formatted(line.part().entry(), text, line.word()));
  }

  String caption() {
    return "Marks tell models apart; full: significant (Holm p < 0.05), hollow: not, or not tested. Intervals hold 95 %, each for itself.";
  }
}
