package org.groundswell.experiments.report;

import java.util.List;
import java.util.Optional;

/**
 * Which entries see only some of the feature groups, {@code ablation.json}.
 *
 * @param notes what was left out because data have nothing of it
 */
record Ablation(List<Part> parts, List<String> notes) {
  static final Ablation NONE = new Ablation(List.of(), List.of());

  /** How an entry differs from one that sees all groups. */
  enum Change {
    WITHOUT,
    ONLY
  }

  /**
   * An entry that sees only some of the groups.
   *
   * @param of the entry that sees all
   * @param groups those left out, or the only ones
   * @param against what it is held against: the entry that sees all, or one that sees nothing
   */
  record Part(
      String entry, String of, Change change, List<String> groups, Optional<String> against) {

    /** Groups that go together are joined, so that a list of parts stays one. */
    String named() {
      return String.join(" + ", groups);
    }

    /** Where there is little room. */
    String shortly() {
      return groups.size() == 1 ? named() : groups.size() + " groups";
    }
  }

  Ablation {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }
}
