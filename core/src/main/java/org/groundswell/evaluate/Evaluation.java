package org.groundswell.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * The metrics of a set of forecasts, all in one go and from the same rows. Sums run in row order,
 * so they are the same bits whatever batches the forecasts were made in.
 */
public final class Evaluation {
  private Evaluation() {}

  /**
   * All metrics that apply, in the order of {@link Metric}. Left out are R² where the outcomes are
   * constant, Spearman where outcomes or forecasts are, pinball without quantile levels, coverage
   * with fewer than two, and duels where no pair qualifies.
   *
   * @throws IllegalArgumentException if there is no row, lengths differ, a value is missing,
   *     negative or infinite, a row's quantiles descend, or a naive error is not positive
   */
  public static Map<Metric, Double> metrics(Scored scored) {
    check(scored);
    double[] actual = scored.actual();
    double[] forecast = scored.forecast();
    double[] logActual = log1p(actual);
    double[] logForecast = log1p(forecast);
    double msle = meanSquaredError(logActual, logForecast);
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.LOG1P_MAE, meanAbsoluteError(logActual, logForecast));
    values.put(Metric.LOG1P_RMSE, Math.sqrt(msle));
    put(values, Metric.LOG1P_R2, varianceExplained(logActual, logForecast));
    values.put(Metric.MSLE, msle);
    values.put(Metric.MAE, meanAbsoluteError(actual, forecast));
    values.put(Metric.RMSE, Math.sqrt(meanSquaredError(actual, forecast)));
    put(values, Metric.R2, varianceExplained(actual, forecast));
    put(values, Metric.SPEARMAN, rankCorrelation(actual, forecast));
    values.put(Metric.MASE, meanScaledError(scored));
    put(values, Metric.LOG1P_PINBALL, meanPinball(scored));
    put(values, Metric.COVERAGE, coverage(scored));
    put(values, Metric.DUEL, Duels.of(scored).share());
    return Collections.unmodifiableMap(values);
  }

  /**
   * How much of the reference's error a model takes away: {@code 1 − model / reference}, for
   * metrics of which less is better; empty where the reference makes no error.
   */
  public static OptionalDouble skill(double model, double reference) {
    return reference > 0 ? OptionalDouble.of(1 - model / reference) : OptionalDouble.empty();
  }

  private static void put(Map<Metric, Double> values, Metric metric, OptionalDouble value) {
    value.ifPresent(present -> values.put(metric, present));
  }

  private static double[] log1p(double[] values) {
    return DoubleStream.of(values).map(Math::log1p).toArray();
  }

  private static double meanAbsoluteError(double[] actual, double[] forecast) {
    double sum = 0;
    for (int row = 0; row < actual.length; row++) {
      sum += Math.abs(actual[row] - forecast[row]);
    }
    return sum / actual.length;
  }

  private static double meanSquaredError(double[] actual, double[] forecast) {
    double sum = 0;
    for (int row = 0; row < actual.length; row++) {
      double error = actual[row] - forecast[row];
      sum += error * error;
    }
    return sum / actual.length;
  }

  private static OptionalDouble varianceExplained(double[] actual, double[] forecast) {
    if (constant(actual)) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (double value : actual) {
      sum += value;
    }
    double mean = sum / actual.length;
    double variance = 0;
    for (double value : actual) {
      variance += (value - mean) * (value - mean);
    }
    variance /= actual.length;
    return OptionalDouble.of(1 - meanSquaredError(actual, forecast) / variance);
  }

  private static OptionalDouble rankCorrelation(double[] actual, double[] forecast) {
    return constant(actual) || constant(forecast)
        ? OptionalDouble.empty()
        : OptionalDouble.of(new SpearmansCorrelation().correlation(actual, forecast));
  }

  private static boolean constant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  private static double meanScaledError(Scored scored) {
    double sum = 0;
    for (int row = 0; row < scored.size(); row++) {
      sum += Math.abs(scored.actual()[row] - scored.forecast()[row]) / scored.naiveError()[row];
    }
    return sum / scored.size();
  }

  private static OptionalDouble meanPinball(Scored scored) {
    if (scored.levels().length == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int row = 0; row < scored.size(); row++) {
      sum += pinball(scored, row);
    }
    return OptionalDouble.of(sum / scored.size());
  }

  /** The mean pinball loss of a row over its levels. */
  static double pinball(Scored scored, int row) {
    int levels = scored.levels().length;
    double logActual = Math.log1p(scored.actual()[row]);
    double sum = 0;
    for (int level = 0; level < levels; level++) {
      double tau = scored.levels()[level];
      double error = logActual - Math.log1p(scored.quantiles()[row][level]);
      sum += Math.max(tau * error, (tau - 1) * error);
    }
    return sum / levels;
  }

  private static OptionalDouble coverage(Scored scored) {
    if (scored.levels().length < 2) {
      return OptionalDouble.empty();
    }
    int covered = 0;
    for (int row = 0; row < scored.size(); row++) {
      covered += covered(scored, row) ? 1 : 0;
    }
    return OptionalDouble.of((double) covered / scored.size());
  }

  /** Whether a row's outcome is between its lowest and its highest level. */
  static boolean covered(Scored scored, int row) {
    double[] quantiles = scored.quantiles()[row];
    double actual = scored.actual()[row];
    return quantiles[0] <= actual && actual <= quantiles[quantiles.length - 1];
  }

  private static void check(Scored scored) {
    int rows = scored.size();
    if (rows == 0) {
      throw new IllegalArgumentException(
          "there is no row to score. Maybe no row of the test slice has an outcome.");
    }
    double[] levels = scored.levels();
    checkLength("groups", scored.group().length, rows);
    checkLength("instants", scored.millis().length, rows);
    checkLength("forecasts", scored.forecast().length, rows);
    checkLength("naive errors", scored.naiveError().length, rows);
    checkLength("rows of quantiles", scored.quantiles().length, levels.length == 0 ? 0 : rows);
    for (int level = 0; level < levels.length; level++) {
      if (!(levels[level] > (level == 0 ? 0 : levels[level - 1])) || levels[level] >= 1) {
        throw new IllegalArgumentException(
            "quantile level %d is %s; levels must ascend within (0, 1)"
                .formatted(level, levels[level]));
      }
    }
    for (int row = 0; row < rows; row++) {
      checkCount("outcome", scored.actual()[row], row);
      checkCount("forecast", scored.forecast()[row], row);
      if (!(scored.naiveError()[row] > 0)) {
        throw new IllegalArgumentException(
            "the naive error of scored row %d is %s but must be positive. Maybe take it from NaiveErrors."
                .formatted(row, scored.naiveError()[row]));
      }
      if (levels.length > 0) {
        checkQuantiles(scored.quantiles()[row], levels.length, row);
      }
    }
  }

  private static void checkLength(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "there are %d %s where %d are due".formatted(length, what, expected));
    }
  }

  private static void checkQuantiles(double[] quantiles, int levels, int row) {
    checkLength("quantiles of row " + row, quantiles.length, levels);
    for (int level = 0; level < levels; level++) {
      checkCount("quantile", quantiles[level], row);
      if (level > 0 && quantiles[level] < quantiles[level - 1]) {
        throw new IllegalArgumentException(
            "the quantiles of scored row %d descend from %s to %s. Maybe sort them first."
                .formatted(row, quantiles[level - 1], quantiles[level]));
      }
    }
  }

  private static void checkCount(String what, double value, int row) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "the %s of scored row %d is %s but must be finite and not negative. Maybe leave out rows without an outcome, and clip forecasts at 0."
              .formatted(what, row, value));
    }
  }
}
