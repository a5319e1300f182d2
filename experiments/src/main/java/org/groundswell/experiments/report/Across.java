package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.groundswell.evaluate.Metric;
import org.groundswell.statistics.Ranks;

/**
 * Finished runs of the same entries on different data, in one small report: ranks on each data set,
 * their means, Friedman's test in the form of Iman and Davenport, and Nemenyi's critical
 * differences (Demšar 2006).
 */
public final class Across {
  private final AcrossData data;
  private final SeriesRanking ranking;

  private Across(AcrossData data) {
    this.data = data;
    this.ranking = data.ranking();
  }

  /**
   * Writes {@code index.html}, {@code report.md} and {@code ranks.csv} to {@code out/report}, and
   * the page's tables and figures one by one.
   *
   * @param runs folders of finished runs, each of other data
   * @param bySeries whether each series (author, page …) of a run with several counts as a data set
   * @param out a folder that is not there yet, or is empty
   * @return what can be said, a sentence each
   * @throws org.groundswell.experiments.config.UsageException if a folder is not that of a finished
   *     run, two runs have the same data or other primary metrics, they share fewer than two
   *     entries, or {@code out} holds something; nothing is written then
   * @throws IOException if a file of a run is missing or wrong, or the report can't be written
   */
  public static List<String> write(List<Path> runs, boolean bySeries, Path out) throws IOException {
    Comparison.checkFolders(runs, out);
    Across across = new Across(AcrossData.of(runs, bySeries));
    Exhibits exhibits = new Exhibits();
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("ranks.csv", across.csv());
    texts.put("report.md", across.markdown());
    texts.put("index.html", across.page(exhibits));
    texts.putAll(exhibits.files());
    Report.put(out.resolve("report"), texts);
    List<String> said = new ArrayList<>(across.data.sentences());
    said.addAll(across.data.left());
    return said;
  }

  private String title() {
    return "Ranks over %d %s".formatted(data.sets().size(), data.what());
  }

  private String page(Exhibits exhibits) {
    Html html = new Html();
    html.open("html", "lang", "en");
    HtmlReport.head(html, title());
    html.open("body").open("main").open("header", "id", "answer");
    html.element("h1", "Which entry ranks best over different data?");
    html.open("div", "class", "verdict");
    List<String> sentences = data.sentences();
    html.element("p", sentences.get(0), "class", "headline");
    sentences.subList(1, sentences.size()).forEach(sentence -> html.element("p", sentence));
    html.close();
    if (!data.left().isEmpty()) {
      html.open("ul", "class", "warnings");
      data.left().forEach(sentence -> html.element("li", sentence));
      html.close();
    }
    html.close();
    if (ranking.unavailable().isEmpty()) {
      html.open("figure", "id", "ranks").add(exhibits.figure(RankPlot.draw(ranking))).close();
    }
    html.open("section", "id", "table").element("h2", title());
    html.add(exhibits.table("rank-table", "ranks", title(), table()));
    html.element("p", howToRead(), "class", "caption").close();
    html.open("section", "id", "runs").element("h2", "Runs");
    html.add(exhibits.table("run-table", "runs", "The runs", runs())).close();
    return "<!DOCTYPE html>\n" + html.close().close().close();
  }

  private String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(title()).append("\n\n");
    for (String sentence : data.sentences()) {
      out.append(Markdown.escape(sentence)).append("\n\n");
    }
    data.left().forEach(left -> out.append("- ").append(Markdown.escape(left)).append('\n'));
    out.append(data.left().isEmpty() ? "" : "\n").append(table().markdown()).append('\n');
    out.append(Markdown.escape(howToRead())).append("\n\n");
    return out.append(runs().markdown()).toString();
  }

  private String howToRead() {
    return "%s of the first target over the test rows of all folds, mean over seeds; below it the rank on that data set, ties sharing the mean of theirs. Bold: best on the data set."
        .formatted(data.metric().label());
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
              Table.Datum.of(run.data().file() + (run.data().generated() ? " (generated)" : "")),
              Table.Datum.of(run.targets().get(0)),
              Table.Datum.count(
                  data.sets().stream()
                      .filter(set -> set.letter().equals(letter))
                      .mapToLong(AcrossData.DataSet::rows)
                      .sum()),
              Table.Datum.count(run.folds().size()),
              Table.Datum.of(Figures.duration(run.data().labelDelay())),
              Table.Datum.of(run.data().sha256().replaceFirst("(.{12}).*", "$1"))));
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
            Table.Column.text("SHA-256")),
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
