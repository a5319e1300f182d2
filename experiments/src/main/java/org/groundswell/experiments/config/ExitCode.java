package org.groundswell.experiments.config;

/** How the program ended, as its caller sees it. */
public enum ExitCode {
  SUCCESS(0),
  /** Something that no message of ours explains: a bug. */
  UNEXPECTED(1),
  /** {@link UsageException}: nothing was computed. */
  USAGE(2),
  /** The data can't be read or are too few. */
  DATA(3),
  /** A cell of the run failed, or the run could not go on; what was finished is kept. */
  RUN_FAILED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
