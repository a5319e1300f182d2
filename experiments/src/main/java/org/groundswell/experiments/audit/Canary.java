package org.groundswell.experiments.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.backtest.FittedModel;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.model.ModelFactory;
import org.groundswell.models.baseline.LightGbmConfig;
import org.groundswell.models.baseline.LightGbmFactory;
import org.groundswell.models.baseline.RidgeConfig;
import org.groundswell.models.baseline.RidgeFactory;

/**
 * A column of random numbers among the known ones, which must get no importance: a ridge and small
 * trees are fitted on training rows, and on validation rows the column is drawn anew a number of
 * times. A model that gets worse each time has used the very numbers of these rows, which tell
 * nothing but which row it is: it has seen the rows that it is measured on.
 */
final class Canary {
  static final String NAME = "canary column";
  static final String COLUMN = "audit canary";
  private static final String CHECK = "%s makes no use of a column of random numbers";

  /** The relative rise of the error that is more than chance. */
  private static final double MOST = 0.02;

  private static final int MOST_TRAINING_ROWS = 5_000;
  private static final int MOST_VALIDATION_ROWS = 2_000;
  private static final int DRAWS = 9;
  private static final long SEED = 1_848;

  private final Frame frame;
  private final int[] train;
  private final int[] validation;
  private final Fold fold;
  private final Trial trial;

  Canary(Frame frame, Fold fold, Trial trial) {
    this.frame = frame;
    this.train = newest(fold.train(), MOST_TRAINING_ROWS);
    this.validation = newest(fold.validation(), MOST_VALIDATION_ROWS);
    this.fold = fold;
    this.trial = trial;
  }

  private static int[] newest(int[] rows, int count) {
    return Arrays.copyOfRange(rows, Math.max(0, rows.length - count), rows.length);
  }

  List<Finding> findings() {
    float[] numbers = new float[frame.rows()];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = draw(random);
    }
    List<Frame> redrawn = new ArrayList<>();
    for (int k = 0; k < DRAWS; k++) {
      float[] other = numbers.clone();
      for (int row : validation) {
        other[row] = draw(random);
      }
      redrawn.add(with(other));
    }
    Frame sung = with(numbers);
    return List.of(
        finding("ridge", new RidgeFactory(), RidgeConfig.defaults(), sung, redrawn),
        finding(
            "lightgbm",
            new LightGbmFactory(),
            new LightGbmConfig(100, 0.1, 31, 20, 1, 1, 1, 20),
            sung,
            redrawn));
  }

  private static float draw(SplittableRandom random) {
    return (float) (2 * random.nextDouble() - 1);
  }

  private Frame with(float[] numbers) {
    return frame.withKnown(List.of(Column.numeric(COLUMN, "audit")), numbers);
  }

  private <C extends Record> Finding finding(
      String name, ModelFactory<C> factory, C configuration, Frame sung, List<Frame> redrawn) {
    try (FittedModel fitted =
        trial.fit(
            factory, configuration, trial.backtest(sung).scaledBy(train), train, validation)) {
      double error = Trial.error(fitted.forecast(validation, Trial.LOSS));
      if (!(error > 0)) {
        return Finding.skipped(
            NAME,
            fold.number(),
            CHECK.formatted(name),
            "%d validation rows are forecast without any error, or none has an outcome"
                .formatted(validation.length));
      }
      double[] errors =
          redrawn.stream()
              .mapToDouble(
                  other ->
                      // training rows have their numbers still, so the scalers are the same
                      Trial.error(
                          new FittedModel(
                                  fitted.model(),
                                  trial.backtest(other).scaledBy(train),
                                  fitted.chosen(),
                                  fitted.fit())
                              .forecast(validation, Trial.LOSS)))
              .toArray();
      double rise = StatUtils.mean(errors) / error - 1;
      boolean used = StatUtils.min(errors) > error && rise > MOST;
      return Finding.of(
          NAME,
          fold.number(),
          CHECK.formatted(name),
          !used,
          String.format(
              Locale.ROOT,
              "its error on %d validation rows changes by %+.2f %% on average when the numbers are drawn anew %d times; a leak is more than %.0f %%, and worse each time",
              validation.length,
              100 * rise,
              DRAWS,
              100 * MOST));
    }
  }
}
