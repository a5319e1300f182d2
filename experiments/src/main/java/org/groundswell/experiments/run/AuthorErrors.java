package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;
import org.groundswell.statistics.Gini;
import org.groundswell.statistics.Interval;

/**
 * How unequally a competitor's error falls on authors (groups), each counted once by its mean error
 * over its test rows: a line of {@code author-errors.jsonl}.
 *
 * @param authors those with enough test rows
 * @param rows their test rows
 * @param metric the key of the metric
 * @param gini of their mean errors: 0 if all have the same
 * @param giniLow where its interval of 95 % begins; none with few authors
 * @param giniHigh where that ends
 * @param worstTenth the share that the worst tenth of them, at least one, has of the sum
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record AuthorErrors(
    String entry,
    String target,
    int authors,
    long rows,
    String metric,
    double gini,
    Optional<Double> giniLow,
    Optional<Double> giniHigh,
    double worstTenth) {
  private static final double LEVEL = 0.95;
  private static final int FEWEST_ROWS = 5;
  private static final int FEWEST_AUTHORS = 5;

  /**
   * Of errors by row; none if too few authors have enough rows.
   *
   * @param groups the author of each row
   */
  static Optional<AuthorErrors> of(
      String entry, String target, String metric, int[] groups, double[] errors) {
    int most = Arrays.stream(groups).max().orElse(-1) + 1;
    double[] sums = new double[most];
    int[] counts = new int[most];
    for (int k = 0; k < groups.length; k++) {
      sums[groups[k]] += errors[k];
      counts[groups[k]]++;
    }
    double[] means = new double[most];
    int authors = 0;
    long rows = 0;
    for (int group = 0; group < most; group++) {
      if (counts[group] >= FEWEST_ROWS) {
        means[authors++] = sums[group] / counts[group];
        rows += counts[group];
      }
    }
    double[] sorted = Arrays.copyOf(means, authors);
    Arrays.sort(sorted);
    double sum = Arrays.stream(sorted).sum();
    if (authors < FEWEST_AUTHORS || sum == 0) {
      return Optional.empty();
    }
    Optional<Interval> interval = Gini.interval(sorted, LEVEL);
    int tenth = (authors + 9) / 10;
    double worst = Arrays.stream(sorted, authors - tenth, authors).sum();
    return Optional.of(
        new AuthorErrors(
            entry,
            target,
            authors,
            rows,
            metric,
            Gini.of(sorted),
            interval.map(Interval::low),
            interval.map(Interval::high),
            worst / sum));
  }
}
