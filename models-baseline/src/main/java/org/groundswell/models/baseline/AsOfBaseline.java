package org.groundswell.models.baseline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * A model that learns nothing: its forecast is a value read off the visible rows, or off the
 * statistics of the training rows. Every quantile level gets that one value, so its intervals are
 * degenerate by design.
 */
abstract sealed class AsOfBaseline implements Model
    permits LastValue, SeasonalNaive, AuthorMedian, TrainingMedian {
  private static final String FILE = "baseline.properties";

  private final String name;
  private final ModelSpec spec;

  AsOfBaseline(String name, ModelSpec spec) {
    this.name = name;
    this.spec = spec;
  }

  /** The forecasts of all rows of a frame; only those asked for need be worked out. */
  abstract Linked linked(ScaledFrame data);

  /** A forecast in the linked space of the {@link TargetTransform}. */
  interface Linked {
    double of(int row, int target);
  }

  /** Only checks its arguments: the training median is part of the frame's target transform. */
  @Override
  public final Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
    LabelledRows.of(spec, data, rows);
    return Fit.closedForm();
  }

  @Override
  public final float[] forecast(ScaledFrame data, int[] rows) {
    spec.requireFits(data);
    Linked linked = linked(data);
    int levels = spec.loss().levels().size();
    float[] forecasts = new float[Math.multiplyExact(rows.length, spec.outputs())];
    int to = 0;
    for (int row : rows) {
      for (int target = 0; target < spec.targets(); target++) {
        float z = (float) z(data.target(), row, target, linked.of(row, target));
        for (int level = 0; level < levels; level++) {
          forecasts[to++] = z;
        }
      }
    }
    return forecasts;
  }

  /**
   * z of a linked value. Not by way of original units, so that an anchor taken off itself is
   * exactly 0.
   */
  private static double z(TargetTransform transform, int row, int target, double linked) {
    double anchor =
        transform.config().form() == TargetTransform.Form.DEVIATION
            ? transform.level(row, target)
            : 0;
    return transform.scaling(target).apply(linked - anchor);
  }

  @Override
  public final void save(Path folder) throws IOException {
    SavedText.write(folder.resolve(FILE), name, shape());
  }

  @Override
  public final void load(Path folder) throws IOException {
    SavedText saved = SavedText.read(folder.resolve(FILE), name);
    for (Map.Entry<String, Integer> entry : shape().entrySet()) {
      saved.require(entry.getKey(), entry.getValue());
    }
  }

  private Map<String, Integer> shape() {
    return Map.of("columns", spec.schema().known().size(), "targets", spec.targets());
  }

  @Override
  public final void close() {}
}
