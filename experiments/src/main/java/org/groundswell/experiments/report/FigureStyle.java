package org.groundswell.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page's style sheet, and what figures that stand alone take from it: the rules for pictures
 * with the light colours written out, since few programs that draw SVG know variables of CSS.
 */
final class FigureStyle {
  private static final Pattern MEDIA =
      Pattern.compile("@media[^{]*\\{(?:[^{}]*\\{[^{}]*\\})*\\s*\\}");
  private static final Pattern RULE = Pattern.compile("([^{}]+)\\{([^{}]*)\\}");
  private static final Pattern VARIABLE = Pattern.compile("--([a-z0-9-]+):\\s*([^;]+);");
  private static final Pattern FONT_SIZE = Pattern.compile("font-size: *[0-9]+px;");
  private static final Pattern SERIES = Pattern.compile("s[0-9]+");

  /** The colour of the entry that an element belongs to. */
  private static final String OWN = "var(--c)";

  /** The style sheet of the page. */
  static final String PAGE = page();

  /** That of a figure in a file of its own. */
  static final String FILE = file(MEDIA.matcher(PAGE).replaceAll(""));

  private FigureStyle() {}

  private static String page() {
    try (InputStream css = FigureStyle.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(String page) {
    Map<String, String> light = new LinkedHashMap<>();
    Matcher variables = VARIABLE.matcher(page);
    while (variables.find()) {
      light.putIfAbsent(variables.group(1), variables.group(2));
    }
    List<String> series = light.keySet().stream().filter(SERIES.asMatchPredicate()).toList();
    List<String> rules = new ArrayList<>();
    rules.add("svg { font: 13px Helvetica, Arial, sans-serif; }");
    rules.add(".paper { fill: var(--paper); }");
    Matcher all = RULE.matcher(page);
    while (all.find()) {
      String selector = all.group(1).strip();
      String body = all.group(2).strip();
      if (selector.startsWith("svg.")) {
        // of the page's room for a picture a file keeps the size of letters alone
        Matcher size = FONT_SIZE.matcher(body);
        if (size.find()) {
          rules.add("%s { %s }".formatted(selector.substring(3), size.group()));
        }
      } else if (selector.startsWith("svg ")) {
        String plain = selector.replace("svg ", "");
        if (body.contains(OWN)) {
          for (String one : series) {
            rules.add(
                "%s.%s { %s }"
                    .formatted(plain, one, body.replace(OWN, "var(--%s)".formatted(one))));
          }
        } else {
          rules.add("%s { %s }".formatted(plain, body));
        }
      }
    }
    String css = String.join("\n", rules);
    for (Map.Entry<String, String> variable : light.entrySet()) {
      css = css.replace("var(--%s)".formatted(variable.getKey()), variable.getValue());
    }
    return css;
  }
}
