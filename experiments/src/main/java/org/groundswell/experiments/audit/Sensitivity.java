package org.groundswell.experiments.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.groundswell.backtest.FittedModel;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.feature.AsOfFeatures;
import org.groundswell.frame.Frame;
import org.groundswell.models.baseline.AuthorMedianFactory;
import org.groundswell.models.baseline.RidgeFactory;
import org.groundswell.scale.TargetTransform;

/**
 * How the result of two cheap references moves with what is taken to be known: under other label
 * delays, and without history. The frame's columns are made anew, validation and fitted rows are
 * those that have matured under the delay, and the test rows are always those of the last fold of
 * the run, so that numbers compare.
 *
 * @param labelDelay what it was taken to be
 * @param history whether columns, deviations and medians of earlier rows were used
 * @param model the reference
 * @param fittedRows how many rows it was fitted on
 * @param testRows how many rows with an outcome it was measured on
 * @param value the primary metric of the first target
 */
record Sensitivity(
    Duration labelDelay,
    boolean history,
    String model,
    int fittedRows,
    int testRows,
    double value) {
  static final String NAME = "sensitivity";

  /** Label delays that are tried beside the run's own. */
  static final List<Duration> DELAYS =
      List.of(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7));

  /**
   * Works it out.
   *
   * @param gap embargo on top of the label delay
   * @param delays whether the delay is an assumption that others could stand for
   */
  static List<Sensitivity> of(
      Ingredients made, Fold fold, Trial trial, Metric primary, Duration gap, boolean delays) {
    Duration own = made.bare().labelDelay();
    TreeSet<Duration> all = new TreeSet<>(List.of(own));
    if (delays) {
      all.addAll(DELAYS);
    }
    List<Sensitivity> lines = new ArrayList<>();
    for (Duration delay : all) {
      Frame bare = made.bare().withLabelDelay(delay);
      new Asked(made.frame(bare), cut(bare, fold, delay.plus(gap)), trial, primary, true)
          .add(lines);
    }
    List<AsOfFeatures> without =
        made.asOf().stream()
            .filter(
                features ->
                    features.columns().stream()
                        .noneMatch(column -> column.group().equals(FeatureGroup.HISTORY.key())))
            .toList();
    Trial level = trial.withTarget(trial.target().withForm(TargetTransform.Form.LEVEL));
    Frame forgetful = AsOfFeatures.addTo(made.bare(), without);
    new Asked(forgetful, cut(forgetful, fold, own.plus(gap)), level, primary, false).add(lines);
    return lines;
  }

  /** The same fold, with the rows that have matured under another delay. */
  private static Fold cut(Frame frame, Fold fold, Duration maturing) {
    Instant from = fold.trainFrom();
    Instant v = fold.validationStart();
    Instant c = fold.cut();
    return new Fold(
        fold.number(),
        from,
        v,
        c,
        fold.testEnd(),
        matured(frame, from, v, maturing),
        matured(frame, v, c, maturing),
        matured(frame, from, c, maturing),
        fold.test());
  }

  /** Rows from an instant on that have matured by another one. */
  private static int[] matured(Frame frame, Instant from, Instant by, Duration maturing) {
    return IntStream.range(frame.firstRowAt(from), frame.firstRowAt(by))
        .filter(row -> !frame.instant(row).plus(maturing).isAfter(by))
        .toArray();
  }

  private record Asked(Frame frame, Fold fold, Trial trial, Metric primary, boolean history) {

    void add(List<Sensitivity> lines) {
      if (fold.train().length == 0 || fold.validation().length == 0) {
        return;
      }
      if (history) {
        lines.add(
            line(
                "author-median",
                trial
                    .backtest(frame)
                    .run(fold, data -> trial.model(new AuthorMedianFactory(), data))));
      }
      lines.add(
          line(
              "ridge",
              trial.backtest(frame).run(fold, data -> trial.model(new RidgeFactory(), data))));
    }

    private Sensitivity line(String name, FittedModel fitted) {
      try (fitted) {
        Scored scored = fitted.forecast(fold.test(), Trial.LOSS).scored(0, fold.refit());
        double value =
            scored.size() == 0
                ? Double.NaN
                : Evaluation.metrics(scored).getOrDefault(primary, Double.NaN);
        return new Sensitivity(
            frame.labelDelay(), history, name, fold.refit().length, scored.size(), value);
      }
    }
  }
}
