package org.groundswell.experiments.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a check of the audit has found.
 *
 * @param audit the kind of check, such as {@code single column}
 * @param fold its number, 0 if it is about all folds
 * @param check what was to hold, or was asked
 * @param verdict whether it does
 * @param evidence the values that were compared; ids of rows, never their text
 */
@JsonPropertyOrder({"audit", "fold", "check", "passed", "verdict", "evidence"})
public record Finding(String audit, int fold, String check, Verdict verdict, String evidence) {

  /** What a finding means for the run. */
  public enum Verdict {
    /** There is a leak, or what can't be told from one: the run can't be trusted. */
    FAIL,
    /** Worth a look; the run goes on. */
    WARNING,
    /** Could not be checked on these data. */
    SKIPPED,
    /** Checked, and nothing found. */
    PASS;

    /** As files and reports name it. */
    @JsonValue
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding of(String audit, int fold, String check, boolean passed, String evidence) {
    return new Finding(audit, fold, check, passed ? Verdict.PASS : Verdict.FAIL, evidence);
  }

  static Finding warning(String audit, int fold, String check, String evidence) {
    return new Finding(audit, fold, check, Verdict.WARNING, evidence);
  }

  static Finding skipped(String audit, int fold, String check, String reason) {
    return new Finding(audit, fold, check, Verdict.SKIPPED, reason);
  }

  /** The check, for people: {@code fold 3, no test row was fitted on (fold geometry)}. */
  public String text() {
    return "%s%s (%s)".formatted(fold == 0 ? "" : "fold " + fold + ", ", check, audit);
  }

  /** Whether the run may go on. */
  @JsonProperty
  public boolean passed() {
    return verdict != Verdict.FAIL;
  }
}
