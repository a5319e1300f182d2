package org.groundswell.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.groundswell.data.SampleTruth;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;

/**
 * How well a generated sample can be forecast at all: the metrics of its {@linkplain SampleTruth
 * truth} on the test rows that models are measured on, each with the forecast that is best for it.
 * No competitor: it knows what nobody can.
 *
 * <p>Left out are metrics of the order of posts, for which no best forecast of a post is defined.
 *
 * @param what it is, in one sentence
 * @param pooled over the test rows of all folds together, by target and metric key
 * @param byFold the same of each fold, by its number
 */
record LowerBound(
    String what,
    Map<String, Map<String, Double>> pooled,
    Map<String, Map<String, Map<String, Double>>> byFold) {

  private static final String WHAT =
      "The error that remains to a forecaster who knows the hidden state of the generator just before each post: "
          + "a lower bound in expectation, which no model can reach because none sees that state.";

  /** A point forecast of the truth, with the metrics it is best for. */
  private record Point(ToDoubleFunction<SampleTruth.Best> forecast, Set<Metric> metrics) {}

  private static final List<Point> POINTS =
      List.of(
          new Point(
              SampleTruth.Best::median,
              Set.of(
                  Metric.LOG1P_MAE,
                  Metric.MAE,
                  Metric.MASE,
                  Metric.LOG1P_PINBALL,
                  Metric.COVERAGE)),
          new Point(
              best -> Math.expm1(best.meanLog1p()),
              Set.of(Metric.LOG1P_RMSE, Metric.LOG1P_R2, Metric.MSLE)),
          new Point(SampleTruth.Best::mean, Set.of(Metric.RMSE, Metric.R2)));

  /**
   * The lower bound of a run.
   *
   * @param truth the file beside the sample
   * @param levels of the quantiles that pinball loss and coverage are taken of; with a single one
   *     there are none, as of models
   */
  static LowerBound of(Path truth, Frame frame, List<Fold> folds, List<Double> levels) {
    Bound bound = new Bound(SampleTruth.read(truth), frame, levels.size() > 1 ? levels : List.of());
    Map<String, Map<String, Map<String, Double>>> byFold = new LinkedHashMap<>();
    for (Fold fold : folds) {
      byFold.put(Integer.toString(fold.number()), bound.metrics(List.of(fold)));
    }
    return new LowerBound(WHAT, bound.metrics(folds), byFold);
  }

  private record Bound(SampleTruth truth, Frame frame, List<Double> levels) {

    Map<String, Map<String, Double>> metrics(List<Fold> folds) {
      Map<String, Map<String, Double>> byTarget = new LinkedHashMap<>();
      List<String> targets = frame.schema().targets();
      for (int t = 0; t < targets.size(); t++) {
        Map<Point, Map<String, Double>> byPoint = new LinkedHashMap<>();
        for (Point point : POINTS) {
          List<Scored> parts = new ArrayList<>();
          for (Fold fold : folds) {
            parts.add(scored(fold, t, point));
          }
          byPoint.put(point, CellWork.Measured.byKey(Pooled.together(parts)));
        }
        Map<String, Double> ofTarget = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
          for (Point point : POINTS) {
            Double value = byPoint.get(point).get(metric.key());
            if (point.metrics().contains(metric) && value != null) {
              ofTarget.put(metric.key(), value);
            }
          }
        }
        byTarget.put(targets.get(t), ofTarget);
      }
      return byTarget;
    }

    private Scored scored(Fold fold, int target, Point point) {
      int[] rows =
          Arrays.stream(fold.test())
              .filter(row -> !Double.isNaN(frame.observed(row, target)))
              .toArray();
      List<SampleTruth.Best> best =
          Arrays.stream(rows)
              .mapToObj(row -> truth.of(frame.id(row), frame.schema().targets().get(target)))
              .toList();
      return Scored.of(
          frame,
          target,
          rows,
          fold.refit(),
          best.stream().mapToDouble(point.forecast()).toArray(),
          levels.isEmpty()
              ? new double[0][]
              : best.stream().map(this::quantiles).toArray(double[][]::new),
          levels);
    }

    private double[] quantiles(SampleTruth.Best best) {
      return levels.stream().mapToDouble(level -> best.quantiles().get(level)).toArray();
    }
  }
}
