package org.groundswell.experiments.report;

import java.util.List;

/** A Markdown text under construction; what is put in stays text. */
abstract class MarkdownText {
  private final StringBuilder out = new StringBuilder();

  /** Puts in Markdown that is complete. */
  void raw(String markdown) {
    out.append(markdown);
  }

  void heading(String text) {
    out.append("## ").append(Markdown.escape(text)).append("\n\n");
  }

  void paragraph(String text) {
    if (!text.isBlank()) {
      out.append(Markdown.escape(text)).append("\n\n");
    }
  }

  void bullets(List<String> texts) {
    texts.forEach(text -> out.append("- ").append(Markdown.escape(text)).append('\n'));
    out.append(texts.isEmpty() ? "" : "\n");
  }

  void table(Table table) {
    out.append(table.markdown()).append('\n');
  }

  /** What the rows are, hold and were read by. */
  void data(Run run, Facts facts) {
    table(facts.rows());
    table(facts.targets());
    if (!run.data().features().isEmpty()) {
      table(facts.features());
    }
    facts
        .heads()
        .ifPresent(
            heads -> {
              paragraph("%s. %s".formatted(Facts.HEADS, Facts.ABOUT_HEADS));
              table(heads);
            });
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
