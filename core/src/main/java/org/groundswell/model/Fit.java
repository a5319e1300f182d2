package org.groundswell.model;

import java.util.List;

/**
 * How a model was fitted.
 *
 * @param choice what validation chose, to be given to {@link Stopping.AtChoice} at the refit:
 *     epochs of a network, trees of an ensemble, the penalty of a ridge, 0 where there is nothing
 *     to choose
 * @param reason why it ended
 * @param epochs the course of the fit, empty where there is none
 */
public record Fit(double choice, StoppingReason reason, List<Epoch> epochs) {

  /** Why a fit ended. */
  public enum StoppingReason {
    /** Validation loss had not improved for as long as the configuration allows. */
    EARLY_STOPPING,
    /** The limit of epochs or trees was reached while validation loss could still improve. */
    LIMIT,
    /** The effort that validation had chosen before was spent. */
    CHOICE,
    /** The epochs that the configuration fixes were trained; nobody looked for convergence. */
    FIXED,
    /** The fit has a closed form or nothing to fit. */
    CLOSED_FORM
  }

  /**
   * One epoch or round.
   *
   * @param number from 1
   * @param trainingLoss mean loss over the epoch's steps, in z
   * @param validationLoss loss on validation rows in z after the epoch, {@code NaN} if there are
   *     none
   * @param learningRate at the epoch's end
   */
  public record Epoch(
      int number, double trainingLoss, double validationLoss, double learningRate) {}

  public Fit {
    epochs = List.copyOf(epochs);
  }

  /** A fit without a course or a choice. */
  public static Fit closedForm() {
    return new Fit(0, StoppingReason.CLOSED_FORM, List.of());
  }
}
