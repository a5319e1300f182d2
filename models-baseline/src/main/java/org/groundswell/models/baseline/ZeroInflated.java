package org.groundswell.models.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.model.Fit;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.window.ScaledFrame;

/**
 * A hurdle model (Mullahy 1986) for targets that are often zero: the chance of a zero by logistic
 * regression, what is not zero by a ridge in z, both on the query encoding of a row.
 *
 * <p>The point forecast is the median of the mixture: 0 where a zero has a chance of one half or
 * more, otherwise the matching quantile of the rest, whose residuals are taken to spread as on
 * fitted rows. It is the median whatever the loss, which decides only the levels and which penalty
 * validation chooses, one for all targets and both parts.
 */
final class ZeroInflated implements Model {
  static final String NAME = "zero-inflated";
  private static final String FILE = "zero-inflated.properties";

  private final ZeroInflatedConfig config;
  private final ModelSpec spec;
  private final int inputs;

  /** By target; empty before the fit. */
  private List<Hurdle> hurdles = List.of();

  ZeroInflated(ZeroInflatedConfig config, ModelSpec spec) {
    this.config = config;
    this.spec = spec;
    this.inputs = Ridge.inputs(spec);
  }

  @Override
  public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    LabelledRows labelled = LabelledRows.of(spec, data, rows);
    double choice =
        stopping instanceof Stopping.OnValidation validation
            ? choose(data, labelled, validation.rows())
            : ((Stopping.AtChoice) stopping).choice();
    hurdles = hurdles(data, labelled, choice);
    return new Fit(choice, Fit.StoppingReason.CLOSED_FORM, List.of());
  }

  private double choose(ScaledFrame data, LabelledRows labelled, int[] validationRows) {
    double best = Double.NaN;
    double bestLoss = Double.POSITIVE_INFINITY;
    for (double penalty : config.penalties()) {
      hurdles = hurdles(data, labelled, penalty);
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

  private List<Hurdle> hurdles(ScaledFrame data, LabelledRows labelled, double penalty) {
    if (!(penalty > 0) || Double.isInfinite(penalty)) {
      throw new IllegalArgumentException("penalty " + penalty + " is not positive");
    }
    List<Hurdle> fitted = new ArrayList<>();
    for (int t = 0; t < spec.targets(); t++) {
      fitted.add(Hurdle.fit(data, inputs, labelled.of(t), t, penalty));
    }
    return List.copyOf(fitted);
  }

  /** The mean over targets of the mean over observed cells, {@code NaN} if there are none. */
  private double loss(ScaledFrame data, int[] rows) {
    float[] forecasts = forecast(data, rows);
    int levels = spec.loss().levels().size();
    double sum = 0;
    int counted = 0;
    for (int t = 0; t < spec.targets(); t++) {
      double ofTarget = 0;
      int observed = 0;
      for (int k = 0; k < rows.length; k++) {
        double z = data.z(rows[k], t);
        if (!Double.isNaN(z)) {
          observed++;
          for (int level = 0; level < levels; level++) {
            double error = z - forecasts[k * spec.outputs() + t * levels + level];
            ofTarget += spec.loss().ofError(error, level) / levels;
          }
        }
      }
      if (observed > 0) {
        sum += ofTarget / observed;
        counted++;
      }
    }
    return sum / counted;
  }

  @Override
  public float[] forecast(ScaledFrame data, int[] rows) {
    if (hurdles.isEmpty()) {
      throw new IllegalStateException("this zero-inflated model was neither fitted nor loaded");
    }
    spec.requireFits(data);
    List<Double> levels = spec.loss().levels();
    float[] encoding = new float[spec.features()];
    float[] forecasts = new float[Math.multiplyExact(rows.length, spec.outputs())];
    int to = 0;
    for (int row : rows) {
      data.writeQuery(row, encoding, 0);
      for (int t = 0; t < hurdles.size(); t++) {
        hurdles.get(t).write(data.target(), row, t, encoding, levels, forecasts, to);
        to += levels.size();
      }
    }
    return forecasts;
  }

  /** What was fitted, by target. */
  List<Hurdle> hurdles() {
    return hurdles;
  }

  @Override
  public void save(Path folder) throws IOException {
    if (hurdles.isEmpty()) {
      throw new IllegalStateException("there are no coefficients to save");
    }
    Map<String, String> values = new TreeMap<>();
    values.put("inputs", Integer.toString(inputs));
    values.put("targets", Integer.toString(spec.targets()));
    for (int t = 0; t < hurdles.size(); t++) {
      hurdles.get(t).save(Integer.toString(t), values);
    }
    SavedText.write(folder.resolve(FILE), NAME, values);
  }

  @Override
  public void load(Path folder) throws IOException {
    SavedText saved = SavedText.read(folder.resolve(FILE), NAME);
    saved.require("inputs", inputs);
    saved.require("targets", spec.targets());
    List<Hurdle> loaded = new ArrayList<>();
    for (int t = 0; t < spec.targets(); t++) {
      loaded.add(Hurdle.load(saved, Integer.toString(t), inputs));
    }
    hurdles = List.copyOf(loaded);
  }

  @Override
  public void close() {}
}
