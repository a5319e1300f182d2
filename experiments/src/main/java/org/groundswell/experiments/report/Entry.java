package org.groundswell.experiments.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A contestant: a model with a loss, or an ensemble, and its cells by fold and seed.
 *
 * @param scaling what is done to targets before they are learnt, empty if the run did not note it
 * @param gradientTrained whether it is a network, trained by gradient steps
 * @param members whose forecasts it averages; empty if it is a model
 * @param origin the run that its cells come from
 */
record Entry(
    String name,
    String model,
    String loss,
    String scaling,
    boolean gradientTrained,
    List<Entry> members,
    Origin origin,
    List<Cell> cells) {
  private static final double LIMIT_SHARE = 0.2;

  Entry {
    members = List.copyOf(members);
    cells = List.copyOf(cells);
  }

  Entry of(Origin newOrigin) {
    return new Entry(name, model, loss, scaling, gradientTrained, members, newOrigin, cells);
  }

  Entry named(String newName) {
    return new Entry(newName, model, loss, scaling, gradientTrained, members, origin, cells);
  }

  boolean ensemble() {
    return !members.isEmpty();
  }

  /** Whether another program made its forecasts. */
  boolean outside() {
    return model.equals("outside");
  }

  Kind kind() {
    return ensemble()
        ? Kind.ENSEMBLE
        : outside() ? Kind.OUTSIDE : gradientTrained ? Kind.NETWORK : Kind.BASELINE;
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

  /** The name without the run that a comparison may have added. */
  String shared() {
    int run = name.indexOf(" (" + origin.letter() + ": ");
    return run < 0 ? name : name.substring(0, run);
  }

  /** As short as a picture wants it that already says which model it is. */
  String brief() {
    String own = shared();
    String variant =
        own.startsWith(model + "-") && gradientTrained ? own.substring(model.length() + 1) : own;
    return own.equals(name) ? variant : variant + " (" + origin.letter() + ")";
  }

  /** The finished cells of the seed that comes first. */
  List<Cell> firstSeed() {
    List<Cell> finished = finished();
    return finished.stream().filter(cell -> cell.seed() == finished.get(0).seed()).toList();
  }

  boolean squaredError() {
    return loss.equals("mse");
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
