package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.groundswell.evaluate.Metric;
import org.groundswell.statistics.Ranks;

/**
 * Finished runs of the same entries on different data, in one small report: ranks on each data set,
 * their means, Friedman's test in the form of Iman and Davenport, and Nemenyi's critical
 * differences (Demšar 2006).
 */
public final class Across {
  private static final String QUESTION = "Which entry ranks best over different data?";

  /** With more entries than this a first look shows only the first few. */
  private static final int MANY = 10;

  private static final int FEW = 8;

  private final AcrossData data;
  private final SeriesRanking ranking;
  private final Exhibits exhibits = new Exhibits();

  private Across(AcrossData data) {
    this.data = data;
    this.ranking = data.ranking();
  }

  /**
   * Writes {@code index.html}, {@code report.md} and {@code ranks.csv} to {@code out/report}, and
   * the page's tables and figures one by one.
   *
   * @param runs folders of finished runs, each of other data or at least of other rows
   * @param bySeries whether each series (author, page …) of a run with several counts as a data set
   * @param out a folder that is not there yet, or is empty
   * @return what can be said, a sentence each
   * @throws org.groundswell.experiments.config.UsageException if a folder is not that of a finished
   *     run, two runs have the same rows or other primary metrics, they share fewer than two
   *     entries, or {@code out} holds something; nothing is written then
   * @throws IOException if a file of a run is missing or wrong, or the report can't be written
   */
  public static List<String> write(List<Path> runs, boolean bySeries, Path out) throws IOException {
    Comparison.checkFolders(runs, out);
    Across across = new Across(AcrossData.of(runs, bySeries));
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("ranks.csv", across.csv());
    texts.put("index.html", across.page());
    texts.put("report.md", across.markdown());
    texts.putAll(across.exhibits.files());
    Report.put(out.resolve(Report.FOLDER), texts, new ArrayList<>());
    List<String> said = new ArrayList<>(across.alarms());
    said.addAll(across.data.sentences());
    said.addAll(across.data.notes());
    return said;
  }

  private String title() {
    return "Ranks over %d %s".formatted(data.sets().size(), data.what());
  }

  private String page() {
    Html answer = new Html();
    answer.open("header", "id", "answer");
    alarms().forEach(alarm -> answer.element("p", alarm, "class", "banner"));
    if (anyGenerated()) {
      answer.open("p", "class", "banner").element("strong", HtmlReport.GENERATED);
      answer.text(". " + generatedMeans()).close();
    }
    answer.element("p", title(), "class", "run").element("h1", QUESTION);
    answer.open("div", "class", "verdict");
    List<String> sentences = data.sentences();
    answer.element("p", sentences.get(0), "class", "headline");
    sentences.subList(1, sentences.size()).forEach(sentence -> answer.element("p", sentence));
    answer.close().open("div", "class", "first");
    summary(answer);
    answer.close();
    if (!data.notes().isEmpty()) {
      answer.open("ul", "class", "warnings");
      data.notes().forEach(sentence -> answer.element("li", sentence));
      answer.close();
    }
    for (String remark : remarks()) {
      answer.open("p", "class", "aside").element("b", "About the data.").text(" " + remark).close();
    }
    answer.close();
    Map<String, String> contents = new LinkedHashMap<>();
    Html sections = new Html();
    section(sections, contents, "table", "Values and ranks");
    sections.add(exhibits.table("rank-table", "ranks", title(), table()));
    sections.element("p", howToRead(), "class", "caption").close();
    section(sections, contents, "runs", "Runs");
    sections.add(exhibits.table("run-table", "runs", "The runs", runs())).close();
    section(sections, contents, "files", "Files");
    sections.add(files().html()).close();
    return HtmlReport.page(
        (anyGenerated() ? HtmlReport.GENERATED + ": " : "") + title(), answer, contents, sections);
  }

  /** The one table and the one picture of the first screen. */
  private void summary(Html answer) {
    int shown = data.places().size() > MANY ? FEW : data.places().size();
    answer.open("div");
    answer.add(exhibits.table("summary", "summary", "Mean ranks", summary(shown)));
    if (shown < data.places().size()) {
      answer.open("p", "class", "caption").text(shown + " of ");
      answer.element("a", data.places().size() + " entries", "href", "#table").text(".").close();
    }
    answer.close();
    answer.open("figure", "id", "ranks").add(exhibits.figure(RankPlot.besideTable(ranking)));
    answer.element("figcaption", RankPlot.caption(ranking)).close();
  }

  private static void section(Html html, Map<String, String> contents, String id, String title) {
    contents.put(id, title);
    html.open("section", "id", id).element("h2", title);
  }

  private FileList files() {
    Map<String, String> whole = new LinkedHashMap<>();
    whole.put("report.md", "this page's words and tables as Markdown");
    whole.put("ranks.csv", "the value and rank of each entry on each data set, with all digits");
    return new FileList(whole, exhibits);
  }

  /** What failed in the leakage audit of a run; comes before anything else. */
  private List<String> alarms() {
    return lettered(Run::alarms);
  }

  private List<String> remarks() {
    return lettered(Run::remarks);
  }

  private List<String> lettered(Function<Run, List<String>> sentences) {
    List<String> all = new ArrayList<>();
    for (int k = 0; k < data.runs().size(); k++) {
      String letter = MergedRuns.letter(k);
      sentences.apply(data.runs().get(k)).forEach(one -> all.add(letter + ": " + one));
    }
    return all;
  }

  private boolean anyGenerated() {
    return data.runs().stream().anyMatch(run -> run.data().generated());
  }

  private String generatedMeans() {
    List<String> letters = new ArrayList<>();
    for (int k = 0; k < data.runs().size(); k++) {
      if (data.runs().get(k).data().generated()) {
        letters.add(MergedRuns.letter(k));
      }
    }
    return letters.size() == data.runs().size()
        ? "The data of all runs were made by a generator: nothing here says anything about people."
        : "The data of %s were made by a generator: ranks on them say nothing about people."
            .formatted(String.join(", ", letters));
  }

  private String markdown() {
    MarkdownText out = new MarkdownText() {};
    out.raw("# " + Markdown.escape(title()) + "\n\n");
    alarms().forEach(out::paragraph);
    if (anyGenerated()) {
      out.raw("> **" + HtmlReport.GENERATED + "**. " + generatedMeans() + "\n\n");
    }
    out.paragraph(QUESTION);
    List<String> sentences = data.sentences();
    out.raw("**" + Markdown.escape(sentences.get(0)) + "**\n\n");
    sentences.subList(1, sentences.size()).forEach(out::paragraph);
    out.table(summary(data.places().size()));
    out.bullets(data.notes());
    remarks().forEach(remark -> out.paragraph("About the data: " + remark));
    out.raw("![%s](figures/ranks.svg)\n\n".formatted(Markdown.escape(RankPlot.title(ranking))));
    out.heading("Values and ranks");
    out.table(table());
    out.paragraph(howToRead());
    out.heading("Runs");
    out.table(runs());
    out.heading("Files");
    out.raw(files().markdown());
    return out.toString();
  }

  private String howToRead() {
    return "%s of the first target over the test rows of all folds, mean over seeds; below it the rank on that data set, ties sharing the mean of theirs. Bold: best on the data set."
        .formatted(data.metric().label());
  }

  /** The first few entries by mean rank, and how their ranks lie. */
  private Table summary(int most) {
    Ranks ranks = data.ranks();
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (SeriesRanking.Row row : data.byRank().subList(0, most)) {
      int model = data.places().indexOf(row.place());
      DoubleSummaryStatistics own =
          Arrays.stream(ranks.ranks()).mapToDouble(set -> set[model]).summaryStatistics();
      rows.add(
          List.of(
              new Table.Datum(row.place().name(), row.rank() == data.byRank().get(0).rank()),
              Table.Datum.of(row.rank(), Figures::value),
              Table.Datum.of(
                  Figures.number(own.getMin())
                      + (own.getMin() < own.getMax() ? " to " + Figures.number(own.getMax()) : "")),
              Table.Datum.count(
                  data.sets().stream()
                      .filter(set -> set.values().get(row.place().name()) == best(set))
                      .count()),
              Table.Datum.of(data.skill(row.place()), Figures::signedPercent)));
    }
    return new Table(
        List.of(
            Table.Column.text("entry"),
            Table.Column.number("mean rank", "1 is best"),
            Table.Column.number("ranks", "best to worst"),
            Table.Column.number("best on", "of " + data.sets().size()),
            Table.Column.number("skill", "vs median")),
        rows);
  }

  /** A row an entry, by mean rank, and a column a data set. */
  private Table table() {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(Table.Column.text("entry"));
    columns.add(Table.Column.number("mean rank"));
    data.sets().forEach(set -> columns.add(Table.Column.number(set.label(), set.target())));
    Ranks ranks = data.ranks();
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (SeriesRanking.Row row : data.byRank()) {
      int model = data.places().indexOf(row.place());
      List<Table.Datum> cells = new ArrayList<>();
      cells.add(Table.Datum.of(row.place().name()));
      cells.add(Table.Datum.of(row.rank(), Figures::value));
      for (int set = 0; set < data.sets().size(); set++) {
        double value = data.sets().get(set).values().get(row.place().name());
        cells.add(
            Table.Datum.of(value, Figures::value)
                .noted(Figures.number(ranks.ranks()[set][model]))
                .best(value == best(data.sets().get(set))));
      }
      rows.add(cells);
    }
    return new Table(columns, rows);
  }

  private double best(AcrossData.DataSet set) {
    Comparator<Double> order = Leaderboard.bestFirst(data.metric());
    return set.values().values().stream().min(order).orElse(Double.NaN);
  }

  private Table runs() {
    List<List<Table.Datum>> rows = new ArrayList<>();
    for (int k = 0; k < data.runs().size(); k++) {
      Run run = data.runs().get(k);
      String letter = MergedRuns.letter(k);
      rows.add(
          List.of(
              Table.Datum.of(letter),
              Table.Datum.of(run.name()),
              Table.Datum.of(data.names().get(k) + (run.data().generated() ? " (generated)" : "")),
              Table.Datum.of(run.targets().get(0)),
              Table.Datum.count(
                  data.sets().stream()
                      .filter(set -> set.letter().equals(letter))
                      .mapToLong(AcrossData.DataSet::rows)
                      .sum()),
              Table.Datum.count(run.folds().size()),
              Table.Datum.of(Figures.duration(run.data().labelDelay())),
              Table.Datum.of(run.data().sha256().replaceFirst("(.{12}).*", "$1")),
              Table.Datum.of(
                  run.origins()
                      .get(0)
                      .program()
                      .replaceFirst("([0-9a-f]{12})[0-9a-f]{28}", "$1"))));
    }
    return new Table(
        List.of(
            Table.Column.text("run"),
            Table.Column.text("experiment"),
            Table.Column.text("data"),
            Table.Column.text("target"),
            Table.Column.number("test rows"),
            Table.Column.number("folds"),
            Table.Column.text("label delay"),
            Table.Column.text("SHA-256"),
            Table.Column.text("program")),
        rows);
  }

  /** A line a data set and entry. */
  private String csv() {
    Metric metric = data.metric();
    Ranks ranks = data.ranks();
    List<String> lines = new ArrayList<>();
    lines.add("set,target,test_rows,entry,%s,rank".formatted(metric.key().replace('-', '_')));
    for (int set = 0; set < data.sets().size(); set++) {
      AcrossData.DataSet own = data.sets().get(set);
      for (int model = 0; model < data.places().size(); model++) {
        String name = data.places().get(model).name();
        lines.add(
            List.of(
                    CsvTables.text(own.label()),
                    CsvTables.text(own.target()),
                    String.valueOf(own.rows()),
                    CsvTables.text(name),
                    String.valueOf(own.values().get(name)),
                    String.valueOf(ranks.ranks()[set][model]))
                .stream()
                .collect(Collectors.joining(",")));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
