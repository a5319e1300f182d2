package org.groundswell.experiments.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The cells of a run, and what can be said of them. Mutable, for one thread at a time. */
final class CellStates {
  private static final double LEAST_SHARE = 0.01;

  private static final class Running {
    private int epoch;
    private int limit;
    private double loss = Double.NaN;

    double share() {
      return limit == 0 ? 0 : Math.min(1, (double) epoch / limit);
    }

    String text() {
      return limit == 0 ? "" : String.format(Locale.ROOT, " %d/%d %.4f", epoch, limit, loss);
    }
  }

  private final Map<String, Running> running = new LinkedHashMap<>();
  private Instant started = Instant.EPOCH;
  private Map<String, Double> work = Map.of();
  private double workDone;
  private int ended;

  /**
   * @param workOfCells how much work each cell is, in any unit
   */
  void start(Map<String, Double> workOfCells, Instant now) {
    work = Map.copyOf(workOfCells);
    started = now;
  }

  void started(String cell) {
    running.put(cell, new Running());
  }

  void epoch(String cell, int epoch, int limit, double trainingLoss, double validationLoss) {
    Running state = running.computeIfAbsent(cell, name -> new Running());
    state.epoch = epoch;
    state.limit = limit;
    state.loss = Double.isNaN(validationLoss) ? trainingLoss : validationLoss;
  }

  void ended(String cell) {
    running.remove(cell);
    workDone += work.get(cell);
    ended++;
  }

  /** Such as {@code [3/20]}. */
  String count() {
    return "[%d/%d]".formatted(ended, work.size());
  }

  /** Such as {@code 1:05, about 3:10 left}. */
  String times(Instant now) {
    Duration elapsed = Duration.between(started, now);
    return text(elapsed) + left(elapsed).map(left -> ", about " + text(left) + " left").orElse("");
  }

  /** All in one line. */
  String line(Instant now) {
    List<String> parts = new ArrayList<>();
    parts.add(count() + " " + times(now));
    running.forEach((cell, state) -> parts.add(cell + state.text()));
    return String.join(" | ", parts);
  }

  /**
   * Time left if what is to come takes as long, by its share of the work, as what is done: a guess.
   */
  private Optional<Duration> left(Duration elapsed) {
    double done = workDone;
    for (Map.Entry<String, Running> cell : running.entrySet()) {
      done += cell.getValue().share() * work.get(cell.getKey());
    }
    double all = work.values().stream().mapToDouble(Double::doubleValue).sum();
    double share = all == 0 ? 1 : done / all;
    return share < LEAST_SHARE || ended == work.size()
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis(Math.round(elapsed.toMillis() * Math.max(0, 1 - share) / share)));
  }

  private static String text(Duration duration) {
    return duration.toHours() > 0
        ? String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            duration.toHours(),
            duration.toMinutesPart(),
            duration.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
  }
}
