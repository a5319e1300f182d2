package org.groundswell.experiments.machine;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Progress for log files: a line when a cell ends, and otherwise at most one in ten seconds. */
final class PlainProgress implements Progress {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final PrintStream out;
  private final InstantSource clock;
  private final CellStates states = new CellStates();
  private Instant printed = Instant.EPOCH;

  PlainProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public synchronized void start(Map<String, Double> work) {
    printed = clock.instant();
    states.start(work, printed);
  }

  @Override
  public synchronized void cellStarted(String cell) {
    states.started(cell);
  }

  @Override
  public synchronized void epochEnded(
      String cell, int epoch, int limit, double trainingLoss, double validationLoss) {
    states.epoch(cell, epoch, limit, trainingLoss, validationLoss);
    Instant now = clock.instant();
    if (!now.isBefore(printed.plus(PAUSE))) {
      print(states.line(now), now);
    }
  }

  @Override
  public synchronized void cellEnded(String cell, String result) {
    states.ended(cell);
    Instant now = clock.instant();
    print("%s %s: %s (%s)".formatted(states.count(), cell, result, states.times(now)), now);
  }

  @Override
  public synchronized void close() {
    out.flush();
  }

  private void print(String line, Instant now) {
    out.println(line);
    printed = now;
  }
}
