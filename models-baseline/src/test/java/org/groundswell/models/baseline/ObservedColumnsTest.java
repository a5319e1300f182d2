package org.groundswell.models.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.groundswell.models.baseline.SyntheticRows.range;
import static org.groundswell.models.baseline.SyntheticRows.spec;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.groundswell.feature.ObservedColumnFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitListener;
import org.groundswell.model.Model;
import org.groundswell.model.Stopping;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that see the query row alone learn from what was observed of earlier rows. */
class ObservedColumnsTest {
  private static final int[] TRAINING = range(10, 600);
  private static final int[] TEST = range(620, 800);

  /** Likes that are what another column was found to be an hour before. */
  private static Frame frame() {
    Schema schema =
        new Schema(
            List.of(Column.flag("link", "text")),
            List.of("likes"),
            List.of(Column.numeric("rain", "history").orMissing()));
    SplittableRandom random = new SplittableRandom(4);
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    double before = 0;
    for (int row = 0; row < 800; row++) {
      double rain = random.nextDouble(0, 4);
      builder.add(
          "row" + row,
          "nasa",
          SyntheticRows.START.plus(Duration.ofHours(row)),
          0,
          new float[] {random.nextInt(2)},
          new double[] {Math.expm1(before)},
          new float[] {(float) rain});
      before = rain;
    }
    return builder.build();
  }

  private static double error(String model, Frame frame) {
    TargetTransform.Config config = TargetTransform.Config.logRobust(TargetTransform.Form.LEVEL);
    ScaledFrame data =
        ScaledFrame.fit(
            new Windows(frame, 4, true),
            Anchors.of(frame, config.link()),
            ScaledFrame.InputScaling.robust(),
            config,
            TRAINING);
    try (Model made = Baselines.create(model, spec(data, new Loss.MeanAbsolute()))) {
      made.fit(
          data,
          TRAINING,
          new Stopping.AtChoice(model.equals("ridge") ? 0.1 : 50),
          FitListener.NONE);
      float[] z = made.forecast(data, TEST);
      double sum = 0;
      for (int k = 0; k < TEST.length; k++) {
        sum += Math.abs(z[k] - data.z(TEST[k], 0));
      }
      return sum / TEST.length;
    }
  }

  @ParameterizedTest
  @CsvSource({"ridge,0.02", "lightgbm,0.1"})
  void fit_newestValueOfAnObservedColumn_isLearnt(String model, double atMost) {
    Frame frame = frame();
    ObservedColumnFeatures features = new ObservedColumnFeatures(frame.schema().observed());

    // without them there is nothing to learn from: observed columns are empty in a query
    assertThat(error(model, frame)).isGreaterThan(0.4);
    assertThat(error(model, frame.withKnown(features.columns(), features.compute(frame))))
        .isLessThan(atMost);
  }
}
