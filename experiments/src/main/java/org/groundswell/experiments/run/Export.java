package org.groundswell.experiments.run;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.exchange.ForecastTable;
import org.groundswell.experiments.exchange.FrameExport;
import org.groundswell.experiments.exchange.RowsHash;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Anchors;
import org.groundswell.window.Windows;

/**
 * Writes what an experiment's models are given as files for Python: rows, folds and windows, and
 * {@code schema.json}, which says what they mean, last. Nothing is fitted.
 *
 * <p>Outcomes that had not matured at the last cut are left out unless they are asked for. Those of
 * earlier test slices can't be, because later folds learn from them. Whatever test outcomes are
 * written, the ledger is told.
 *
 * @param to a folder that holds nothing yet
 * @param testTargets whether all outcomes are written
 * @param ledger where looks at test slices are entered
 * @param run the run whose configuration it is, and whose forecasts are written if it is finished
 */
public record Export(
    ExperimentConfig config, Path to, boolean testTargets, Path ledger, Optional<Path> run) {

  /** The ledger beside run folders, or beside a run. */
  public static Path ledger(Path runs) {
    return runs.resolve(Ledger.FILE);
  }

  /**
   * Writes the files.
   *
   * @param now rows of a later time are quarantined; of a run's rows those later than its start
   * @param say is told what was written
   * @throws UsageException if there is something in the folder
   * @throws DataException if the data can't be used, or are not those of the run
   */
  public void write(Instant now, Caller caller, Consumer<String> say) throws IOException {
    requireEmpty();
    Path scratch = Files.createTempDirectory("groundswell-export");
    try {
      FrameData read = ConfiguredData.read(config, scratch, began(now), say);
      requireSame(read.summary());
      write(read, ConfiguredData.folds(config, read, caller), now, say);
    } finally {
      RunFolder.delete(scratch);
    }
  }

  private void requireEmpty() throws IOException {
    if (Files.isDirectory(to)) {
      try (Stream<Path> held = Files.list(to)) {
        if (held.findAny().isEmpty()) {
          return;
        }
      }
    }
    if (Files.exists(to)) {
      throw new UsageException("%s is there already. Name a new folder.".formatted(to));
    }
    Files.createDirectories(to);
  }

  private Instant began(Instant now) throws IOException {
    return run.isPresent()
        ? Instant.parse(
            new RunFolder(run.get()).readTree("provenance.json").path("started").asText())
        : now;
  }

  private void requireSame(FrameData.Summary summary) throws IOException {
    if (run.isEmpty() || !Files.exists(run.get().resolve("data.json"))) {
      return;
    }
    String then = new RunFolder(run.get()).readTree("data.json").path("sha256").asText();
    if (!then.equals(summary.sha256())) {
      throw new DataException(
          "%s is not what %s was run on: SHA-256 %s, then %s. Put the old data back."
              .formatted(summary.file(), run.get(), summary.sha256(), then));
    }
  }

  private void write(FrameData read, List<Fold> folds, Instant now, Consumer<String> say)
      throws IOException {
    Frame frame = read.frame();
    Windows windows = new Windows(frame, config.window(), config.queryRow());
    boolean[] told = told(frame, folds.get(folds.size() - 1));
    Optional<Integer> look = enterLook(read.summary(), looked(frame, folds, told), now);
    new FrameExport(windows, folds, Anchors.of(frame, config.target().link()), told).write(to);
    boolean forecasts = run.isPresent() && new RunFolder(run.get()).finished();
    if (forecasts) {
      writeForecasts(frame, folds);
    }
    int leftOut = (int) IntStream.range(0, told.length).filter(row -> !told[row]).count();
    new RunFolder(to)
        .writeJson(
            "schema.json",
            ExportSchema.of(
                config, read, windows, folds, RowsHash.of(frame, folds), testTargets, leftOut));
    say.accept(
        "%s: %,d rows, %d folds%s"
            .formatted(to, frame.rows(), folds.size(), forecasts ? ", forecasts of the run" : ""));
    say.accept(
        leftOut == 0
            ? "outcomes of all rows"
            : "outcomes of %,d rows are left out: they had not matured at the last cut"
                .formatted(leftOut));
    look.ifPresent(
        number ->
            say.accept(
                "outcomes of test rows are written: look %d at this test period, entered in %s"
                    .formatted(number, ledger)));
  }

  /** By row: whether its outcomes are written. */
  private boolean[] told(Frame frame, Fold last) {
    long cut = last.cut().toEpochMilli();
    long delay = frame.labelDelay().toMillis();
    boolean[] told = new boolean[frame.rows()];
    for (int row = 0; row < told.length; row++) {
      long instant = frame.millis(row);
      told[row] = testTargets || (instant + delay <= cut && instant < cut);
    }
    return told;
  }

  /** The folds of which an outcome of a test row is written. */
  private static List<Fold> looked(Frame frame, List<Fold> folds, boolean[] told) {
    int targets = frame.schema().targets().size();
    return folds.stream()
        .filter(
            fold ->
                IntStream.of(fold.test())
                    .filter(row -> told[row])
                    .anyMatch(
                        row ->
                            IntStream.range(0, targets)
                                .anyMatch(t -> !Double.isNaN(frame.observed(row, t)))))
        .toList();
  }

  private Optional<Integer> enterLook(FrameData.Summary summary, List<Fold> looked, Instant now)
      throws IOException {
    List<Ledger.Read> reads =
        looked.stream()
            .map(
                fold ->
                    new Ledger.Read(
                        summary.sha256(),
                        summary.context() == null ? null : summary.context().sha256(),
                        summary.generated(),
                        List.copyOf(summary.targets().keySet()),
                        fold.number(),
                        fold.cut(),
                        fold.testEnd(),
                        "export " + to.toAbsolutePath().normalize().getFileName(),
                        now,
                        config.name(),
                        Sha256.of(config.toYaml()),
                        null,
                        now,
                        null))
            .toList();
    return reads.isEmpty() ? Optional.empty() : Optional.of(new Ledger(ledger).enter(reads));
  }

  private void writeForecasts(Frame frame, List<Fold> folds) throws IOException {
    RunFolder folder = new RunFolder(run.orElseThrow());
    List<CellResult> cells =
        folder.readJsonLines(Runner.METRICS, CellResult.class).stream()
            .filter(CellResult::ok)
            .toList();
    List<Double> levels = config.losses().quantiles();
    ForecastTable.write(
        to.resolve("forecasts.parquet"),
        levels,
        into -> {
          for (CellResult cell : cells) {
            Fold fold =
                folds.stream().filter(own -> own.number() == cell.fold()).findFirst().orElseThrow();
            writeForecasts(folder, cell, frame, fold, levels, into);
          }
        });
  }

  private static void writeForecasts(
      RunFolder folder,
      CellResult cell,
      Frame frame,
      Fold fold,
      List<Double> levels,
      ForecastTable into)
      throws IOException {
    Path file = folder.resolve("predictions").resolve(cell.cell() + ".csv");
    List<String> targets = frame.schema().targets();
    List<int[]> rows = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      int target = t;
      rows.add(
          IntStream.of(fold.test())
              .filter(row -> !Double.isNaN(frame.observed(row, target)))
              .toArray());
    }
    int[] next = new int[targets.size()];
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord line : csv) {
        int target = targets.indexOf(line.getField("target"));
        int place = target < 0 ? 0 : next[target]++;
        if (target < 0
            || place == rows.get(target).length
            || !line.getField("id").equals(frame.id(rows.get(target)[place]))) {
          throw new IOException(
              "%s, line %d, is of another row than the data have there"
                  .formatted(file, line.getStartingLineNumber()));
        }
        double[] quantiles =
            levels.stream()
                .mapToDouble(
                    level ->
                        line.findField(String.format(Locale.ROOT, "q%s", level))
                            .map(Double::parseDouble)
                            .orElse(Double.NaN))
                .toArray();
        into.add(
            cell.entry(),
            cell.fold(),
            cell.seed(),
            rows.get(target)[place],
            targets.get(target),
            Double.parseDouble(line.getField("forecast")),
            quantiles);
      }
    }
  }
}
