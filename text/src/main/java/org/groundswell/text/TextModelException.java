package org.groundswell.text;

/**
 * A language model can't be used: files are missing or wrong, it does not run here, or it fails.
 */
public final class TextModelException extends RuntimeException {

  /**
   * @param message names the file and the way out
   */
  public TextModelException(String message) {
    super(message);
  }

  public TextModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
