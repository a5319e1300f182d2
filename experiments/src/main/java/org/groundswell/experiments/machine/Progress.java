package org.groundswell.experiments.machine;

import java.io.Console;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * Shows where a run of many cells stands. Its methods may be called from any thread.
 *
 * <p>What takes one fit is a cell here: a cell of a run that is fitted in two phases counts twice,
 * under two names.
 */
public interface Progress extends AutoCloseable {

  /**
   * The run begins.
   *
   * @param work by the name of each cell, how much of the time it is guessed to take, in any unit
   */
  void start(Map<String, Double> work);

  /**
   * A cell begins.
   *
   * @param cell its name to people, unique in the run, such as {@code transformer-huber fold 2}
   */
  void cellStarted(String cell);

  /**
   * An epoch of a cell ended.
   *
   * @param limit the most epochs there can be
   * @param validationLoss {@code NaN} where there is none
   */
  void epochEnded(String cell, int epoch, int limit, double trainingLoss, double validationLoss);

  /**
   * A cell ended.
   *
   * @param result what came of it, in a few words
   */
  void cellEnded(String cell, String result);

  /** The run is over. */
  @Override
  void close();

  /** One status line, written over and over, on a terminal; now and then a line elsewhere. */
  static Progress to(PrintStream out, InstantSource clock) {
    return onTerminal()
        ? new TerminalProgress(out, clock, TerminalProgress.columns())
        : new PlainProgress(out, clock);
  }

  @SuppressWarnings("SystemConsoleNull") // null up to Java 21; the newer way is asked below
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // from Java 22 on there is a console without a terminal too, and this method says which
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
