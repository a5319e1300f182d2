package org.groundswell.experiments.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.data.DataException;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.Caller;
import org.groundswell.frame.Frame;

/**
 * Finds folds that can't be learned from because outcomes are missing, before anything is trained.
 */
final class FoldOutcomes {
  private final Frame frame;
  private final List<String> targets;
  private final String file;
  private final Caller caller;

  private FoldOutcomes(Frame frame, String file, Caller caller) {
    this.frame = frame;
    this.targets = frame.schema().targets();
    this.file = file;
    this.caller = caller;
  }

  /**
   * Checks that in every fold each target has a value in some training row and some target has one
   * in a validation row, and that the first target, which models are ranked by, has one in a test
   * row of some fold. A single test slice without outcomes is nobody's fault: it has no metrics.
   *
   * @throws DataException if that is not so, naming the fold, the target and a way out
   */
  static void check(Frame frame, List<Fold> folds, String file, Caller caller) {
    FoldOutcomes outcomes = new FoldOutcomes(frame, file, caller);
    for (Fold fold : folds) {
      outcomes.check(fold);
    }
    if (folds.stream().noneMatch(fold -> outcomes.known(fold.test(), 0))) {
      throw new DataException(
          "%s: no test row of any fold has a value of '%s', which models are ranked by. Name another target first in data.targets, or lower folds.testStart."
              .formatted(file, outcomes.targets.get(0)));
    }
  }

  private void check(Fold fold) {
    List<String> taught = withValues(fold.train());
    if (taught.size() < targets.size()) {
      List<String> missing = targets.stream().filter(name -> !taught.contains(name)).toList();
      throw new DataException(
          "%s: none of the %d training rows of fold %d has a value of %s. %s, or raise folds.testStart."
              .formatted(
                  file,
                  fold.train().length,
                  fold.number(),
                  String.join(", ", missing),
                  taught.isEmpty()
                      ? "Name another target in data.targets"
                      : "Forecast the others by "
                          + caller.option(
                              "set", "'data.targets=[%s]'".formatted(String.join(",", taught)))));
    }
    if (withValues(fold.validation()).isEmpty()) {
      throw new DataException(
          "%s: none of the %d validation rows of fold %d has a value of %s, so nothing says when to stop. Maybe raise folds.validationShare."
              .formatted(
                  file, fold.validation().length, fold.number(), String.join(", ", targets)));
    }
  }

  /** The targets of which some row has a value. */
  private List<String> withValues(int[] rows) {
    return IntStream.range(0, targets.size())
        .filter(target -> known(rows, target))
        .mapToObj(targets::get)
        .toList();
  }

  private boolean known(int[] rows, int target) {
    return Arrays.stream(rows).anyMatch(row -> !Double.isNaN(frame.observed(row, target)));
  }
}
