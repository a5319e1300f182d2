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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.groundswell.backtest.Backtest;
import org.groundswell.experiments.audit.FitRecord;
import org.groundswell.experiments.config.FeatureGroup;
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
  private final Map<View, Backtest> views = new ConcurrentHashMap<>();
  private final RunFolder folder;
  private final List<Cell> cells;
  private final int threads;
  private final Progress progress;
  private final RunLog log;

  /** Names of cells whose forecasts an ensemble averages. */
  private final Set<String> averaged;

  private final Map<String, Selected> selected = new ConcurrentHashMap<>();
  private final Map<String, CellResult> tested = new ConcurrentHashMap<>();
  private final Map<String, CellWork.Cost> costs = new ConcurrentHashMap<>();

  /** Takes up what an earlier attempt at the run has finished. */
  Runner(
      Backtest data, RunFolder folder, List<Cell> cells, int threads, Progress progress, RunLog log)
      throws IOException {
    this.data = data;
    this.folder = folder;
    this.cells = List.copyOf(cells);
    this.averaged =
        cells.stream()
            .filter(cell -> cell.entry() instanceof Ensemble)
            .flatMap(cell -> ((Ensemble) cell.entry()).averagedBy(cell).stream())
            .map(Cell::name)
            .collect(Collectors.toSet());
    this.threads = threads;
    this.progress = progress;
    this.log = log;
    for (Selected earlier : folder.readJsonLines(SELECTED, Selected.class)) {
      selected.put(earlier.cell(), earlier);
    }
    for (CellResult earlier : folder.readJsonLines(METRICS, CellResult.class)) {
      tested.put(earlier.cell(), earlier);
    }
    for (CellWork.Cost earlier : folder.readJsonLines(COST, CellWork.Cost.class)) {
      costs.put(earlier.cell(), earlier);
    }
    // what a killed run left half written is taken off before more is added
    folder.readJsonLines(FITS, FitRecord.class);
  }

  /** What entries with the same view of the data have in common. */
  private record View(TargetTransform.Config target, Optional<List<FeatureGroup>> shown) {
    static View of(Entry<?> entry) {
      return new View(entry.target(), entry.shown());
    }
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
    String run(Cell cell, CellWork runner) throws IOException;
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
    runAll("choose ", open, this::select);
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
    runAll("test ", open(tested.keySet()), this::test);
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

  /** Ensembles after the cells that they average. */
  private void runAll(String title, List<Cell> open, Phase phase)
      throws IOException, InterruptedException {
    Map<Boolean, List<Cell>> byKind =
        open.stream().collect(Collectors.partitioningBy(c -> c.entry() instanceof Ensemble));
    run(title, byKind.get(false), phase);
    run(title, byKind.get(true), phase);
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
    String summary = phase.run(cell, work(name, cell));
    progress.cellEnded(name, summary);
    log.note(name + ": " + summary);
    if (cell.entry() instanceof Entry<?> entry && entry.gradientTrained()) {
      // ND4J frees native arrays when Java collects; a finished network leaves most
      System.gc();
    }
    return summary;
  }

  private CellWork work(String name, Cell cell) {
    return cell.entry() instanceof Entry<?> entry
        ? new CellRunner(
            entry,
            views.computeIfAbsent(View.of(entry), view -> entry.view(data)),
            (epoch, epochs) -> {
              if (Thread.currentThread().isInterrupted()) {
                throw new Interrupted();
              }
              progress.epochEnded(
                  name, epoch.number(), epochs, epoch.trainingLoss(), epoch.validationLoss());
            },
            this::note)
        : cell.entry() instanceof Outside outside
            ? new OutsideRunner(outside, data.frame())
            : new EnsembleRunner(folder, data.frame(), selected, tested, costs);
  }

  /**
   * Networks before the rest and late folds before early ones, so that no long cell is left alone
   * at the end.
   */
  private static Comparator<Cell> longestFirst() {
    return Comparator.comparing((Cell cell) -> !cell.entry().gradientTrained())
        .thenComparing(cell -> -cell.fold().number());
  }

  /**
   * A guess of how long a cell takes against others: an epoch of a network is a tree's dozens of
   * rounds.
   */
  private static double work(Cell cell) {
    if (!(cell.entry() instanceof Entry<?>)) {
      return 0;
    }
    return cell.fold().refit().length * (cell.entry().gradientTrained() ? 20.0 : 1.0);
  }

  private String select(Cell cell, CellWork runner) throws IOException {
    Selected found;
    long start = System.nanoTime();
    try {
      if (averaged.contains(cell.name())) {
        Path work = folder.startCell(cell.name());
        found = runner.select(cell, Optional.of(work.resolve(RunFolder.VALIDATION + ".csv")));
        folder.finishCell(cell.name(), work);
      } else {
        found = runner.select(cell, Optional.empty());
      }
      // what a forecast cost elsewhere nobody knows
      double seconds = cell.entry() instanceof Outside ? 0 : (System.nanoTime() - start) / 1e9;
      var cost = new CellWork.Cost(cell.name(), seconds, 0, 0);
      costs.put(cell.name(), cost);
      folder.appendJsonLine(COST, cost);
    } catch (FitFailedException e) {
      found = Selected.failed(cell, e.getMessage());
    }
    selected.put(cell.name(), found);
    folder.appendJsonLine(SELECTED, found);
    return found.ok() ? "on validation " + error(found.validation()) : "failed: " + found.error();
  }

  private String test(Cell cell, CellWork runner) throws IOException {
    Selected found = selected.get(cell.name());
    CellResult result;
    if (found.ok()) {
      Path work = folder.startCell(cell.name());
      try {
        CellWork.Cost cost = costs.get(cell.name());
        CellWork.Outcome outcome =
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
