package org.groundswell.loss;

import java.io.Serializable;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A loss over several targets, stated once for plain Java and for SameDiff.
 *
 * <p>Shapes: {@code forecast} is {@code [batch, target × level]} with the levels of one target side
 * by side, {@code target} and {@code weight} are {@code [batch, target]}, all row-major. The loss
 * is the sum over target cells of weight × the mean over levels of the loss of one error {@code e =
 * target − forecast}. With the weights of a {@link org.groundswell.window.Batch} that is the mean
 * over targets of the mean over observed cells.
 */
public sealed interface Loss extends Serializable {

  /** The name used in configurations and reports, such as {@code huber}. */
  String name();

  /**
   * The quantile levels a model gives for each target; a single 0.5 if it gives a point forecast
   * only.
   */
  default List<Double> levels() {
    return List.of(0.5);
  }

  /** The place of the point forecast among the levels. */
  default int pointLevel() {
    return levels().indexOf(0.5);
  }

  /** The loss of one error {@code e = target − forecast} at a level. */
  double ofError(double error, int level);

  /** The derivative of {@link #ofError} by the forecast; at a kink, that of its right side in e. */
  double slope(double error, int level);

  /**
   * The elementwise loss of errors {@code [batch, target, level]} as a SameDiff expression of the
   * same shape.
   */
  SDVariable expressErrors(SameDiff graph, SDVariable errors);

  /** The loss of a batch. */
  default double value(double[] forecast, double[] target, double[] weight) {
    int levels = checkShapes(forecast, target, weight);
    double sum = 0;
    for (int cell = 0; cell < target.length; cell++) {
      if (weight[cell] != 0) {
        double ofCell = 0;
        for (int level = 0; level < levels; level++) {
          ofCell += ofError(target[cell] - forecast[cell * levels + level], level);
        }
        sum += weight[cell] * ofCell / levels;
      }
    }
    return sum;
  }

  /** The gradient of {@link #value} by the forecast, {@code [batch, target × level]}. */
  default double[] gradient(double[] forecast, double[] target, double[] weight) {
    int levels = checkShapes(forecast, target, weight);
    double[] gradient = new double[forecast.length];
    for (int cell = 0; cell < target.length; cell++) {
      if (weight[cell] != 0) {
        for (int level = 0; level < levels; level++) {
          int k = cell * levels + level;
          gradient[k] = weight[cell] * slope(target[cell] - forecast[k], level) / levels;
        }
      }
    }
    return gradient;
  }

  private int checkShapes(double[] forecast, double[] target, double[] weight) {
    int levels = levels().size();
    if (forecast.length != target.length * levels || weight.length != target.length) {
      throw new IllegalArgumentException(
          "%d forecasts and %d weights do not fit %d targets at %d levels"
              .formatted(forecast.length, weight.length, target.length, levels));
    }
    return levels;
  }

  /**
   * The loss of a batch as a SameDiff scalar.
   *
   * @param forecast {@code [batch, targets × levels]}
   * @param target {@code [batch, targets]}, any finite value where the weight is 0
   * @param weight {@code [batch, targets]}
   */
  default SDVariable express(
      SameDiff graph, SDVariable forecast, SDVariable target, SDVariable weight, int targets) {
    int levels = levels().size();
    SDVariable errors =
        graph.reshape(target, -1, targets, 1).sub(graph.reshape(forecast, -1, targets, levels));
    return expressErrors(graph, errors)
        .mul(graph.reshape(weight, -1, targets, 1))
        .sum()
        .mul(1.0 / levels);
  }

  /** {@code |e|}. */
  record MeanAbsolute() implements Loss {
    @Override
    public String name() {
      return "mae";
    }

    @Override
    public double ofError(double error, int level) {
      return Math.abs(error);
    }

    @Override
    public double slope(double error, int level) {
      return -Math.signum(error);
    }

    @Override
    public SDVariable expressErrors(SameDiff graph, SDVariable errors) {
      return graph.math().abs(errors);
    }
  }

  /** {@code e²}. */
  record MeanSquared() implements Loss {
    @Override
    public String name() {
      return "mse";
    }

    @Override
    public double ofError(double error, int level) {
      return error * error;
    }

    @Override
    public double slope(double error, int level) {
      return -2 * error;
    }

    @Override
    public SDVariable expressErrors(SameDiff graph, SDVariable errors) {
      return errors.mul(errors);
    }
  }

  /**
   * {@code e²/2} up to δ and {@code δ(|e| − δ/2)} beyond (Huber 1964).
   *
   * @param delta where the loss turns from square to linear, in z
   */
  record Huber(double delta) implements Loss {
    public Huber {
      if (!(delta > 0) || Double.isInfinite(delta)) {
        throw new IllegalArgumentException("Huber's delta must be positive but is " + delta);
      }
    }

    @Override
    public String name() {
      return "huber";
    }

    @Override
    public double ofError(double error, int level) {
      double size = Math.abs(error);
      return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
    }

    @Override
    public double slope(double error, int level) {
      return -Math.max(-delta, Math.min(delta, error));
    }

    @Override
    public SDVariable expressErrors(SameDiff graph, SDVariable errors) {
      // with q = clip(e, −δ, δ): q·(e − q/2) is e²/2 inside and δ(|e| − δ/2) outside
      SDVariable clipped = graph.math().clipByValue(errors, -delta, delta);
      return clipped.mul(errors.sub(clipped.mul(0.5)));
    }
  }

  /**
   * The pinball loss {@code max(τe, (τ − 1)e)} at each level τ (Koenker and Bassett 1978).
   *
   * @param levels strictly ascending within (0, 1), 0.5, the point forecast, among them
   */
  record Quantile(List<Double> levels) implements Loss {
    public Quantile {
      levels = List.copyOf(levels);
      double last = 0;
      for (double level : levels) {
        if (!(level > last) || level >= 1) {
          throw new IllegalArgumentException(
              "quantile levels must ascend within (0, 1) but are " + levels);
        }
        last = level;
      }
      if (!levels.contains(0.5)) {
        throw new IllegalArgumentException(
            "quantile levels " + levels + " lack 0.5, the point forecast");
      }
    }

    @Override
    public String name() {
      return "quantile";
    }

    @Override
    public double ofError(double error, int level) {
      double tau = levels.get(level);
      return Math.max(tau * error, (tau - 1) * error);
    }

    @Override
    public double slope(double error, int level) {
      double tau = levels.get(level);
      return error >= 0 ? -tau : 1 - tau;
    }

    @Override
    public SDVariable expressErrors(SameDiff graph, SDVariable errors) {
      // max(τe, (τ − 1)e) = relu(e) − (1 − τ)e, whose derivative SameDiff has
      double[] below = levels.stream().mapToDouble(tau -> 1 - tau).toArray();
      SDVariable slopeBelow =
          graph.constant(
              Nd4j.createFromArray(below).reshape(1, 1, below.length).castTo(errors.dataType()));
      return graph.nn().relu(errors, 0).sub(errors.mul(slopeBelow));
    }
  }
}
