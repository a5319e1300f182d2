package org.groundswell.model;

/** When fitting ends. */
public sealed interface Stopping {

  /**
   * Ends where the loss on validation rows says so; the model keeps its best state.
   *
   * @param rows validation rows, disjoint from and later than the training rows
   */
  record OnValidation(int[] rows) implements Stopping {}

  /**
   * Ends after what an earlier fit found best; nothing is chosen.
   *
   * @param choice {@link Fit#choice} of that fit
   */
  record AtChoice(double choice) implements Stopping {}
}
