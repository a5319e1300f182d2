package org.groundswell.experiments.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.NaiveErrors;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * Runs one cell: fits with early stopping on validation rows, fits a fresh model again on all rows
 * matured at the cut for what was found best, reads the test slice once. Where the number of epochs
 * is fixed there is nothing to choose, and the first fit is left out.
 */
final class CellRunner {
  /** What a cell leaves behind; {@code forecasts} has one element a target. */
  record Outcome(CellResult result, Cost cost, List<Scored> forecasts) {}

  /** Wall-clock seconds of a cell's parts. */
  record Cost(String cell, double selectSeconds, double refitSeconds, double forecastSeconds) {}

  private final FoldData data;
  private final FitListener listener;

  /**
   * @param listener is told of the epochs of both fits
   */
  CellRunner(FoldData data, FitListener listener) {
    this.data = data;
    this.listener = listener;
  }

  /**
   * Runs a cell and writes {@code predictions.csv}, {@code history.csv} and {@code model/}, with
   * the scalers, into an empty folder.
   */
  Outcome run(Cell cell, Path folder) throws IOException {
    Fold fold = cell.fold();
    long start = System.nanoTime();
    Fit chosen = select(cell);
    long selected = System.nanoTime();
    ScaledFrame scaled = data.scaledBy(fold.refit());
    try (Model model = cell.entry().create(scaled, cell.seed())) {
      Fit refit =
          model.fit(scaled, fold.refit().clone(), new Stopping.AtChoice(chosen.choice()), listener);
      long refitted = System.nanoTime();
      float[] z = model.forecast(scaled, fold.test().clone());
      long forecast = System.nanoTime();
      Path modelFolder = Files.createDirectories(folder.resolve("model"));
      model.save(modelFolder);
      SavedScaling.write(modelFolder, scaled);
      writeHistory(folder.resolve("history.csv"), chosen, refit);
      Forecasts forecasts = new Forecasts(cell, scaled, z);
      forecasts.write(folder.resolve("predictions.csv"));
      return new Outcome(
          result(cell, chosen, forecasts),
          new Cost(
              cell.name(),
              (selected - start) / 1e9,
              (refitted - selected) / 1e9,
              (forecast - refitted) / 1e9),
          forecasts.scored);
    }
  }

  private Fit select(Cell cell) {
    TrainingConfig training = cell.entry().training();
    if (cell.entry().factory().gradientTrained() && training.fixedEpochs()) {
      return new Fit(training.epochs(), Fit.StoppingReason.FIXED, List.of());
    }
    ScaledFrame scaled = data.scaledBy(cell.fold().train());
    try (Model model = cell.entry().create(scaled, cell.seed())) {
      return model.fit(
          scaled,
          cell.fold().train().clone(),
          new Stopping.OnValidation(cell.fold().validation().clone()),
          listener);
    }
  }

  private CellResult result(Cell cell, Fit chosen, Forecasts forecasts) {
    Map<String, Integer> testRows = new LinkedHashMap<>();
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    List<String> targets = data.frame().schema().targets();
    for (int t = 0; t < targets.size(); t++) {
      Scored scored = forecasts.scored.get(t);
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
        gradientTrained,
        cell.fold().number(),
        cell.seed(),
        CellResult.OK,
        "",
        chosen.reason().name(),
        chosen.choice(),
        gradientTrained ? entry.training().epochs() : 0,
        forecasts.clipped,
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

  /** Forecasts of a cell in original units, beside what came of them. */
  private final class Forecasts {
    private final Cell cell;
    private final int[] rows;
    private final double[] levels;
    private final double[][][] values;
    private final List<Scored> scored = new ArrayList<>();
    private long clipped;

    Forecasts(Cell cell, ScaledFrame scaled, float[] z) {
      this.cell = cell;
      this.rows = cell.fold().test();
      this.levels =
          cell.entry().loss().levels().stream().mapToDouble(Double::doubleValue).toArray();
      int targets = scaled.target().targets();
      this.values = new double[targets][rows.length][levels.length];
      for (int t = 0; t < targets; t++) {
        for (int k = 0; k < rows.length; k++) {
          for (int level = 0; level < levels.length; level++) {
            double cellZ = z[(k * targets + t) * levels.length + level];
            values[t][k][level] = original(scaled.target(), rows[k], t, cellZ);
          }
        }
        scored.add(scoredOf(t));
      }
    }

    private double original(TargetTransform transform, int row, int target, double z) {
      if (Double.isNaN(z)) {
        throw new FitFailedException(
            "forecasts no number for row '%s'. Maybe lower training.learningRate."
                .formatted(data.frame().id(row)));
      }
      double value = transform.invert(row, target, z);
      double clippedOff = Math.abs(transform.invertUnclipped(row, target, z) - value);
      if (!(clippedOff <= rounding(value))) {
        clipped++;
      }
      double whole = Math.rint(value);
      return Math.abs(value - whole) <= rounding(value) ? whole : value;
    }

    /**
     * How far a forecast may be off because z is a float. A forecast so near to a whole count is
     * that count: otherwise rounding would break ties between equal forecasts.
     */
    private double rounding(double value) {
      return 2e-6 * (1 + value);
    }

    private Scored scoredOf(int target) {
      Frame frame = data.frame();
      NaiveErrors naive = NaiveErrors.of(frame, target, cell.fold().refit());
      int[] known = observed(target);
      int n = known.length;
      boolean quantiles = levels.length > 1;
      Scored all =
          new Scored(
              new int[n],
              new long[n],
              new double[n],
              new double[n],
              new double[quantiles ? n : 0][],
              quantiles ? levels : new double[0],
              new double[n]);
      for (int k = 0; k < n; k++) {
        int row = rows[known[k]];
        all.group()[k] = frame.group(row);
        all.millis()[k] = frame.millis(row);
        all.actual()[k] = frame.observed(row, target);
        all.forecast()[k] = values[target][known[k]][cell.entry().loss().pointLevel()];
        all.naiveError()[k] = naive.of(frame.group(row));
        if (quantiles) {
          all.quantiles()[k] = values[target][known[k]];
        }
      }
      return all;
    }

    /** The places in the test slice whose outcome is known. */
    private int[] observed(int target) {
      return IntStream.range(0, rows.length)
          .filter(k -> !Double.isNaN(data.frame().observed(rows[k], target)))
          .toArray();
    }

    void write(Path file) throws IOException {
      Frame frame = data.frame();
      try (BufferedWriter writer = Files.newBufferedWriter(file)) {
        writer.write("id,group,instant,stratum,target,actual,forecast");
        if (levels.length > 1) {
          for (double level : levels) {
            writer.write(",q" + level);
          }
        }
        writer.write("\n");
        for (int t = 0; t < values.length; t++) {
          for (int k : observed(t)) {
            int row = rows[k];
            List<String> fields = new ArrayList<>();
            fields.add(Csv.text(frame.id(row)));
            fields.add(Csv.text(frame.groups().get(frame.group(row))));
            fields.add(frame.instant(row).toString());
            fields.add(Integer.toString(frame.stratum(row)));
            fields.add(Csv.text(frame.schema().targets().get(t)));
            fields.add(Double.toString(frame.observed(row, t)));
            fields.add(Double.toString(values[t][k][cell.entry().loss().pointLevel()]));
            if (levels.length > 1) {
              for (double value : values[t][k]) {
                fields.add(Double.toString(value));
              }
            }
            writer.write(String.join(",", fields) + "\n");
          }
        }
      }
    }
  }
}
