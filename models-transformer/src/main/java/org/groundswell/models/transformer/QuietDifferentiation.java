package org.groundswell.models.transformer;

import java.io.PrintStream;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Builds the gradient function of a graph without the line "Added differentiated op …" that
 * SameDiff prints on standard output for every operation, past any logger.
 */
final class QuietDifferentiation {
  private static final String NOISE = "Added differentiated op";

  private QuietDifferentiation() {}

  /**
   * Builds the gradient function. One graph at a time: standard output is the whole JVM's. What
   * other threads print in the meantime goes through.
   */
  static synchronized void differentiate(SameDiff graph) {
    PrintStream standard = System.out;
    PrintStream filter = new Filter(standard, Thread.currentThread());
    System.setOut(filter);
    try {
      graph.createGradFunction();
    } finally {
      filter.flush();
      if (System.out == filter) {
        System.setOut(standard);
      }
    }
  }

  private static final class Filter extends PrintStream {
    private final Thread differentiating;

    Filter(PrintStream standard, Thread differentiating) {
      super(standard, true);
      this.differentiating = differentiating;
    }

    @Override
    public void println(String line) {
      if (Thread.currentThread() != differentiating || !line.startsWith(NOISE)) {
        super.println(line);
      }
    }
  }
}
