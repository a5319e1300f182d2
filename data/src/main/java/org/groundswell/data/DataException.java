package org.groundswell.data;

/**
 * A file or table that can't be used at all. The message names the file, the place, the value and
 * what to do; single bad rows go to the {@linkplain PostReader quarantine} instead.
 */
public final class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
