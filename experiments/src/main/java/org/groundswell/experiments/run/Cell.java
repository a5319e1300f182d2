package org.groundswell.experiments.run;

import org.groundswell.evaluate.Fold;

/**
 * The unit of work, of resuming and of running in parallel: one competitor on one fold with one
 * seed.
 */
record Cell(Competitor entry, Fold fold, long seed) {

  /** Unique in the run, and a file name: {@code transformer-huber_fold1_seed1}. */
  public String name() {
    return entry.name() + "_fold" + fold.number() + "_seed" + seed;
  }
}
