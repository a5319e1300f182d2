package org.groundswell.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leakage audit of a run, as {@code leakage.json} has it. Older runs checked the geometry of
 * folds alone, and the oldest nothing.
 */
record Audit(
    List<Check> checks,
    Optional<Share> share,
    List<Sensitivity> sensitivity,
    Optional<Repeated> repeatedTexts) {

  /** What is known of a run without an audit. */
  static final Audit NONE = new Audit(List.of(), Optional.empty(), List.of(), Optional.empty());

  private static final String FAIL = "fail";
  private static final String PASS = "pass";

  /**
   * One check.
   *
   * @param audit its kind, empty in older runs
   * @param fold 0 if it is about all folds
   * @param verdict fail, warning, skipped or pass; empty in older runs
   */
  record Check(
      String audit, int fold, String check, boolean passed, String verdict, String evidence) {
    Check {
      audit = audit == null ? "fold geometry" : audit;
      verdict = verdict == null ? passed ? PASS : FAIL : verdict;
    }

    String where() {
      return fold == 0 ? check : "fold %d: %s".formatted(fold, check);
    }
  }

  /** The first target's primary metric of a cheap reference under another label delay. */
  record Sensitivity(
      String labelDelay,
      boolean history,
      String model,
      int fittedRows,
      int testRows,
      double value) {}

  /** The rows that models were fitted on to check them, where these are not all. */
  record Share(long rows, long of, String from, String to) {
    String text() {
      return "What is fitted to check the rows was fitted on at most %s of %s rows, from %s to %s: shuffled targets and canary on rows about the beginning of the last validation slice, sensitivity on those about the last cut; a leak elsewhere they don't see."
          .formatted(Figures.count(rows), Figures.count(of), day(from), day(to));
    }

    private static String day(String instant) {
      return instant.replaceFirst("T.*", "");
    }
  }

  /** Test rows that repeat a text fitted on, and results without them. */
  record Repeated(Rows rows, List<Without> without) {
    record Rows(int rows, int exact, int near, int shortTexts) {}

    record Without(String entry, double all, double without) {}
  }

  Audit {
    checks = checks == null ? List.of() : List.copyOf(checks);
    share = share == null ? Optional.empty() : share;
    sensitivity = sensitivity == null ? List.of() : List.copyOf(sensitivity);
    repeatedTexts = repeatedTexts == null ? Optional.empty() : repeatedTexts;
  }

  /** What comes before anything else where a check failed. */
  Optional<String> alarm() {
    List<String> failed =
        checks.stream().filter(check -> check.verdict().equals(FAIL)).map(Check::where).toList();
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "LEAK: %d of %d checks of the leakage audit failed, and no number below can be trusted: %s%s"
                .formatted(
                    failed.size(),
                    checks.size(),
                    String.join("; ", failed.subList(0, Math.min(3, failed.size()))),
                    failed.size() > 3 ? " …" : ""));
  }

  /** What the audit amounts to, in a sentence or two. */
  String summary() {
    if (checks.isEmpty()) {
      return "This run has no leakage audit.";
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    checks.forEach(check -> counts.merge(check.verdict(), 1, Integer::sum));
    return "%d checks: %s. What each does, and what it can't see, stands in docs/method.md.%s"
        .formatted(
            checks.size(),
            String.join(
                ", ",
                counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .toList()),
            share.map(taken -> " " + taken.text()).orElse(""));
  }

  /** What did not pass, each by itself, and what passed, by kind. */
  Table table() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    Map<String, List<Check>> passed = new LinkedHashMap<>();
    for (Check check : checks) {
      if (check.verdict().equals(PASS)) {
        passed.computeIfAbsent(check.audit(), kind -> new ArrayList<>()).add(check);
      } else {
        rows.add(row(check));
      }
    }
    passed.forEach(
        (kind, of) ->
            rows.add(
                Table.row(
                    kind,
                    PASS,
                    of.size() == 1
                        ? evidence(of.get(0))
                        : of.size() + " checks, such as " + evidence(of.get(0)))));
    return new Table(columns(), rows);
  }

  /** Every check. */
  Table all() {
    return new Table(columns(), checks.stream().map(Audit::row).toList());
  }

  private static List<Table.Column> columns() {
    return List.of(
        Table.Column.text("check"), Table.Column.text("verdict"), Table.Column.text("evidence"));
  }

  private static List<Table.Datum> row(Check check) {
    boolean failed = check.verdict().equals(FAIL);
    return List.of(
        Table.Datum.of(check.audit()),
        new Table.Datum(failed ? "LEAK" : check.verdict(), failed),
        Table.Datum.of(evidence(check)));
  }

  private static String evidence(Check check) {
    return check.where() + ": " + check.evidence();
  }

  /** What the label delay and history are worth. */
  Table sensitivityTable(String metric) {
    return new Table(
        List.of(
            Table.Column.text("label delay"),
            Table.Column.text("history"),
            Table.Column.text("reference"),
            Table.Column.number(metric),
            Table.Column.number("fitted rows"),
            Table.Column.number("test rows")),
        sensitivity.stream()
            .map(
                line ->
                    List.of(
                        Table.Datum.of(Figures.duration(line.labelDelay())),
                        Table.Datum.of(line.history() ? "used" : "left out"),
                        Table.Datum.of(line.model()),
                        Table.Datum.of(line.value(), Figures::value),
                        Table.Datum.count(line.fittedRows()),
                        Table.Datum.count(line.testRows())))
            .toList());
  }

  static final String ABOUT_SENSITIVITY =
      "How two cheap references fare on test rows of the last fold if labels had been known earlier or later, and without history (no columns of earlier rows, no deviation from their median). The test rows are the same in every line.";

  private static final String ABOUT_REPEATED =
      "Of the first seed alone, so that values may differ from the leaderboard's, which are means over seeds.";

  /** Results without the test rows that repeat a text fitted on. */
  Table withoutTable(String metric) {
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.number(metric, "all test rows"),
            Table.Column.number(metric, "without repeated texts")),
        repeatedTexts.map(Repeated::without).orElse(List.of()).stream()
            .map(
                line ->
                    List.of(
                        Table.Datum.of(line.entry()),
                        Table.Datum.of(line.all(), Figures::value),
                        Table.Datum.of(line.without(), Figures::value)))
            .toList());
  }

  /** The whole section of a run. */
  Html html(Exhibits exhibits, String metric, String suffix) {
    Html html = new Html();
    html.element("p", summary());
    if (checks.isEmpty()) {
      return html;
    }
    html.add(
        exhibits.table("audit-table" + suffix, "audit" + suffix, "The leakage audit", table()));
    if (!sensitivity.isEmpty()) {
      html.element("h3", "Label delay and history");
      html.add(
          exhibits.table(
              "sensitivity-table" + suffix,
              "sensitivity" + suffix,
              "Cheap references under other label delays and without history",
              sensitivityTable(metric)));
      html.element("p", ABOUT_SENSITIVITY, "class", "caption");
    }
    if (repeatedTexts.map(Repeated::without).filter(list -> !list.isEmpty()).isPresent()) {
      html.open("details").element("summary", "Results without repeated texts");
      html.add(
          exhibits.table(
              "repeated-table" + suffix,
              "repeated-texts" + suffix,
              "Results without test rows that repeat a text fitted on",
              withoutTable(metric)));
      html.element("p", ABOUT_REPEATED, "class", "caption").close();
    }
    html.open("details").element("summary", "Every check");
    html.add(
        exhibits.table(
            "check-table" + suffix, "checks" + suffix, "Every check of the leakage audit", all()));
    return html.close();
  }

  /** The same in Markdown, without the list of every check. */
  String markdown(String metric) {
    StringBuilder out = new StringBuilder(Markdown.escape(summary())).append("\n\n");
    if (checks.isEmpty()) {
      return out.toString();
    }
    out.append(table().markdown()).append('\n');
    if (!sensitivity.isEmpty()) {
      out.append(Markdown.escape(ABOUT_SENSITIVITY)).append("\n\n");
      out.append(sensitivityTable(metric).markdown()).append('\n');
    }
    if (repeatedTexts.map(Repeated::without).filter(list -> !list.isEmpty()).isPresent()) {
      out.append(withoutTable(metric).markdown()).append('\n');
      out.append(Markdown.escape(ABOUT_REPEATED)).append("\n\n");
    }
    return out.toString();
  }
}
