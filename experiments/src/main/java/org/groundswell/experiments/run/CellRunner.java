package org.groundswell.experiments.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.groundswell.backtest.Backtest;
import org.groundswell.backtest.FittedModel;
import org.groundswell.backtest.Forecasts;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.TrainingConfig;
import org.groundswell.window.ScaledFrame;

/**
 * Runs one cell: fits with early stopping on validation rows, fits a fresh model again on all rows
 * matured at the cut for what was found best, reads the test slice once. Where the number of epochs
 * is fixed there is nothing to choose, and the first fit is left out.
 */
final class CellRunner {
  /** What a cell leaves behind beside its files. */
  record Outcome(CellResult result, Cost cost) {}

  /** Wall-clock seconds of a cell's parts. */
  record Cost(String cell, double selectSeconds, double refitSeconds, double forecastSeconds) {}

  private final Backtest backtest;
  private final FitListener listener;

  /**
   * @param listener is told of the epochs of both fits
   */
  CellRunner(Backtest backtest, FitListener listener) {
    this.backtest = backtest;
    this.listener = listener;
  }

  /**
   * Runs a cell and writes {@code predictions.csv}, {@code history.csv} and {@code model/}, with
   * the scalers, into an empty folder.
   */
  Outcome run(Cell cell, Path folder) throws IOException {
    Fold fold = cell.fold();
    Function<ScaledFrame, Model> maker = scaled -> cell.entry().create(scaled, cell.seed());
    long start = System.nanoTime();
    Fit chosen = select(cell, maker);
    long selected = System.nanoTime();
    try (FittedModel fitted = backtest.refit(fold, chosen, maker, listener)) {
      long refitted = System.nanoTime();
      Forecasts forecasts = fitted.forecast(fold.test(), cell.entry().loss());
      long forecast = System.nanoTime();
      Path modelFolder = Files.createDirectories(folder.resolve("model"));
      fitted.model().save(modelFolder);
      SavedScaling.write(modelFolder, fitted.data());
      writeHistory(folder.resolve("history.csv"), chosen, fitted.refit());
      writePredictions(folder.resolve("predictions.csv"), forecasts);
      return new Outcome(
          result(cell, chosen, forecasts),
          new Cost(
              cell.name(),
              (selected - start) / 1e9,
              (refitted - selected) / 1e9,
              (forecast - refitted) / 1e9));
    }
  }

  private Fit select(Cell cell, Function<ScaledFrame, Model> maker) {
    TrainingConfig training = cell.entry().training();
    return cell.entry().factory().gradientTrained() && training.fixedEpochs()
        ? new Fit(training.epochs(), Fit.StoppingReason.FIXED, List.of())
        : backtest.select(cell.fold(), maker, listener);
  }

  private CellResult result(Cell cell, Fit chosen, Forecasts forecasts) {
    Map<String, Integer> testRows = new LinkedHashMap<>();
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    List<String> targets = backtest.frame().schema().targets();
    for (int t = 0; t < targets.size(); t++) {
      Scored scored = forecasts.scored(t, cell.fold().refit());
      testRows.put(targets.get(t), scored.size());
      metrics.put(targets.get(t), byKey(scored));
    }
    Entry<?> entry = cell.entry();
    boolean gradientTrained = entry.factory().gradientTrained();
    return new CellResult(
        cell.name(),
        entry.name(),
        entry.factory().name(),
        entry.lossName(),
        entry.scaling(),
        gradientTrained,
        cell.fold().number(),
        cell.seed(),
        CellResult.OK,
        "",
        chosen.reason().name(),
        chosen.choice(),
        gradientTrained ? entry.training().epochs() : 0,
        forecasts.clipped(),
        testRows,
        metrics);
  }

  /** Metrics by their keys; none where no row has an outcome. */
  static Map<String, Double> byKey(Scored scored) {
    Map<String, Double> byKey = new LinkedHashMap<>();
    if (scored.size() > 0) {
      for (Map.Entry<Metric, Double> metric : Evaluation.metrics(scored).entrySet()) {
        byKey.put(metric.getKey().key(), metric.getValue());
      }
    }
    return byKey;
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

  private static void writePredictions(Path file, Forecasts forecasts) throws IOException {
    Frame frame = forecasts.frame();
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("id,group,instant,stratum,target,actual,forecast");
      if (forecasts.hasQuantiles()) {
        for (double level : forecasts.levels()) {
          writer.write(",q" + level);
        }
      }
      writer.write("\n");
      for (int t = 0; t < forecasts.values().length; t++) {
        for (int k : forecasts.withOutcome(t)) {
          int row = forecasts.rows()[k];
          List<String> fields = new ArrayList<>();
          fields.add(Csv.text(frame.id(row)));
          fields.add(Csv.text(frame.groups().get(frame.group(row))));
          fields.add(frame.instant(row).toString());
          fields.add(Integer.toString(frame.stratum(row)));
          fields.add(Csv.text(frame.schema().targets().get(t)));
          fields.add(Double.toString(frame.observed(row, t)));
          fields.add(Double.toString(forecasts.point(t, k)));
          if (forecasts.hasQuantiles()) {
            for (double value : forecasts.values()[t][k]) {
              fields.add(Double.toString(value));
            }
          }
          writer.write(String.join(",", fields) + "\n");
        }
      }
    }
  }
}
