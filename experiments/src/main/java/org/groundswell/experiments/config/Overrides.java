package org.groundswell.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Values given on the command line that replace those of a configuration, in order: {@code
 * training.epochs=5,folds.cuts=[2016-07-01, 2016-10-01],models.0.config.dModel=64}.
 */
public final class Overrides {
  /** Replaces nothing. */
  public static final Overrides NONE = new Overrides(List.of());

  private record Setting(String path, JsonNode value, String origin) {}

  private final List<Setting> settings;

  private Overrides(List<Setting> settings) {
    this.settings = List.copyOf(settings);
  }

  /**
   * Reads {@code path=value} pairs separated by commas; commas within brackets, braces or quotes
   * belong to the value, which is YAML.
   *
   * @throws UsageException if a pair has no {@code =}, no path or no value
   */
  public static Overrides parse(String text) {
    return parse(text, "-Dset");
  }

  /** Reads the same from an option of another name, which messages give. */
  public static Overrides parse(String text, String option) {
    List<Setting> settings = new ArrayList<>();
    for (String pair : split(text, option)) {
      int equals = pair.indexOf('=');
      String path = equals < 0 ? "" : pair.substring(0, equals).trim();
      if (path.isEmpty() || pair.substring(equals + 1).isBlank()) {
        throw new UsageException(
            "%s: '%s' is not key=value, such as training.epochs=5,window=32"
                .formatted(option, pair.trim()));
      }
      settings.add(new Setting(path, SourceTree.value(pair.substring(equals + 1), option), option));
    }
    return new Overrides(settings);
  }

  /** These and then one more, whose value is taken as it stands. */
  public Overrides and(String path, String text, String origin) {
    List<Setting> more = new ArrayList<>(settings);
    more.add(new Setting(path, TextNode.valueOf(text), origin));
    return new Overrides(more);
  }

  /** Whether nothing is replaced. */
  public boolean none() {
    return settings.isEmpty();
  }

  SourceTree applyTo(SourceTree tree) {
    SourceTree result = tree;
    for (Setting setting : settings) {
      result = result.with(setting.path, setting.value, setting.origin);
    }
    return result;
  }

  private static List<String> split(String text, String option) {
    List<String> pairs = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || (c == '\'' && opensQuote(text, k))) {
        quote = c;
      } else if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && depth == 0) {
        pairs.add(text.substring(from, k));
        from = k + 1;
      }
    }
    if (depth != 0 || quote != 0) {
      throw new UsageException(
          "%s: a bracket or quote is not closed in '%s'; the shell may have taken some: put it all in single quotes"
              .formatted(option, text));
    }
    pairs.add(text.substring(from));
    return pairs;
  }

  /** An apostrophe within a word is no quote. */
  private static boolean opensQuote(String text, int at) {
    return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
  }
}
