package org.groundswell.experiments.report;

/** Text that must stay text in a Markdown file. */
final class Markdown {
  private Markdown() {}

  /** Escapes what Markdown or HTML in it would read as markup, and puts the text on one line. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\n', '\r', '\t' -> out.append(' ');
                case '\\', '`', '*', '[', ']', '|', '#', '~' -> out.append('\\').appendCodePoint(c);
                default -> out.appendCodePoint(Html.harmless(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  /** A block of text as it is, in a fence longer than any in it. */
  static String fenced(String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence + "\n" + text.stripTrailing() + "\n" + fence + "\n";
  }
}
