package org.groundswell.experiments.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric;
import org.groundswell.statistics.Interval;

/**
 * The leaderboard and the folds for other programs: every metric with all its digits, empty where
 * it is absent. Text that a spreadsheet would run as a formula gets an apostrophe in front.
 */
final class CsvTables {
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private final Run run;

  CsvTables(Run run) {
    this.run = run;
  }

  String leaderboard(List<Leaderboard> boards) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        with(
            keys(),
            "target",
            "rank",
            "entry",
            "model",
            "loss",
            "gradient_trained",
            "reservation",
            "primary_metric",
            "fold_mean",
            "fold_sd",
            "folds_won",
            "skill",
            "scaling",
            "run",
            "rank_log1p_rmse"));
    for (Leaderboard board : boards) {
      List<Place> bySquaredError = board.bySquaredError();
      for (Place place : board.shown()) {
        lines.add(
            with(
                Stream.of(Metric.values()).map(metric -> number(place.metric(metric))),
                text(board.target()),
                place.eligible() ? String.valueOf(place.rank()) : "",
                text(place.name()),
                text(place.entry().model()),
                text(place.entry().loss()),
                String.valueOf(place.entry().gradientTrained()),
                text(place.reservation()),
                run.primary().key(),
                number(place.foldMean()),
                number(place.foldDeviation()),
                place.eligible() ? String.valueOf(board.foldsWon(place)) : "",
                number(place.skill()),
                text(place.entry().scaling()),
                text(place.entry().origin().label()),
                bySquaredError.contains(place)
                    ? String.valueOf(bySquaredError.indexOf(place) + 1)
                    : ""));
      }
    }
    return written(lines);
  }

  String byFold() throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        with(
            keys(),
            "target",
            "entry",
            "model",
            "loss",
            "fold",
            "cut",
            "seeds",
            "test_rows",
            "scaling",
            "run"));
    for (String target : run.targets()) {
      for (Entry entry : run.entries()) {
        for (FoldSpan fold : run.folds()) {
          List<Cell> cells =
              entry.finished().stream().filter(cell -> cell.fold() == fold.number()).toList();
          long rows = cells.isEmpty() ? 0 : cells.get(0).testRows().getOrDefault(target, 0L);
          lines.add(
              with(
                  Stream.of(Metric.values())
                      .map(metric -> number(Place.foldMean(entry, fold.number(), target, metric))),
                  text(target),
                  text(entry.name()),
                  text(entry.model()),
                  text(entry.loss()),
                  String.valueOf(fold.number()),
                  fold.cut().toString(),
                  String.valueOf(cells.size()),
                  String.valueOf(rows),
                  text(entry.scaling()),
                  text(entry.origin().label())));
        }
      }
      run.lowerBound().ifPresent(bound -> lowerBound(bound, target, lines));
    }
    return written(lines);
  }

  /** Every slice of every entry and target. */
  String slices() throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "target",
            "entry",
            "slicing",
            "slice",
            "rows",
            "few",
            "metric",
            "value",
            "skill",
            "coverage"));
    for (Slice slice : run.slices().slices()) {
      lines.add(
          List.of(
              text(slice.target()),
              text(slice.entry()),
              text(slice.slicing()),
              text(slice.slice()),
              String.valueOf(slice.rows()),
              String.valueOf(slice.few()),
              text(slice.metric()),
              number(slice.value()),
              number(slice.skill()),
              number(slice.coverage())));
    }
    return written(lines);
  }

  private void lowerBound(LowerBound bound, String target, List<List<String>> lines) {
    for (FoldSpan fold : run.folds()) {
      lines.add(
          with(
              Stream.of(Metric.values())
                  .map(metric -> number(bound.inFold(fold.number(), target, metric.key()))),
              text(target),
              LowerBound.NAME,
              "lower-bound",
              "",
              String.valueOf(fold.number()),
              fold.cut().toString(),
              "",
              "",
              "",
              ""));
    }
  }

  /**
   * Each metric of each entry and target with its interval; the skill, which is that of the primary
   * metric, in the primary metric's line.
   *
   * @param significance of the first target
   */
  String intervals(List<Leaderboard> boards, Significance significance) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "target",
            "entry",
            "metric",
            "value",
            "low",
            "high",
            "skill",
            "skill_low",
            "skill_high",
            "untested"));
    for (Leaderboard board : boards) {
      boolean first = board.equals(boards.get(0));
      for (Place place : first ? significance.places(board) : board.places()) {
        for (Metric metric : Metric.values()) {
          if (metric == run.primary() || !Double.isNaN(place.metric(metric))) {
            boolean primary = metric == run.primary();
            List<String> line = new ArrayList<>();
            line.add(text(board.target()));
            line.add(text(place.name()));
            line.add(metric.key());
            line.add(number(place.metric(metric)));
            range(first && primary ? significance.value(place) : place.interval(metric), line);
            line.add(number(primary ? place.skill() : Double.NaN));
            range(
                !primary
                    ? Optional.empty()
                    : first ? significance.skill(place) : place.skillInterval(),
                line);
            line.add(
                first ? text(significance.losses().missing().getOrDefault(place.name(), "")) : "");
            lines.add(line);
          }
        }
      }
    }
    return written(lines);
  }

  /** The pairs that were compared, in the first target. */
  String pairs(Leaderboard board, Significance significance) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "target",
            "entry",
            "against",
            "metric",
            "difference",
            "low",
            "high",
            "win_rate",
            "win_rate_low",
            "win_rate_high",
            "p",
            "p_holm",
            "family",
            "verdict",
            "untested"));
    for (Contrast contrast : significance.contrasts()) {
      List<String> line = new ArrayList<>();
      line.add(text(board.target()));
      line.add(text(contrast.one()));
      line.add(text(contrast.other()));
      line.add(run.primary().key());
      line.add(number(contrast.mean()));
      ends(contrast.difference(), line);
      line.add(number(contrast.winRate().map(Interval::estimate).orElse(Double.NaN)));
      ends(contrast.winRate(), line);
      line.add(number(contrast.tested() ? contrast.p() : Double.NaN));
      line.add(number(contrast.tested() ? contrast.holm() : Double.NaN));
      line.add(contrast.family());
      line.add(contrast.word());
      line.add(text(contrast.untested()));
      lines.add(line);
    }
    return written(lines);
  }

  /** What feature groups are worth, for every target. */
  String ablation(List<GroupWorth> worths) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "target",
            "groups",
            "change",
            "model",
            "entry",
            "against",
            "metric",
            "value",
            "against_value",
            "worth",
            "low",
            "high",
            "p",
            "p_holm",
            "family",
            "verdict",
            "untested"));
    for (GroupWorth worth : worths) {
      for (GroupWorth.Line of : worth.lines()) {
        Optional<Contrast> tested = of.contrast().filter(Contrast::tested);
        List<String> line = new ArrayList<>();
        line.add(text(worth.target()));
        line.add(String.join(" ", of.part().groups()));
        line.add(of.part().change().name().toLowerCase(Locale.ROOT));
        line.add(text(of.part().of()));
        line.add(text(of.part().entry()));
        line.add(text(of.part().against().orElse("")));
        line.add(run.primary().key());
        line.add(number(of.value()));
        line.add(number(of.against()));
        line.add(number(of.worth()));
        ends(of.interval(), line);
        line.add(number(tested.map(Contrast::p).orElse(Double.NaN)));
        line.add(number(tested.map(Contrast::holm).orElse(Double.NaN)));
        line.add(of.contrast().map(Contrast::family).orElse(""));
        line.add(of.word());
        line.add(text(of.contrast().map(Contrast::untested).orElse(worth.untested())));
        lines.add(line);
      }
    }
    return written(lines);
  }

  private static void ends(Optional<Interval> interval, List<String> line) {
    range(interval.map(Pooled.Range::of), line);
  }

  private static void range(Optional<Pooled.Range> range, List<String> line) {
    line.add(number(range.map(Pooled.Range::low).orElse(Double.NaN)));
    line.add(number(range.map(Pooled.Range::high).orElse(Double.NaN)));
  }

  static String text(String value) {
    return !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  private static Stream<String> keys() {
    return Stream.of(Metric.values()).map(Metric::key);
  }

  private static List<String> with(Stream<String> metrics, String... first) {
    return Stream.concat(Stream.of(first), metrics).toList();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.valueOf(value);
  }

  static String written(List<List<String>> lines) throws IOException {
    StringWriter out = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      lines.forEach(csv::writeRecord);
    }
    return out.toString();
  }
}
