package org.groundswell.models.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.groundswell.loss.Loss;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.models.baseline.NormalEquations.Line;
import org.groundswell.window.ScaledFrame;

/**
 * Ridge regression (Hoerl and Kennard 1970) of each target in z on the query encoding of a row:
 * scaled known columns, one-hot categories, indicators of missing values.
 *
 * <p>It always minimises squared errors; the loss decides which penalty validation chooses, one for
 * all targets. Under a quantile loss each level is the line moved by that quantile of the training
 * residuals, as if their spread were the same everywhere.
 */
final class Ridge implements Model {
  static final String NAME = "ridge";
  private static final String FILE = "ridge.properties";

  private final RidgeConfig config;
  private final ModelSpec spec;
  private final int inputs;

  /** By target; empty before the fit. */
  private List<Line> lines = List.of();

  /** {@code [target, level]}: by how much each level is off the line. */
  private double[][] offsets = new double[0][];

  Ridge(RidgeConfig config, ModelSpec spec) {
    this.config = config;
    this.spec = spec;
    this.inputs = inputs(spec);
  }

  /** How many features of the query encoding, the first, are inputs of a regression. */
  static int inputs(ModelSpec spec) {
    // what follows them: each target and its indicator, empty in a query, and the query indicator,
    // always 1; further observed columns are empty as well, and so is their coefficient
    return spec.features() - 2 * spec.targets() - 1;
  }

  @Override
  public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    LabelledRows labelled = LabelledRows.of(spec, data, rows);
    List<Equations> equations = equations(data, labelled);
    double choice =
        stopping instanceof Stopping.OnValidation validation
            ? choose(data, labelled, equations, validation.rows())
            : ((Stopping.AtChoice) stopping).choice();
    solve(data, labelled, equations, choice);
    return new Fit(choice, Fit.StoppingReason.CLOSED_FORM, List.of());
  }

  /** Equations and the targets they are of. */
  private record Equations(NormalEquations normal, List<Integer> targets) {}

  private List<Equations> equations(ScaledFrame data, LabelledRows labelled) {
    List<List<Integer>> sameRows = new ArrayList<>();
    for (int t = 0; t < spec.targets(); t++) {
      int target = t;
      sameRows.stream()
          .filter(same -> Arrays.equals(labelled.of(same.get(0)), labelled.of(target)))
          .findFirst()
          .ifPresentOrElse(
              same -> same.add(target), () -> sameRows.add(new ArrayList<>(List.of(target))));
    }
    List<Equations> equations = new ArrayList<>();
    for (List<Integer> targets : sameRows) {
      int[] rows = labelled.of(targets.get(0));
      equations.add(new Equations(NormalEquations.of(data, inputs, rows, targets), targets));
    }
    return equations;
  }

  private double choose(
      ScaledFrame data, LabelledRows labelled, List<Equations> equations, int[] validationRows) {
    double best = Double.NaN;
    double bestLoss = Double.POSITIVE_INFINITY;
    for (double penalty : config.penalties()) {
      solve(data, labelled, equations, penalty);
      double loss = loss(data, validationRows);
      if (loss < bestLoss) {
        best = penalty;
        bestLoss = loss;
      }
    }
    if (Double.isNaN(best)) {
      throw new FitFailedException(
          "validation loss was never a number: none of %d validation rows has a target, or forecasts overflowed"
              .formatted(validationRows.length));
    }
    return best;
  }

  private void solve(
      ScaledFrame data, LabelledRows labelled, List<Equations> equations, double penalty) {
    if (!(penalty > 0) || Double.isInfinite(penalty)) {
      throw new IllegalArgumentException("penalty " + penalty + " is not positive");
    }
    Line[] solved = new Line[spec.targets()];
    for (Equations of : equations) {
      List<Line> found = of.normal().solve(penalty);
      for (int k = 0; k < found.size(); k++) {
        solved[of.targets().get(k)] = found.get(k);
      }
    }
    lines = List.of(solved);
    offsets = new double[spec.targets()][];
    for (int t = 0; t < offsets.length; t++) {
      offsets[t] = offsets(data, labelled.of(t), t);
    }
  }

  private double[] offsets(ScaledFrame data, int[] rows, int target) {
    if (!(spec.loss() instanceof Loss.Quantile quantile)) {
      return new double[1];
    }
    float[] encoding = new float[spec.features()];
    double[] residuals = new double[rows.length];
    for (int k = 0; k < rows.length; k++) {
      data.writeQuery(rows[k], encoding, 0);
      residuals[k] = data.z(rows[k], target) - lines.get(target).at(encoding);
    }
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(residuals);
    return quantile.levels().stream()
        .mapToDouble(level -> percentile.evaluate(100 * level))
        .toArray();
  }

  /** The mean over targets of the mean over observed cells, {@code NaN} if there are none. */
  private double loss(ScaledFrame data, int[] rows) {
    float[] encoding = new float[spec.features()];
    double[] sums = new double[spec.targets()];
    int[] observed = new int[spec.targets()];
    for (int row : rows) {
      data.writeQuery(row, encoding, 0);
      for (int t = 0; t < sums.length; t++) {
        double z = data.z(row, t);
        if (!Double.isNaN(z)) {
          observed[t]++;
          double error = z - lines.get(t).at(encoding);
          for (int level = 0; level < offsets[t].length; level++) {
            sums[t] += spec.loss().ofError(error - offsets[t][level], level) / offsets[t].length;
          }
        }
      }
    }
    double sum = 0;
    int counted = 0;
    for (int t = 0; t < sums.length; t++) {
      if (observed[t] > 0) {
        sum += sums[t] / observed[t];
        counted++;
      }
    }
    return sum / counted;
  }

  @Override
  public float[] forecast(ScaledFrame data, int[] rows) {
    if (lines.isEmpty()) {
      throw new IllegalStateException("this ridge was neither fitted nor loaded");
    }
    spec.requireFits(data);
    float[] encoding = new float[spec.features()];
    float[] forecasts = new float[Math.multiplyExact(rows.length, spec.outputs())];
    int to = 0;
    for (int row : rows) {
      data.writeQuery(row, encoding, 0);
      for (int t = 0; t < lines.size(); t++) {
        double z = lines.get(t).at(encoding);
        for (double offset : offsets[t]) {
          forecasts[to++] = (float) (z + offset);
        }
      }
    }
    return forecasts;
  }

  /** By target: the coefficients of the encoding's features, in order. */
  List<Line> lines() {
    return lines;
  }

  @Override
  public void save(Path folder) throws IOException {
    if (lines.isEmpty()) {
      throw new IllegalStateException("there are no coefficients to save");
    }
    Map<String, String> values = new TreeMap<>();
    values.put("inputs", Integer.toString(inputs));
    values.put("targets", Integer.toString(spec.targets()));
    for (int t = 0; t < lines.size(); t++) {
      values.put(t + ".intercept", Double.toString(lines.get(t).intercept()));
      values.put(t + ".weights", SavedText.line(lines.get(t).weights()));
      values.put(t + ".offsets", SavedText.line(offsets[t]));
    }
    SavedText.write(folder.resolve(FILE), NAME, values);
  }

  @Override
  public void load(Path folder) throws IOException {
    SavedText saved = SavedText.read(folder.resolve(FILE), NAME);
    saved.require("inputs", inputs);
    saved.require("targets", spec.targets());
    List<Line> loaded = new ArrayList<>();
    double[][] loadedOffsets = new double[spec.targets()][];
    for (int t = 0; t < spec.targets(); t++) {
      double intercept = saved.numbers(t + ".intercept", 1)[0];
      loaded.add(new Line(intercept, saved.numbers(t + ".weights", inputs)));
      loadedOffsets[t] = saved.numbers(t + ".offsets", spec.loss().levels().size());
    }
    lines = List.copyOf(loaded);
    offsets = loadedOffsets;
  }

  @Override
  public void close() {}
}
