package org.groundswell.model;

/** A fit could not go on; the message says at which step, why, and what may help. */
public final class FitFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FitFailedException(String message) {
    super(message);
  }
}
