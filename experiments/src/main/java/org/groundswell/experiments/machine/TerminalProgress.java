package org.groundswell.experiments.machine;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Progress for people: a line for each cell that has ended, and below them one status line that is
 * written over.
 */
final class TerminalProgress implements Progress {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int USUAL_COLUMNS = 80;

  private final PrintStream out;
  private final InstantSource clock;
  private final int columns;
  private final CellStates states = new CellStates();
  private Instant drawn = Instant.EPOCH;
  private int shown;

  /**
   * @param columns width of the terminal: a status line that wraps could not be written over
   */
  TerminalProgress(PrintStream out, InstantSource clock, int columns) {
    this.out = out;
    this.clock = clock;
    this.columns = columns;
  }

  /** The width of the terminal, where the shell passes it on. */
  static int columns() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("[1-9]\\d{1,3}")
        ? Integer.parseInt(columns)
        : USUAL_COLUMNS;
  }

  @Override
  public synchronized void start(Map<String, Double> work) {
    states.start(work, clock.instant());
    draw();
  }

  @Override
  public synchronized void cellStarted(String cell) {
    states.started(cell);
    draw();
  }

  @Override
  public synchronized void epochEnded(
      String cell, int epoch, int limit, double trainingLoss, double validationLoss) {
    states.epoch(cell, epoch, limit, trainingLoss, validationLoss);
    if (!clock.instant().isBefore(drawn.plus(PAUSE))) {
      draw();
    }
  }

  @Override
  public synchronized void cellEnded(String cell, String result) {
    states.ended(cell);
    erase();
    out.println(states.count() + " " + cell + ": " + result);
    draw();
  }

  @Override
  public synchronized void close() {
    erase();
    out.flush();
  }

  private void draw() {
    Instant now = clock.instant();
    String line = states.line(now);
    if (line.length() >= columns) {
      line = line.substring(0, columns - 4) + "...";
    }
    out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    out.flush();
    shown = line.length();
    drawn = now;
  }

  private void erase() {
    out.print("\r" + " ".repeat(shown) + "\r");
    shown = 0;
  }
}
