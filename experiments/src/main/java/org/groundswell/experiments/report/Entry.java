package org.groundswell.experiments.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A contestant: a model with a loss, and its cells by fold and seed.
 *
 * @param gradientTrained whether it is a network, trained by gradient steps
 */
record Entry(String name, String model, String loss, boolean gradientTrained, List<Cell> cells) {
  private static final double LIMIT_SHARE = 0.2;

  Entry {
    cells = List.copyOf(cells);
  }

  List<Cell> finished() {
    return cells.stream().filter(cell -> !cell.failed()).toList();
  }

  List<Cell> failed() {
    return cells.stream().filter(Cell::failed).toList();
  }

  long limited() {
    return finished().stream().filter(Cell::limited).count();
  }

  /** A network with more than a fifth of its cells at the limit of epochs has not converged. */
  boolean converged() {
    return !gradientTrained || limited() <= LIMIT_SHARE * finished().size();
  }

  /** Of a network whose number of epochs was fixed nobody knows whether it has converged. */
  boolean fixedEpochs() {
    return gradientTrained && finished().stream().anyMatch(Cell::fixedEpochs);
  }

  boolean authorMedian() {
    return model.equals("author-median");
  }

  /**
   * Why it may not be called best, empty if it may.
   *
   * @param folds the run's folds
   */
  String reservation(Set<Integer> folds) {
    if (!failed().isEmpty()) {
      return failed().size() + " of " + cells.size() + " cells failed";
    }
    Set<Integer> untested = new TreeSet<>(folds);
    cells.forEach(cell -> untested.remove(cell.fold()));
    if (!untested.isEmpty()) {
      return "not tested in fold "
          + untested.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    if (!converged()) {
      return "not trained to convergence";
    }
    if (fixedEpochs()) {
      return "fixed number of epochs, convergence unknown";
    }
    return "";
  }
}
