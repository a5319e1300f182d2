package org.groundswell.experiments.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.feature.AsOfFeatures;
import org.groundswell.feature.AuthorHistoryFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * Posts of four authors, one an hour, whose likes hang on the author, a known column and chance.
 */
final class Rows {
  static final Duration DELAY = Duration.ofHours(6);
  static final int COUNT = 900;

  private Rows() {}

  /** By row more known columns, each of which may look at the row's likes. */
  interface Leak {
    double of(double likes, SplittableRandom random);
  }

  static Ingredients ingredients(List<AsOfFeatures> more, Leak... leaks) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.numeric("pull", "text"));
    for (int k = 0; k < leaks.length; k++) {
      columns.add(Column.numeric("given " + k, "text"));
    }
    Frame.Builder frame = Frame.builder(new Schema(columns, List.of("likes", "shares")), DELAY);
    SplittableRandom random = new SplittableRandom(5);
    for (int row = 0; row < COUNT; row++) {
      int author = random.nextInt(4);
      double pull = random.nextDouble();
      double likes = Math.rint(Math.exp(1 + author + pull + 2 * random.nextDouble()));
      float[] known = new float[columns.size()];
      known[0] = (float) pull;
      for (int k = 0; k < leaks.length; k++) {
        known[k + 1] = (float) leaks[k].of(likes, random);
      }
      frame.add(
          "row" + row,
          "author" + author,
          Instant.EPOCH.plus(Duration.ofHours(row)),
          0,
          known,
          new double[] {likes, random.nextInt(9)});
    }
    List<AsOfFeatures> asOf = new ArrayList<>(more);
    asOf.add(new AuthorHistoryFeatures(List.of("likes", "shares")));
    return new Ingredients(frame.build(), asOf, Optional.empty());
  }

  static Fold fold(Frame frame) {
    return new WalkForward(
            WalkForward.Mode.EXPANDING,
            List.of(frame.instant(700)),
            frame.instant(COUNT - 1).plusMillis(1),
            Optional.empty(),
            Optional.empty(),
            0.3,
            Duration.ZERO,
            50)
        .folds(frame)
        .get(0);
  }

  /** The same fold with other training and refit rows. */
  static Fold fittedOn(Fold fold, int[] train, int[] refit) {
    return new Fold(
        fold.number(),
        fold.trainFrom(),
        fold.validationStart(),
        fold.cut(),
        fold.testEnd(),
        train,
        fold.validation(),
        refit,
        fold.test());
  }

  static int[] before(Frame frame, Instant instant) {
    return IntStream.range(0, frame.firstRowAt(instant)).toArray();
  }

  static Trial trial() {
    return new Trial(
        ScaledFrame.InputScaling.robust(),
        TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION),
        new TrainingConfig(1, 64, 1e-3, TrainingConfig.Schedule.CONSTANT, 10, 1e-4, 1, 5, 0));
  }

  /** What is made of the row's own likes as if they had been known. */
  static final class Peeking implements AsOfFeatures {
    @Override
    public List<Column> columns() {
      return List.of(Column.numeric("peek", "history").orMissing());
    }

    @Override
    public float[] compute(Frame frame) {
      float[] values = new float[frame.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] = (float) Math.log1p(frame.observed(row, 0));
      }
      return values;
    }
  }
}
