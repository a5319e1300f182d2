package org.groundswell.experiments.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.groundswell.backtest.Backtest;
import org.groundswell.backtest.FittedModel;
import org.groundswell.backtest.Forecasts;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.audit.FitRecord;
import org.groundswell.experiments.audit.WatchedModel;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.window.ScaledFrame;

/**
 * Runs one cell in two phases: fits on training rows, as far as validation rows say, and forecasts
 * those; then fits a fresh model on all rows matured at the cut for what was found best, and reads
 * the test slice once. Where the number of epochs is fixed the first fit chooses nothing, and is
 * made for its forecasts of validation rows alone.
 */
final class CellRunner implements CellWork {
  private final Entry<?> entry;
  private final Backtest backtest;
  private final FitListener listener;
  private final Consumer<FitRecord> fits;

  /**
   * @param listener is told of the epochs of both fits
   * @param fits is told which rows they were given
   */
  CellRunner(Entry<?> entry, Backtest backtest, FitListener listener, Consumer<FitRecord> fits) {
    this.entry = entry;
    this.backtest = backtest;
    this.listener = listener;
    this.fits = fits;
  }

  @Override
  public Selected select(Cell cell, Optional<Path> wanted) throws IOException {
    Fold fold = cell.fold();
    try (FittedModel fitted = backtest.select(fold, maker(cell), listener)) {
      Measured measured = measured(fitted.forecast(fold.validation(), entry.loss()), fold.train());
      if (wanted.isPresent()) {
        PredictionFile.write(
            wanted.get(), backtest.frame(), fold.validation(), measured.byTarget());
      }
      return Selected.of(cell, fitted.chosen(), measured.rows(), measured.metrics());
    }
  }

  /** Writes {@code history.csv} and {@code model/}, with the scalers, too. */
  @Override
  public Outcome test(Cell cell, Selected selected, double selectSeconds, Path folder)
      throws IOException {
    Fold fold = cell.fold();
    Fit chosen = selected.fit();
    long start = System.nanoTime();
    try (FittedModel fitted = backtest.refit(fold, chosen, maker(cell), listener)) {
      long refitted = System.nanoTime();
      Forecasts forecasts = fitted.forecast(fold.test(), entry.loss());
      long forecast = System.nanoTime();
      Path modelFolder = Files.createDirectories(folder.resolve("model"));
      fitted.model().save(modelFolder);
      SavedScaling.write(modelFolder, fitted.data());
      writeHistory(folder.resolve("history.csv"), chosen, fitted.fit());
      Measured measured = measured(forecasts, fold.refit());
      PredictionFile.write(
          folder.resolve("predictions.csv"), backtest.frame(), fold.test(), measured.byTarget());
      return new Outcome(
          CellResult.of(cell, selected, forecasts.clipped(), measured.rows(), measured.metrics()),
          new Cost(
              cell.name(), selectSeconds, (refitted - start) / 1e9, (forecast - refitted) / 1e9));
    }
  }

  private Function<ScaledFrame, Model> maker(Cell cell) {
    return WatchedModel.watching(
        scaled -> entry.create(scaled, cell.seed()), cell.name(), cell.fold().number(), fits);
  }

  private Measured measured(Forecasts forecasts, int[] fittedOn) {
    List<String> targets = backtest.frame().schema().targets();
    return new Measured(
        targets,
        IntStream.range(0, targets.size()).mapToObj(t -> forecasts.scored(t, fittedOn)).toList());
  }

  private static void writeHistory(Path file, Fit chosen, Fit refit) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("phase,epoch,training_loss,validation_loss,learning_rate\n");
      write(writer, "select", chosen);
      write(writer, "refit", refit);
    }
  }

  private static void write(BufferedWriter writer, String phase, Fit fit) throws IOException {
    for (Fit.Epoch epoch : fit.epochs()) {
      String validation =
          Double.isNaN(epoch.validationLoss()) ? "" : Double.toString(epoch.validationLoss());
      writer.write(
          String.join(
                  ",",
                  phase,
                  Integer.toString(epoch.number()),
                  Double.toString(epoch.trainingLoss()),
                  validation,
                  Double.toString(epoch.learningRate()))
              + "\n");
    }
  }
}
