package org.groundswell.experiments.config;

import java.util.HashSet;
import java.util.List;

/**
 * How a run is searched for leaks.
 *
 * @param mode which checks are made
 * @param allow known columns that may predict a target almost exactly, because it is known how they
 *     can
 * @param rows how many rows at most those checks are made on that fit models; of a longer frame a
 *     share is taken
 */
public record AuditConfig(Mode mode, List<String> allow, int rows) {
  /** Which checks are made. */
  public enum Mode {
    /** All of them. */
    FULL,
    /** Those of rows and instants alone: folds, and what was fitted on which rows. */
    GEOMETRY
  }

  /** On fewer rows chance alone looks like a leak now and then. */
  private static final int FEWEST_ROWS = 1_000;

  public AuditConfig {
    allow = List.copyOf(allow);
    if (new HashSet<>(allow).size() < allow.size()) {
      throw new IllegalArgumentException("allow names a column twice: " + allow);
    }
    if (rows < FEWEST_ROWS) {
      throw new IllegalArgumentException(
          "rows %d must be %d or more: on fewer chance alone may look like a leak"
              .formatted(rows, FEWEST_ROWS));
    }
  }
}
