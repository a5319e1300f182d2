package org.groundswell.experiments.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is expected of two entries, by the primary metric of the first target over the test rows of
 * all folds: {@code transformer-huber < lightgbm-mae by 0.01}.
 *
 * @param text as it was given
 * @param low the entry whose metric is expected to be lower
 * @param high the entry whose metric is expected to be higher
 * @param margin by more than how much, 0 where nothing was said
 */
public record Expectation(String text, String low, String high, double margin) {
  private static final Pattern FORM =
      Pattern.compile("(\\S+)\\s*([<>])\\s*(\\S+)(?:\\s+by\\s+(\\d+(?:\\.\\d+)?))?");

  /**
   * Reads an expectation.
   *
   * @throws UsageException if it has another form, or compares an entry with itself
   */
  public static Expectation parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new UsageException(
          "'%s' is no expectation; say which entry's primary metric is to be lower, such as 'transformer-huber < lightgbm-mae' or 'transformer-huber < lightgbm-mae by 0.01'"
              .formatted(text));
    }
    boolean less = matcher.group(2).equals("<");
    String first = matcher.group(1);
    String second = matcher.group(3);
    if (first.equals(second)) {
      throw new UsageException("'%s' compares an entry with itself".formatted(text));
    }
    return new Expectation(
        text.strip(),
        less ? first : second,
        less ? second : first,
        matcher.group(4) == null ? 0 : Double.parseDouble(matcher.group(4)));
  }

  /**
   * Reads an expectation about entries of an experiment.
   *
   * @throws UsageException if it has another form, or names an entry that there is not
   */
  public static Expectation of(String text, ExperimentConfig config) {
    Expectation expectation = parse(text);
    List<String> names = config.names();
    for (String name : List.of(expectation.low, expectation.high)) {
      if (!names.contains(name)) {
        throw new UsageException(
            "'%s' expects something of '%s', which is no entry of %s%s. All of them: %s"
                .formatted(
                    text,
                    name,
                    config.name(),
                    NearMisses.hint(name, names),
                    String.join(", ", names)));
      }
    }
    return expectation;
  }
}
