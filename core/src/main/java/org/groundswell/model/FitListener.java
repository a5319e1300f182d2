package org.groundswell.model;

/** Is told how a fit goes on, and can end it by throwing. */
@FunctionalInterface
public interface FitListener {
  /** Takes no notice. */
  FitListener NONE = (epoch, epochs) -> {};

  /**
   * An epoch ended.
   *
   * @param epochs the most that there can be
   */
  void epochEnded(Fit.Epoch epoch, int epochs);
}
