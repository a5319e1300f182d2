package org.groundswell.experiments.report;

import org.groundswell.text.label.HeadEvaluation;

/**
 * A head that scores texts and was trained on labelled ones: what stands in {@value #FILE} of a run
 * folder.
 *
 * @param group the feature group it is for
 * @param evaluation how well it does on labelled texts held out
 */
public record Head(String group, String name, HeadEvaluation evaluation) {
  /** A list of them; there if the run has any. */
  public static final String FILE = "heads.json";
}
