package org.groundswell.experiments.report;

import java.util.Optional;

/**
 * How unequally an entry's error falls on authors: a line of {@code author-errors.jsonl}.
 *
 * @param authors those with enough test rows, each counted once by its mean error
 * @param giniLow where its interval begins; none with few authors, nor in old runs
 * @param giniHigh where that ends
 * @param worstTenth the share that the worst tenth of them has
 */
record AuthorErrors(
    String entry,
    String target,
    int authors,
    double gini,
    Optional<Double> giniLow,
    Optional<Double> giniHigh,
    double worstTenth) {

  AuthorErrors named(String newName) {
    return new AuthorErrors(newName, target, authors, gini, giniLow, giniHigh, worstTenth);
  }
}
