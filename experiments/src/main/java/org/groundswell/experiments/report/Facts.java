package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What surrounds the result: folds, data, costs, limits and provenance, as tables and sentences.
 */
final class Facts {
  private static final String RUNS =
      "Each of these runs had the same data, folds, targets and primary metric; what else may differ stands in their configurations below.";

  private final Run run;

  Facts(Run run) {
    this.run = run;
  }

  Table folds() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (FoldSpan fold : run.folds()) {
      rows.add(
          Table.row(
              String.valueOf(fold.number()),
              Figures.day(fold.trainFrom()),
              Figures.day(fold.validationStart()),
              Figures.day(fold.cut()),
              Figures.day(fold.testEnd()),
              Figures.count(fold.trainRows()),
              Figures.count(fold.validationRows()),
              Figures.count(fold.refitRows()),
              Figures.count(fold.testRows())));
    }
    return new Table(
        List.of(
            Table.Column.text("fold"),
            Table.Column.number("train", "from"),
            Table.Column.number("validation", "from"),
            Table.Column.number("cut"),
            Table.Column.number("test", "until"),
            Table.Column.number("train", "rows"),
            Table.Column.number("validation", "rows"),
            Table.Column.number("refit", "rows"),
            Table.Column.number("test", "rows")),
        rows);
  }

  /** The rows' way from the file to the frame; its parts add up. */
  Table rows() {
    DataSummary data = run.data();
    List<List<Table.Datum>> rows = new ArrayList<>();
    rows.add(Table.row("rows in the file", Figures.count(data.rowsIn())));
    rows.add(Table.row("− quarantined", Figures.count(data.quarantined())));
    data.quarantineReasons()
        .forEach((reason, count) -> rows.add(Table.row("    " + reason, Figures.count(count))));
    rows.add(Table.row("= read", Figures.count(data.read())));
    rows.add(Table.row("− filtered by the configuration", Figures.count(data.filtered())));
    rows.add(Table.row("= rows of the frame", Figures.count(data.rows())));
    rows.add(Table.row("of them too young to have a label", Figures.count(data.notMatured())));
    return new Table(List.of(Table.Column.text("step"), Table.Column.number("rows")), rows);
  }

  Table targets() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (String name : run.targets()) {
      DataSummary.Target target = run.data().targets().get(name);
      rows.add(
          Table.row(
              name,
              Figures.count(target.missing()),
              Figures.count(target.zeros()),
              Figures.number(target.median()),
              Figures.number(target.mean()),
              Figures.number(target.max())));
    }
    return new Table(
        List.of(
            Table.Column.text("target"),
            Table.Column.number("missing", "rows"),
            Table.Column.number("zero", "rows"),
            Table.Column.number("median"),
            Table.Column.number("mean"),
            Table.Column.number("largest")),
        rows);
  }

  Table features() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    run.data()
        .features()
        .forEach(
            (group, names) ->
                rows.add(Table.row(group, Figures.count(names.size()), String.join(", ", names))));
    return new Table(
        List.of(
            Table.Column.text("feature group"),
            Table.Column.number("columns"),
            Table.Column.text("names")),
        rows);
  }

  List<String> dataNotes() {
    DataSummary data = run.data();
    List<String> notes = new ArrayList<>();
    notes.add(
        "%s: %s rows of %s groups from %s to %s."
            .formatted(
                data.file(),
                Figures.count(data.rows()),
                Figures.count(data.groups()),
                data.first(),
                data.last()));
    if (!data.addsUp()) {
      notes.add("These counts do not add up: rows were lost or counted twice on the way.");
    }
    if (data.snapshot()) {
      notes.add(snapshot());
    }
    return notes;
  }

  private String snapshot() {
    return "Snapshot counts: the file holds each count as it was when it was collected. The run takes it for what was known %s after the %s; growth after that is read as if it had been there."
        .formatted(Figures.duration(run.data().labelDelay()), run.data().words().row());
  }

  /** Seconds by entry; the mean is over its cells. */
  Table costs() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Entry entry : run.entries()) {
      Cost sum = Cost.NONE;
      for (Cell cell : entry.cells()) {
        sum = sum.plus(entry.origin().cost(cell));
      }
      rows.add(
          Table.row(
              entry.name(),
              Figures.count(entry.cells().size()),
              Figures.seconds(sum.selectSeconds()),
              Figures.seconds(sum.refitSeconds()),
              Figures.seconds(sum.forecastSeconds()),
              Figures.seconds(sum.total()),
              Figures.seconds(sum.total() / entry.cells().size())));
    }
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.number("cells"),
            Table.Column.number("select", "s"),
            Table.Column.number("refit", "s"),
            Table.Column.number("forecast", "s"),
            Table.Column.number("all", "s"),
            Table.Column.number("a cell", "s, mean")),
        rows);
  }

  Table cells() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Entry entry : run.entries()) {
      for (Cell cell : entry.cells()) {
        Cost cost = entry.origin().cost(cell);
        rows.add(
            Table.row(
                run.compares()
                    ? "%s (%s)".formatted(cell.name(), entry.origin().letter())
                    : cell.name(),
                cell.failed() ? "failed: " + cell.error() : stopping(cell),
                cell.failed() ? Figures.ABSENT : Figures.number(cell.choice()),
                cell.epochLimit() == 0 ? Figures.ABSENT : Figures.count(cell.epochLimit()),
                Figures.count(cell.clipped()),
                Figures.seconds(cost.selectSeconds()),
                Figures.seconds(cost.refitSeconds()),
                Figures.seconds(cost.forecastSeconds())));
      }
    }
    return new Table(
        List.of(
            Table.Column.text("cell"),
            Table.Column.text("stopping"),
            Table.Column.number("chosen", "epochs, trees or penalty"),
            Table.Column.number("limit"),
            Table.Column.number("clipped", "forecasts"),
            Table.Column.number("select", "s"),
            Table.Column.number("refit", "s"),
            Table.Column.number("forecast", "s")),
        rows);
  }

  static String stopping(Cell cell) {
    return switch (cell.stopping()) {
      case "EARLY_STOPPING" -> "stopped early";
      case "LIMIT" -> "reached its limit";
      case "CLOSED_FORM" -> "closed form";
      case "FIXED" -> "fixed number of epochs";
      default -> cell.stopping();
    };
  }

  List<String> limits(Significance significance) {
    List<String> limits = new ArrayList<>();
    if (run.data().generated()) {
      limits.add(
          "GENERATED DATA: the %s were made by a generator. The result shows that the machinery works and says nothing about people."
              .formatted(run.data().words().rows()));
    }
    limits.add(
        "A label counts as known %s after its %s (label delay). That is an assumption; a longer delay makes the task harder."
            .formatted(Figures.duration(run.data().labelDelay()), run.data().words().row()));
    if (run.data().snapshot()) {
      limits.add(snapshot());
    }
    limits.add(
        (significance.untested().isEmpty()
                ? "Tests and intervals speak of the test period and of data like these; another period, place or kind of author may differ."
                : "Differences are as measured. " + significance.untested())
            + " The spread over folds is not an error of the mean: folds share training rows.");
    limits.add(
        "The verdict is about %s on %s, fixed before the run; other columns are for orientation."
            .formatted(run.primary().label(), run.targets().get(0)));
    return limits;
  }

  /** The runs of a comparison. */
  Table runs() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Origin origin : run.origins()) {
      rows.add(
          Table.row(
              origin.label(),
              origin.program(),
              origin.provenance().path("started").asText(Figures.ABSENT),
              Figures.count(
                  run.entries().stream().filter(entry -> entry.origin().equals(origin)).count())));
    }
    return new Table(
        List.of(
            Table.Column.text("run"),
            Table.Column.text("program"),
            Table.Column.text("started"),
            Table.Column.number("entries", "shown")),
        rows);
  }

  String aboutRuns() {
    return Stream.concat(Stream.of(RUNS), run.notes().stream()).collect(Collectors.joining(" "));
  }

  Table provenance(Origin origin) {
    List<List<Table.Datum>> rows = new ArrayList<>();
    flatten("", origin.provenance(), rows);
    if (!run.data().sha256().isEmpty()) {
      rows.add(Table.row("data: SHA-256", run.data().sha256()));
    }
    return new Table(List.of(Table.Column.text("what"), Table.Column.text("value")), rows);
  }

  private static void flatten(String name, JsonNode node, List<List<Table.Datum>> rows) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String inner = name.isEmpty() ? field.getKey() : name + "." + field.getKey();
        if (!inner.equals("command")) {
          flatten(inner, field.getValue(), rows);
        }
      }
    } else if (node.isArray()) {
      String joined =
          node.valueStream()
              .map(item -> item.isValueNode() ? item.asText() : item.toString())
              .collect(Collectors.joining(", "));
      rows.add(Table.row(name, joined));
    } else {
      rows.add(Table.row(name, node.asText()));
    }
  }
}
