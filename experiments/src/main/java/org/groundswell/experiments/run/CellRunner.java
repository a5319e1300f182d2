package org.groundswell.experiments.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.groundswell.backtest.Backtest;
import org.groundswell.backtest.FittedModel;
import org.groundswell.backtest.Forecasts;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.experiments.audit.FitRecord;
import org.groundswell.experiments.audit.WatchedModel;
import org.groundswell.frame.Frame;
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
final class CellRunner {
  /** What the second phase leaves behind beside its files. */
  record Outcome(CellResult result, Cost cost) {}

  /**
   * Wall-clock seconds of a cell's parts.
   *
   * @param selectSeconds of the first phase, 0 if nobody knows any more
   */
  record Cost(String cell, double selectSeconds, double refitSeconds, double forecastSeconds) {}

  private record Measured(Map<String, Integer> rows, Map<String, Map<String, Double>> metrics) {}

  private final Backtest backtest;
  private final FitListener listener;
  private final Consumer<FitRecord> fits;

  /**
   * @param listener is told of the epochs of both fits
   * @param fits is told which rows they were given
   */
  CellRunner(Backtest backtest, FitListener listener, Consumer<FitRecord> fits) {
    this.backtest = backtest;
    this.listener = listener;
    this.fits = fits;
  }

  /** The first phase: reads nothing later than the cut, and writes nothing. */
  Selected select(Cell cell) {
    try (FittedModel fitted = backtest.select(cell.fold(), maker(cell), listener)) {
      Forecasts forecasts = fitted.forecast(cell.fold().validation(), cell.entry().loss());
      Measured measured = measured(forecasts, cell.fold().train());
      return Selected.of(cell, fitted.chosen(), measured.rows(), measured.metrics());
    }
  }

  /**
   * The second phase: writes {@code predictions.csv}, {@code history.csv} and {@code model/}, with
   * the scalers, into an empty folder.
   *
   * @param selectSeconds what the first phase took
   */
  Outcome test(Cell cell, Selected selected, double selectSeconds, Path folder) throws IOException {
    Fold fold = cell.fold();
    Fit chosen = selected.fit();
    long start = System.nanoTime();
    try (FittedModel fitted = backtest.refit(fold, chosen, maker(cell), listener)) {
      long refitted = System.nanoTime();
      Forecasts forecasts = fitted.forecast(fold.test(), cell.entry().loss());
      long forecast = System.nanoTime();
      Path modelFolder = Files.createDirectories(folder.resolve("model"));
      fitted.model().save(modelFolder);
      SavedScaling.write(modelFolder, fitted.data());
      writeHistory(folder.resolve("history.csv"), chosen, fitted.fit());
      writePredictions(folder.resolve("predictions.csv"), forecasts);
      return new Outcome(
          result(cell, selected, forecasts),
          new Cost(
              cell.name(), selectSeconds, (refitted - start) / 1e9, (forecast - refitted) / 1e9));
    }
  }

  private Function<ScaledFrame, Model> maker(Cell cell) {
    return WatchedModel.watching(
        scaled -> cell.entry().create(scaled, cell.seed()),
        cell.name(),
        cell.fold().number(),
        fits);
  }

  private Measured measured(Forecasts forecasts, int[] fittedOn) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    List<String> targets = backtest.frame().schema().targets();
    for (int t = 0; t < targets.size(); t++) {
      Scored scored = forecasts.scored(t, fittedOn);
      rows.put(targets.get(t), scored.size());
      metrics.put(targets.get(t), byKey(scored));
    }
    return new Measured(rows, metrics);
  }

  private CellResult result(Cell cell, Selected selected, Forecasts forecasts) {
    Measured measured = measured(forecasts, cell.fold().refit());
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
        selected.stopping().name(),
        selected.choice(),
        gradientTrained ? entry.training().epochs() : 0,
        forecasts.clipped(),
        measured.rows(),
        measured.metrics(),
        selected.validation());
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
