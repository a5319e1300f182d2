package org.groundswell.experiments.run;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.groundswell.backtest.Backtest;
import org.groundswell.experiments.machine.Progress;
import org.groundswell.model.FitFailedException;
import org.groundswell.scale.TargetTransform;

/**
 * Runs the cells of an experiment that are not finished yet, some side by side, and records each as
 * it ends. The results are the same bits however many run at once and in whatever order they end.
 */
final class Runner {
  private static final String METRICS = "metrics.jsonl";
  private static final String COST = "cost.jsonl";

  private final Backtest data;
  private final Map<TargetTransform.Config, Backtest> byTarget = new ConcurrentHashMap<>();
  private final RunFolder folder;
  private final Progress progress;
  private final RunLog log;

  Runner(Backtest data, RunFolder folder, Progress progress, RunLog log) {
    this.data = data;
    this.folder = folder;
    this.progress = progress;
    this.log = log;
  }

  /** Ends a fit whose run is over. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Runs cells. What goes wrong with one, other than that it can't be fitted, ends the run at once;
   * the other cells end with their next epoch, and none outlives this call.
   *
   * @return the results of all cells, finished earlier or now, in the order of {@code cells}
   */
  List<CellResult> run(List<Cell> cells, int threads) throws IOException, InterruptedException {
    Map<String, CellResult> finished = new HashMap<>();
    for (CellResult result : folder.readJsonLines(METRICS, CellResult.class)) {
      finished.put(result.cell(), result);
    }
    // what a killed run left half written is taken off before more is added
    folder.readJsonLines(COST, CellRunner.Cost.class);
    List<Cell> open =
        cells.stream()
            .filter(cell -> !finished.containsKey(cell.name()))
            .sorted(longestFirst())
            .toList();
    progress.start(open.stream().collect(toMap(Cell::name, Runner::work)));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<CellResult> ended = new ExecutorCompletionService<>(pool);
      open.forEach(cell -> ended.submit(() -> runAndRecord(cell)));
      for (int k = 0; k < open.size(); k++) {
        CellResult result = ended.take().get();
        finished.put(result.cell(), result);
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      pool.shutdownNow();
      // however long an epoch takes: nothing may be written to a folder that is no longer ours
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
    List<CellResult> results = cells.stream().map(cell -> finished.get(cell.name())).toList();
    folder.writeJsonLines(METRICS, results);
    sortCost(cells);
    return results;
  }

  /**
   * Networks before the rest and late folds before early ones, so that no long cell is left alone
   * at the end.
   */
  private static Comparator<Cell> longestFirst() {
    return Comparator.comparing((Cell cell) -> !cell.entry().factory().gradientTrained())
        .thenComparing(cell -> -cell.fold().number());
  }

  /**
   * A guess of how long a cell takes against others: an epoch of a network is a tree's dozens of
   * rounds.
   */
  private static double work(Cell cell) {
    return cell.fold().refit().length * (cell.entry().factory().gradientTrained() ? 20.0 : 1.0);
  }

  private CellResult runAndRecord(Cell cell) throws IOException {
    progress.cellStarted(cell.name());
    CellRunner runner =
        new CellRunner(
            byTarget.computeIfAbsent(cell.entry().target(), data::withTarget),
            (epoch, epochs) -> {
              if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
              }
              progress.epochEnded(
                  cell.name(),
                  epoch.number(),
                  epochs,
                  epoch.trainingLoss(),
                  epoch.validationLoss());
            });
    Path work = folder.startCell(cell.name());
    CellResult result;
    try {
      CellRunner.Outcome outcome = runner.run(cell, work);
      result = outcome.result();
      folder.finishCell(cell.name(), work);
      folder.appendJsonLine(COST, outcome.cost());
    } catch (FitFailedException e) {
      result = CellResult.failed(cell, e.getMessage());
    }
    folder.appendJsonLine(METRICS, result);
    progress.cellEnded(cell.name(), summary(result));
    log.note(cell.name() + ": " + summary(result));
    // ND4J frees native arrays when Java collects; a finished model leaves most
    System.gc();
    return result;
  }

  private String summary(CellResult result) {
    if (!result.ok()) {
      return "failed: " + result.error();
    }
    String first = data.frame().schema().targets().get(0);
    Double error = result.metrics().get(first).get("log1p-mae");
    return error == null
        ? "no outcomes"
        : String.format(Locale.ROOT, "log1p MAE of %s %.4f", first, error);
  }

  private void sortCost(List<Cell> cells) throws IOException {
    Map<String, CellRunner.Cost> costs = new HashMap<>();
    for (CellRunner.Cost cost : folder.readJsonLines(COST, CellRunner.Cost.class)) {
      costs.put(cost.cell(), cost);
    }
    folder.writeJsonLines(
        COST,
        cells.stream().map(cell -> costs.get(cell.name())).filter(cost -> cost != null).toList());
  }

  private static RuntimeException rethrown(Throwable cause) throws IOException {
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof UncheckedIOException unchecked) {
      throw unchecked.getCause();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("a cell failed", cause);
  }
}
