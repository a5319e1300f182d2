package org.groundswell.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.groundswell.backtest.Backtest;
import org.groundswell.experiments.audit.FitRecord;
import org.groundswell.experiments.machine.Progress;
import org.groundswell.model.FitFailedException;
import org.groundswell.scale.TargetTransform;

/**
 * Runs the cells of an experiment that are not finished yet, some side by side, and records each as
 * it ends: all of them first as far as validation rows go, and only then, when somebody has chosen
 * by those, on test rows. The results are the same bits however many run at once and in whatever
 * order they end.
 */
final class Runner {
  static final String SELECTED = "selected.jsonl";
  static final String METRICS = "metrics.jsonl";
  private static final String COST = "cost.jsonl";

  /** What models were given, for the audit. */
  static final String FITS = "fits.jsonl";

  private final Backtest data;
  private final Map<TargetTransform.Config, Backtest> byTarget = new ConcurrentHashMap<>();
  private final RunFolder folder;
  private final List<Cell> cells;
  private final int threads;
  private final Progress progress;
  private final RunLog log;
  private final Map<String, Selected> selected = new ConcurrentHashMap<>();
  private final Map<String, CellResult> tested = new ConcurrentHashMap<>();
  private final Map<String, CellRunner.Cost> costs = new ConcurrentHashMap<>();

  /** Takes up what an earlier attempt at the run has finished. */
  Runner(
      Backtest data, RunFolder folder, List<Cell> cells, int threads, Progress progress, RunLog log)
      throws IOException {
    this.data = data;
    this.folder = folder;
    this.cells = List.copyOf(cells);
    this.threads = threads;
    this.progress = progress;
    this.log = log;
    for (Selected earlier : folder.readJsonLines(SELECTED, Selected.class)) {
      selected.put(earlier.cell(), earlier);
    }
    for (CellResult earlier : folder.readJsonLines(METRICS, CellResult.class)) {
      tested.put(earlier.cell(), earlier);
    }
    for (CellRunner.Cost earlier : folder.readJsonLines(COST, CellRunner.Cost.class)) {
      costs.put(earlier.cell(), earlier);
    }
    // what a killed run left half written is taken off before more is added
    folder.readJsonLines(FITS, FitRecord.class);
  }

  /** Ends a fit whose run is over. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What is done with a cell in one of the two phases. */
  private interface Phase {
    /**
     * @return what came of it, for readers
     */
    String run(Cell cell, CellRunner runner) throws IOException;
  }

  /**
   * The first phase, of the whole run: fits every cell on training rows and forecasts validation
   * rows. What goes wrong with a cell, other than that it can't be fitted, ends the run at once;
   * the other cells end with their next epoch, and none outlives this call.
   *
   * @return what was found of all cells, earlier or now, in the order of the cells
   */
  List<Selected> select() throws IOException, InterruptedException {
    List<Cell> open = open(selected.keySet());
    Map<String, Double> work = new HashMap<>();
    open.forEach(cell -> work.put("choose " + cell.name(), work(cell)));
    open(tested.keySet()).forEach(cell -> work.put("test " + cell.name(), work(cell)));
    progress.start(work);
    run("choose ", open, this::select);
    List<Selected> all = cells.stream().map(cell -> selected.get(cell.name())).toList();
    folder.writeJsonLines(SELECTED, all);
    return all;
  }

  /**
   * The second phase, after {@link #select()}: fits every cell again on all rows matured at its cut
   * and reads its test slice. Ends as that does.
   *
   * @return the results of all cells, finished earlier or now, in the order of the cells
   */
  List<CellResult> test() throws IOException, InterruptedException {
    run("test ", open(tested.keySet()), this::test);
    List<CellResult> results = cells.stream().map(cell -> tested.get(cell.name())).toList();
    folder.writeJsonLines(METRICS, results);
    folder.writeJsonLines(
        COST,
        results.stream()
            .filter(result -> result.ok() && costs.containsKey(result.cell()))
            .map(result -> costs.get(result.cell()))
            .toList());
    sortFits();
    return results;
  }

  private List<Cell> open(Set<String> finished) {
    return cells.stream()
        .filter(cell -> !finished.contains(cell.name()))
        .sorted(longestFirst())
        .toList();
  }

  private void run(String title, List<Cell> open, Phase phase)
      throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<String> ended = new ExecutorCompletionService<>(pool);
      open.forEach(cell -> ended.submit(() -> shown(title + cell.name(), cell, phase)));
      for (int k = 0; k < open.size(); k++) {
        ended.take().get();
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      pool.shutdownNow();
      // however long an epoch takes: nothing may be written to a folder that is no longer ours
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }

  private String shown(String name, Cell cell, Phase phase) throws IOException {
    progress.cellStarted(name);
    CellRunner runner =
        new CellRunner(
            byTarget.computeIfAbsent(cell.entry().target(), data::withTarget),
            (epoch, epochs) -> {
              if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
              }
              progress.epochEnded(
                  name, epoch.number(), epochs, epoch.trainingLoss(), epoch.validationLoss());
            },
            this::note);
    String summary = phase.run(cell, runner);
    progress.cellEnded(name, summary);
    log.note(name + ": " + summary);
    if (cell.entry().factory().gradientTrained()) {
      // ND4J frees native arrays when Java collects; a finished network leaves most
      System.gc();
    }
    return summary;
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

  private String select(Cell cell, CellRunner runner) throws IOException {
    Selected found;
    long start = System.nanoTime();
    try {
      found = runner.select(cell);
      var cost = new CellRunner.Cost(cell.name(), (System.nanoTime() - start) / 1e9, 0, 0);
      costs.put(cell.name(), cost);
      folder.appendJsonLine(COST, cost);
    } catch (FitFailedException e) {
      found = Selected.failed(cell, e.getMessage());
    }
    selected.put(cell.name(), found);
    folder.appendJsonLine(SELECTED, found);
    return found.ok() ? "on validation " + error(found.validation()) : "failed: " + found.error();
  }

  private String test(Cell cell, CellRunner runner) throws IOException {
    Selected found = selected.get(cell.name());
    CellResult result;
    if (found.ok()) {
      Path work = folder.startCell(cell.name());
      try {
        CellRunner.Cost cost = costs.get(cell.name());
        CellRunner.Outcome outcome =
            runner.test(cell, found, cost == null ? 0 : cost.selectSeconds(), work);
        result = outcome.result();
        folder.finishCell(cell.name(), work);
        costs.put(cell.name(), outcome.cost());
        folder.appendJsonLine(COST, outcome.cost());
      } catch (FitFailedException e) {
        result = CellResult.failed(cell, e.getMessage(), found.validation());
      }
    } else {
      result = CellResult.failed(cell, found.error(), Map.of());
    }
    tested.put(cell.name(), result);
    folder.appendJsonLine(METRICS, result);
    return result.ok() ? error(result.metrics()) : "failed: " + result.error();
  }

  private String error(Map<String, Map<String, Double>> metrics) {
    String first = data.frame().schema().targets().get(0);
    Double error = metrics.get(first).get("log1p-mae");
    return error == null
        ? "no outcomes"
        : String.format(Locale.ROOT, "log1p MAE of %s %.4f", first, error);
  }

  private void note(FitRecord fit) {
    try {
      folder.appendJsonLine(FITS, fit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of cells; of a cell that was begun twice the later notes. */
  private void sortFits() throws IOException {
    Map<String, Map<String, FitRecord>> byCell = new HashMap<>();
    for (FitRecord fit : folder.readJsonLines(FITS, FitRecord.class)) {
      byCell.computeIfAbsent(fit.cell(), cell -> new TreeMap<>()).put(fit.phase(), fit);
    }
    List<FitRecord> sorted = new ArrayList<>();
    for (Cell cell : cells) {
      sorted.addAll(byCell.getOrDefault(cell.name(), Map.of()).values());
    }
    folder.writeJsonLines(FITS, sorted);
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
