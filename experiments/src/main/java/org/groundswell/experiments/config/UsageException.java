package org.groundswell.experiments.config;

/**
 * The program was asked for something it can't do: an unknown experiment, key or value. Its message
 * is for the person at the command line and names the way out.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
