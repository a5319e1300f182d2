package org.groundswell.experiments.report;

import java.util.List;

/** The report as Markdown: the same words and tables as the page, without its pictures. */
final class MarkdownReport {
  private final Run run;
  private final List<Leaderboard> boards;
  private final Verdict verdict;
  private final StringBuilder out = new StringBuilder();

  MarkdownReport(Run run, List<Leaderboard> boards, Verdict verdict) {
    this.run = run;
    this.boards = boards;
    this.verdict = verdict;
  }

  String text() {
    Facts facts = new Facts(run);
    String generated = run.data().generated() ? HtmlReport.GENERATED + ": " : "";
    out.append("# ").append(Markdown.escape(generated + run.name())).append("\n\n");
    if (run.data().generated()) {
      out.append("> **").append(HtmlReport.GENERATED).append("**. ");
      out.append(HtmlReport.GENERATED_MEANS).append("\n\n");
    }
    paragraph(run.question());
    out.append("**").append(Markdown.escape(verdict.headline())).append("**\n\n");
    paragraph(String.join(" ", verdict.sentences()));
    bullets(verdict.warnings());
    out.append("Pictures are in [index.html](index.html).\n\n");
    for (Leaderboard board : boards) {
      heading("Leaderboard: " + board.target());
      table(board.table());
    }
    paragraph(HtmlReport.HOW_TO_READ);
    heading("Folds");
    table(facts.folds());
    heading("Data");
    facts.dataNotes().forEach(this::paragraph);
    table(facts.rows());
    table(facts.targets());
    if (!run.data().features().isEmpty()) {
      table(facts.features());
    }
    heading("Cost");
    table(facts.costs());
    heading("Limits");
    bullets(facts.limits());
    heading("Provenance");
    table(facts.provenance());
    if (!run.command().isEmpty()) {
      paragraph("To make the run again:");
      out.append(Markdown.fenced(run.command()));
    }
    return out.toString();
  }

  private void heading(String text) {
    out.append("## ").append(Markdown.escape(text)).append("\n\n");
  }

  private void paragraph(String text) {
    if (!text.isBlank()) {
      out.append(Markdown.escape(text)).append("\n\n");
    }
  }

  private void bullets(List<String> texts) {
    texts.forEach(text -> out.append("- ").append(Markdown.escape(text)).append('\n'));
    out.append(texts.isEmpty() ? "" : "\n");
  }

  private void table(Table table) {
    out.append(table.markdown()).append('\n');
  }
}
