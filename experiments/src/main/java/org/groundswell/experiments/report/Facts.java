package org.groundswell.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.groundswell.text.label.HeadEvaluation;

/**
 * What surrounds the result: folds, data, costs, limits and provenance, as tables and sentences.
 */
final class Facts {
  static final String HEADS = "Heads on labelled texts, by cross-validation, with 95 % intervals";
  static final String ABOUT_HEADS =
      "It speaks of texts like the labelled ones; posts may differ from them.";
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
          List.of(
              Table.Datum.of(String.valueOf(fold.number())),
              Table.Datum.of(Figures.day(fold.trainFrom())),
              Table.Datum.of(Figures.day(fold.validationStart())),
              Table.Datum.of(Figures.day(fold.cut())),
              Table.Datum.of(Figures.day(fold.testEnd())),
              Table.Datum.count(fold.trainRows()),
              Table.Datum.count(fold.validationRows()),
              Table.Datum.count(fold.refitRows()),
              Table.Datum.count(fold.testRows())));
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
    rows.add(step("rows in the file", data.rowsIn()));
    rows.add(step("− quarantined", data.quarantined()));
    data.quarantineReasons().forEach((reason, count) -> rows.add(step("    " + reason, count)));
    rows.add(step("= read", data.read()));
    rows.add(step("− filtered by the configuration", data.filtered()));
    rows.add(step("= rows of the frame", data.rows()));
    rows.add(step("of them too young to have a label", data.notMatured()));
    return new Table(List.of(Table.Column.text("step"), Table.Column.number("rows")), rows);
  }

  private static List<Table.Datum> step(String what, long rows) {
    return List.of(Table.Datum.of(what), Table.Datum.count(rows));
  }

  Table targets() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (String name : run.targets()) {
      DataSummary.Target target = run.data().targets().get(name);
      rows.add(
          List.of(
              Table.Datum.of(name),
              Table.Datum.count(target.missing()),
              Table.Datum.count(target.zeros()),
              Table.Datum.of(target.median(), Figures::number),
              Table.Datum.of(target.mean(), Figures::number),
              Table.Datum.of(target.max(), Figures::number)));
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
                rows.add(
                    List.of(
                        Table.Datum.of(group),
                        Table.Datum.count(names.size()),
                        Table.Datum.of(String.join(", ", names)))));
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
        "%s: %s rows of %s from %s to %s."
            .formatted(
                data.file(),
                Figures.count(data.rows()),
                data.words().counted(data.groups()),
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
          List.of(
              Table.Datum.of(entry.name()),
              Table.Datum.count(entry.cells().size()),
              Table.Datum.of(sum.selectSeconds(), Figures::seconds),
              Table.Datum.of(sum.refitSeconds(), Figures::seconds),
              Table.Datum.of(sum.forecastSeconds(), Figures::seconds),
              Table.Datum.of(sum.total(), Figures::seconds),
              Table.Datum.of(sum.total() / entry.cells().size(), Figures::seconds)));
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
            List.of(
                Table.Datum.of(
                    run.compares()
                        ? "%s (%s)".formatted(cell.name(), entry.origin().letter())
                        : cell.name()),
                Table.Datum.of(cell.failed() ? "failed: " + cell.error() : stopping(cell)),
                Table.Datum.of(cell.failed() ? Double.NaN : cell.choice(), Figures::number),
                Table.Datum.of(
                    cell.epochLimit() == 0 ? Double.NaN : cell.epochLimit(), Figures::number),
                Table.Datum.count(cell.clipped()),
                Table.Datum.of(cost.selectSeconds(), Figures::seconds),
                Table.Datum.of(cost.refitSeconds(), Figures::seconds),
                Table.Datum.of(cost.forecastSeconds(), Figures::seconds)));
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

  /** What reads the texts of posts, and what it stands in for; empty if nothing reads them. */
  Optional<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Origin origin : run.origins()) {
      String readers =
          origin
              .provenance()
              .path("encoders")
              .valueStream()
              .map(Facts::reader)
              .collect(Collectors.joining(", "));
      if (!readers.isEmpty()) {
        texts.add(run.compares() ? "%s (%s)".formatted(readers, origin.letter()) : readers);
      }
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", texts));
  }

  private static String reader(JsonNode encoder) {
    String original = encoder.path("original").asText("");
    String model = original.substring(original.lastIndexOf('/') + 1);
    String name = encoder.path("name").asText("");
    return "%s (%s%s)"
        .formatted(
            name,
            encoder.path("group").asText(""),
            original.isEmpty() || name.contains(model) ? "" : ", in place of " + original);
  }

  /** What heads trained on labelled texts are worth; empty if there are none. */
  Optional<Table> heads() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (Origin origin : run.origins()) {
      for (Head head : origin.heads()) {
        HeadEvaluation evaluation = head.evaluation();
        rows.add(
            List.of(
                Table.Datum.of(
                    run.compares()
                        ? "%s (%s)".formatted(head.name(), origin.letter())
                        : head.name()),
                Table.Datum.count(evaluation.texts()),
                score(evaluation.accuracy()),
                Table.Datum.of(evaluation.majorityAccuracy(), Figures::value),
                score(evaluation.macroF1()),
                Table.Datum.of(evaluation.majorityMacroF1(), Figures::value),
                Table.Datum.of(
                    evaluation.f1().stream()
                        .map(
                            label ->
                                "%s %s (%s)"
                                    .formatted(
                                        label.label(),
                                        Figures.value(label.f1()),
                                        Figures.count(label.texts())))
                        .collect(Collectors.joining(", ")))));
      }
    }
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Table(
                List.of(
                    Table.Column.text("head"),
                    Table.Column.number("texts", "held out"),
                    Table.Column.number("accuracy"),
                    Table.Column.number("accuracy", "of the commonest label"),
                    Table.Column.number("macro F1"),
                    Table.Column.number("macro F1", "of the commonest label"),
                    Table.Column.text("F1 by label (texts)")),
                rows));
  }

  private static Table.Datum score(HeadEvaluation.Score score) {
    return Table.Datum.of(score.estimate(), Figures::value)
        .noted("%s to %s".formatted(Figures.value(score.low()), Figures.value(score.high())));
  }

  List<String> limits(Significance significance) {
    List<String> limits = new ArrayList<>();
    run.remarks().forEach(remark -> limits.add("About the data: " + remark));
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
          List.of(
              Table.Datum.of(origin.label()),
              Table.Datum.of(origin.program()),
              Table.Datum.of(origin.provenance().path("started").asText(Figures.ABSENT)),
              Table.Datum.count(
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
    } else if (node.isArray() && !node.valueStream().allMatch(JsonNode::isValueNode)) {
      node.forEach(item -> rows.add(item(name, item)));
    } else {
      rows.add(Table.row(name, node.isContainerNode() && node.isEmpty() ? "none" : words(node)));
    }
  }

  /** An item of a list, called by its first field: {@code environment.OMP_NUM_THREADS}. */
  private static List<Table.Datum> item(String name, JsonNode item) {
    List<Map.Entry<String, JsonNode>> fields = List.copyOf(item.properties());
    return fields.size() < 2 || !fields.get(0).getValue().isValueNode()
        ? Table.row(name, words(item))
        : Table.row(
            name + "." + fields.get(0).getValue().asText(),
            words(fields.subList(1, fields.size())));
  }

  private static String words(List<Map.Entry<String, JsonNode>> fields) {
    return fields.stream()
        .map(field -> field.getKey() + ": " + words(field.getValue()))
        .filter(words -> !words.endsWith(": "))
        .collect(Collectors.joining("; "));
  }

  private static String words(JsonNode node) {
    return node.isObject()
        ? words(List.copyOf(node.properties()))
        : node.isArray()
            ? node.valueStream().map(Facts::words).collect(Collectors.joining(", "))
            : node.asText();
  }
}
