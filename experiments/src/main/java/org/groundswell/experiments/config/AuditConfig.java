package org.groundswell.experiments.config;

import java.util.HashSet;
import java.util.List;

/**
 * How a run is searched for leaks.
 *
 * @param mode which checks are made
 * @param allow known columns that may predict a target almost exactly, because it is known how they
 *     can
 */
public record AuditConfig(Mode mode, List<String> allow) {
  /** Which checks are made. */
  public enum Mode {
    /** All of them. */
    FULL,
    /** Those of rows and instants alone: folds, and what was fitted on which rows. */
    GEOMETRY
  }

  public AuditConfig {
    allow = List.copyOf(allow);
    if (new HashSet<>(allow).size() < allow.size()) {
      throw new IllegalArgumentException("allow names a column twice: " + allow);
    }
  }
}
