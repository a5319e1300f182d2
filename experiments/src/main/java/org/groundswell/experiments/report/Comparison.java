package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One report of several finished runs. */
public final class Comparison {
  private Comparison() {}

  /** Writes {@code out/report}; gives the verdict. */
  public static List<String> write(List<Path> runs, Path out) throws IOException {
    if (runs.isEmpty()) {
      return List.of();
    }
    throw new UnsupportedOperationException("compare " + runs + " into " + out);
  }
}
