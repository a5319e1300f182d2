package org.groundswell.experiments.report;

/**
 * How unequally an entry's error falls on authors: a line of {@code author-errors.jsonl}.
 *
 * @param authors those with enough test rows, each counted once by its mean error
 * @param worstTenth the share that the worst tenth of them has
 */
record AuthorErrors(String entry, String target, int authors, double gini, double worstTenth) {

  AuthorErrors named(String newName) {
    return new AuthorErrors(newName, target, authors, gini, worstTenth);
  }
}
