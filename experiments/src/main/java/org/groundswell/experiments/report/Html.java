package org.groundswell.experiments.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Markup under construction. There is no way to put in text or an attribute unescaped: what comes
 * from outside, such as names and error texts, stays text. Elements must be closed in order.
 */
final class Html {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
  private static final Set<String> VOID =
      Set.of("meta", "br", "path", "rect", "line", "circle", "polyline");

  /** Elements that end a line of the file. */
  private static final Set<String> LINES =
      Set.of("head", "header", "section", "p", "h1", "h2", "h3", "tr", "li", "svg", "ul");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element with attributes as name, value, name, value. */
  Html open(String element, String... attributes) {
    start(element, attributes);
    if (VOID.contains(element)) {
      throw new IllegalArgumentException(element + " has no content");
    }
    out.append('>');
    open.push(element);
    return this;
  }

  /** Closes the innermost open element. */
  Html close() {
    String element = open.pop();
    out.append("</").append(element).append('>');
    if (LINES.contains(element)) {
      out.append('\n');
    }
    return this;
  }

  /** An element that holds text only. */
  Html element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** An element without content. */
  Html leaf(String element, String... attributes) {
    start(element, attributes);
    out.append(VOID.contains(element) ? " />" : "></" + element + ">");
    return this;
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** The style sheet, which browsers read without unescaping it. */
  Html style(String css) {
    if (css.contains("<") || css.contains("&")) {
      throw new IllegalArgumentException("a style sheet must do without < and &");
    }
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  /** Puts in markup that is complete. */
  Html add(Html part) {
    out.append(part);
    return this;
  }

  private void start(String element, String... attributes) {
    out.append('<').append(checked(element));
    for (int k = 0; k < attributes.length; k += 2) {
      out.append(' ').append(checked(attributes[k])).append("=\"");
      escape(attributes[k + 1]);
      out.append('"');
    }
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' is not a name of markup");
    }
    return name;
  }

  private void escape(String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(harmless(c) ? c : 0xFFFD);
              }
            });
  }

  /** Neither a control character, half a surrogate pair nor a switch of the writing direction. */
  static boolean harmless(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20
            && !(c >= 0x7F && c < 0xA0)
            && !(c >= 0xD800 && c < 0xE000)
            && !(c >= 0x202A && c <= 0x202E)
            && !(c >= 0x2066 && c <= 0x2069)
            && (c & 0xFFFE) != 0xFFFE);
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }
}
