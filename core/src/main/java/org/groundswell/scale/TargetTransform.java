package org.groundswell.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.frame.Frame;

/**
 * The map between a target in original units and what a network learns: {@code z = scaling(link(y)
 * − m)}, where the link is log1p or the identity and m is 0 (level) or the row's anchor
 * (deviation). Strictly increasing in y, so quantiles map through.
 *
 * <p>Fitted on training rows only. The way back is clipped to [0, 10 × training maximum].
 */
public final class TargetTransform {
  /** What is learned: the level itself, or how far it is from the row's as-of median. */
  public enum Form {
    LEVEL,
    DEVIATION
  }

  /**
   * How targets are transformed.
   *
   * @param log whether targets are read as log1p
   * @param scalers the chain fitted to the linked targets, less their anchors in the deviation form
   */
  public record Config(boolean log, List<Scaler> scalers, Form form) {
    public Config {
      scalers = List.copyOf(scalers);
    }

    /** log1p and robust. */
    public static Config logRobust(Form form) {
      return new Config(true, List.of(Scaler.ROBUST), form);
    }

    /** The same in a form. */
    public Config withForm(Form other) {
      return new Config(log, scalers, other);
    }

    /** The map before anchors are taken off. */
    public Scaling link() {
      return log ? new Scaling.SignedLog1p() : new Scaling.Chain(List.of());
    }
  }

  private static final double HEADROOM = 10;

  private final Config config;
  private final Scaling link;
  private final Anchors anchors;
  private final double[] fallback;
  private final double[] ceiling;
  private final List<Scaling> scalings;

  private TargetTransform(
      Config config, Anchors anchors, double[] fallback, double[] ceiling, List<Scaling> scalings) {
    this.config = config;
    this.link = config.link();
    this.anchors = anchors;
    this.fallback = fallback;
    this.ceiling = ceiling;
    this.scalings = scalings;
  }

  /**
   * Fits on training rows.
   *
   * @param anchors of the same frame and the configuration's link
   * @param rows training rows; rows whose target is missing are left out of its statistics
   */
  public static TargetTransform fit(Frame frame, Anchors anchors, Config config, int[] rows) {
    int targets = frame.schema().targets().size();
    double[] fallback = new double[targets];
    double[] ceiling = new double[targets];
    List<Scaling> scalings = new ArrayList<>();
    for (int target = 0; target < targets; target++) {
      double[] linked = new double[rows.length];
      int present = 0;
      double maximum = 0;
      for (int row : rows) {
        double value = frame.observed(row, target);
        if (!Double.isNaN(value)) {
          linked[present++] = config.link().apply(value);
          maximum = Math.max(maximum, value);
        }
      }
      if (present == 0) {
        throw new IllegalArgumentException(
            "no training row of %d has a value of target '%s'"
                .formatted(rows.length, frame.schema().targets().get(target)));
      }
      double[] values = Arrays.copyOf(linked, present);
      fallback[target] = StatUtils.percentile(values, 50);
      ceiling[target] = HEADROOM * maximum;
      int k = 0;
      for (int row : rows) {
        if (!Double.isNaN(frame.observed(row, target))) {
          values[k++] -= anchor(config, anchors, fallback, row, target);
        }
      }
      scalings.add(Scaler.fitChain(config.scalers(), values));
    }
    return new TargetTransform(config, anchors, fallback, ceiling, scalings);
  }

  private static double anchor(
      Config config, Anchors anchors, double[] fallback, int row, int target) {
    if (config.form() == Form.LEVEL) {
      return 0;
    }
    double level = anchors.level(row, target);
    return Double.isNaN(level) ? fallback[target] : level;
  }

  public Config config() {
    return config;
  }

  public int targets() {
    return ceiling.length;
  }

  /** The fitted scaling of a target. */
  public Scaling scaling(int target) {
    return scalings.get(target);
  }

  /**
   * The training median of the linked target: what stands for the anchor of a row without history.
   */
  public double fallback(int target) {
    return fallback[target];
  }

  /** The largest forecast that {@link #invert} gives for a target, in original units. */
  public double ceiling(int target) {
    return ceiling[target];
  }

  /** z of a value in original units as target of a row; {@code NaN} stays {@code NaN}. */
  public double apply(int row, int target, double value) {
    return scalings
        .get(target)
        .apply(link.apply(value) - anchor(config, anchors, fallback, row, target));
  }

  /** The value in original units that z stands for in a row, not clipped; it may be infinite. */
  public double invertUnclipped(int row, int target, double z) {
    return link.invert(
        scalings.get(target).invert(z) + anchor(config, anchors, fallback, row, target));
  }

  /**
   * The value in original units that z stands for in a row, clipped to [0, 10 × training maximum].
   */
  public double invert(int row, int target, double z) {
    return Math.min(Math.max(invertUnclipped(row, target, z), 0), ceiling[target]);
  }

  /**
   * The as-of median in the linked space, or the training median where the row has no history;
   * whatever the form.
   */
  public double level(int row, int target) {
    double level = anchors.level(row, target);
    return Double.isNaN(level) ? fallback[target] : level;
  }
}
