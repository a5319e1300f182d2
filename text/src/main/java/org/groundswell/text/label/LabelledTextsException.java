package org.groundswell.text.label;

/** Labelled texts can't be used: a file can't be read, a line is wrong, or a label has too few. */
public final class LabelledTextsException extends RuntimeException {

  /**
   * @param message names file and line, or the label, and the way out
   */
  LabelledTextsException(String message) {
    super(message);
  }

  LabelledTextsException(String message, Throwable cause) {
    super(message, cause);
  }
}
