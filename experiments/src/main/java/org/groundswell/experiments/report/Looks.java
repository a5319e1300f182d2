package org.groundswell.experiments.report;

/**
 * Which look at the outcomes of its test period a run was: {@code looks.json}.
 *
 * @param look 1 for the first that the ledger knows of
 * @param generated whether the data are, so that nothing can be used up
 */
record Looks(int look, boolean generated) {
  Looks {
    if (look < 1) {
      throw new IllegalArgumentException("look %d must be at least 1".formatted(look));
    }
  }

  String sentence() {
    String which =
        look == 1
            ? "First look at this test period"
            : "Look %d at this test period: exploratory".formatted(look);
    if (generated) {
      return which + " (the data are generated, and more looks use nothing up).";
    }
    return look == 1
        ? which + ", as far as the ledger knows."
        : which
            + ". Whoever looks often finds something by chance: what is found now needs data that nobody has looked at.";
  }
}
