package org.groundswell.experiments.report;

import java.util.List;
import java.util.stream.Stream;

/** The report as Markdown: the same words and tables as the page, without its pictures. */
final class MarkdownReport extends MarkdownText {
  private final Run run;
  private final List<Leaderboard> boards;
  private final Significance significance;
  private final List<GroupWorth> worths;
  private final Verdict verdict;
  private final Exhibits exhibits;

  /**
   * A text that is not written yet.
   *
   * @param exhibits tables and figures as the page shows them
   */
  MarkdownReport(
      Run run,
      List<Leaderboard> boards,
      Significance significance,
      List<GroupWorth> worths,
      Verdict verdict,
      Exhibits exhibits) {
    this.exhibits = exhibits;
    this.run = run;
    this.boards = boards;
    this.significance = significance;
    this.worths = worths;
    this.verdict = verdict;
  }

  String text() {
    Facts facts = new Facts(run);
    String generated = run.data().generated() ? HtmlReport.GENERATED + ": " : "";
    raw("# " + Markdown.escape(generated + run.name()) + "\n\n");
    run.alarms().forEach(this::paragraph);
    if (run.data().generated()) {
      raw("> **" + HtmlReport.GENERATED + "**. " + HtmlReport.generatedMeans(run) + "\n\n");
    }
    paragraph(run.question());
    raw("**" + Markdown.escape(verdict.headline()) + "**\n\n");
    paragraph(String.join(" ", verdict.all()));
    SignificanceTables tables = new SignificanceTables(boards.get(0), significance);
    table(tables.summary());
    bullets(verdict.warnings());
    run.remarks().forEach(remark -> paragraph("About the data: " + remark));
    facts.texts().ifPresent(texts -> paragraph("Texts are read by " + texts + "."));
    Stream.of(ForestPlot.ALL, "forest")
        .filter(exhibits.figures()::containsKey)
        .findFirst()
        .ifPresent(
            name ->
                raw(
                    "![%s](figures/%s.svg)\n\n"
                        .formatted(Markdown.escape(exhibits.figures().get(name).title()), name)));
    for (Leaderboard board : boards) {
      heading("Leaderboard: " + board.target());
      table(board.table());
    }
    paragraph(HtmlReport.howToRead(run));
    grids(boards.get(0));
    heading("Differences and what they are worth");
    if (significance.contrasts().isEmpty()) {
      paragraph(significance.untested());
    } else {
      table(tables.pairs());
      paragraph(significance.method(run.data().words()));
      paragraph(SeriesRanking.of(boards.get(0), significance).sentence());
    }
    for (GroupWorth worth : worths) {
      heading("What feature groups are worth: " + worth.target());
      run.ablation().notes().forEach(this::paragraph);
      table(worth.table());
      paragraph(worth.howToRead());
    }
    Spread spread = new Spread(boards.get(0));
    heading("Folds and seeds");
    paragraph(spread.sentence());
    spread.table().ifPresent(this::table);
    if (run.compares()) {
      heading("Runs");
      table(facts.runs());
      paragraph(facts.aboutRuns());
    }
    slices();
    heading("Folds");
    table(facts.folds());
    heading("Data");
    facts.dataNotes().forEach(this::paragraph);
    data(run, facts);
    heading("Audit");
    for (Origin origin : run.origins()) {
      if (run.compares()) {
        paragraph(origin.label());
      }
      raw(origin.audit().markdown(run.primary().label()));
    }
    heading("Cost");
    table(facts.costs());
    heading("Limits");
    bullets(facts.limits(significance));
    heading("Provenance");
    for (Origin origin : run.origins()) {
      if (run.compares()) {
        paragraph(origin.label());
      }
      table(facts.provenance(origin));
      if (!origin.command().isEmpty()) {
        paragraph("To make the run again:");
        raw(Markdown.fenced(origin.command()) + "\n");
      }
    }
    heading("Files");
    raw(FileList.of(run, exhibits, ModelCard.exists(run, significance)).markdown());
    return toString();
  }

  private void grids(Leaderboard board) {
    List<ModelGrid> grids = ModelGrid.of(board);
    for (ModelGrid grid : grids) {
      heading("%s: %s".formatted(grid.title(), board.target()));
      table(grid.table());
    }
    if (!grids.isEmpty()) {
      paragraph(ModelGrid.howToRead(board));
    }
    if (board.bySquaredError().size() > 1) {
      heading("%s: %s".formatted(HtmlReport.SQUARED_ERROR, board.target()));
      table(board.squaredErrorTable());
    }
  }

  private void slices() {
    Slices slices = new Slices(boards.get(0), significance.champion());
    if (!slices.isEmpty()) {
      heading("Slices: " + boards.get(0).target());
      paragraph(slices.howToRead());
      for (Slices.By by : slices.slicings()) {
        paragraph(by.title() + ":");
        table(slices.table(by));
      }
      bullets(slices.worst());
      slices.notes().forEach(this::paragraph);
    }
  }
}
