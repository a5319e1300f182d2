package org.groundswell.models.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.Windows;

/**
 * A task that a kind of model can learn and a simpler kind cannot.
 *
 * <p>A frame is made of samples, each a group of its own: some history rows without a label and the
 * row to be forecast, whose target follows from the sample without noise. The error to compare with
 * is that of the <em>best</em> predictor of the simpler kind: it is fitted to the very test samples
 * that it forecasts, so that no predictor of its kind, however it was trained, has a smaller one
 * there.
 */
public enum Toy {
  /** The product of two inputs of the row itself; the simpler kind is linear in them. */
  PRODUCT(0) {
    @Override
    Sample draw(SplittableRandom random) {
      double[] inputs = {random.nextDouble(-1, 1), random.nextDouble(-1, 1)};
      return new Sample(new double[][] {inputs}, 3 * inputs[0] * inputs[1]);
    }

    @Override
    double[] simpler(List<Sample> samples) {
      OLSMultipleLinearRegression line = new OLSMultipleLinearRegression();
      double[] targets = samples.stream().mapToDouble(Sample::target).toArray();
      line.newSampleData(
          targets, samples.stream().map(sample -> sample.rows()[0]).toArray(double[][]::new));
      double[] residuals = line.estimateResiduals();
      Arrays.setAll(residuals, k -> targets[k] - residuals[k]);
      return residuals;
    }
  },

  /**
   * What a coin showed four rows ago; the simpler kind has no memory and sees the row itself and
   * the newest before it.
   */
  ECHO(6) {
    @Override
    Sample draw(SplittableRandom random) {
      double[][] coins = new double[history() + 1][1];
      for (double[] coin : coins) {
        coin[0] = random.nextBoolean() ? 1 : -1;
      }
      return new Sample(coins, coins[history() - 4][0]);
    }

    @Override
    double[] simpler(List<Sample> samples) {
      return conditionalMean(
          samples, sample -> sample.rows()[history()][0] + " " + sample.rows()[history() - 1][0]);
    }
  },

  /**
   * Which value stood second in the history, where the history is always the same values in another
   * order; the simpler kind is blind to order and sees the history as a set.
   */
  ORDER(4) {
    @Override
    Sample draw(SplittableRandom random) {
      double[] values = {-1.5, -0.5, 0.5, 1.5};
      double[][] rows = new double[history() + 1][1];
      for (int k = 0; k < history(); k++) {
        int other = random.nextInt(k, history());
        rows[k][0] = values[other];
        values[other] = values[k];
      }
      return new Sample(rows, rows[1][0]);
    }

    @Override
    double[] simpler(List<Sample> samples) {
      return conditionalMean(
          samples,
          sample ->
              Arrays.toString(
                      Arrays.stream(sample.rows(), 0, history())
                          .mapToDouble(row -> row[0])
                          .sorted()
                          .toArray())
                  + sample.rows()[history()][0]);
    }
  };

  private static final int SAMPLES = 600;
  private static final int TRAINING = 450;
  private static final List<String> INPUTS = List.of("a", "b");

  private final int history;

  Toy(int history) {
    this.history = history;
  }

  int history() {
    return history;
  }

  /**
   * @param rows {@code [history + 1, inputs]}, oldest first, the row to be forecast last
   */
  record Sample(double[][] rows, double target) {}

  abstract Sample draw(SplittableRandom random);

  /** The forecasts of the simpler kind's best predictor of these samples. */
  abstract double[] simpler(List<Sample> samples);

  /** The best predictor among all functions of the key. */
  private static double[] conditionalMean(List<Sample> samples, Function<Sample, String> key) {
    Map<String, double[]> sums = new HashMap<>();
    for (Sample sample : samples) {
      double[] sum = sums.computeIfAbsent(key.apply(sample), none -> new double[2]);
      sum[0] += sample.target();
      sum[1]++;
    }
    return samples.stream()
        .map(sample -> sums.get(key.apply(sample)))
        .mapToDouble(sum -> sum[0] / sum[1])
        .toArray();
  }

  /**
   * A toy drawn from a seed.
   *
   * @param training rows that have a target
   * @param test further rows that have a target
   * @param simplerError root mean squared error on {@code test} of the best predictor of the
   *     simpler kind, in z, which is the target itself
   */
  record Task(ScaledFrame data, int[] training, int[] test, double simplerError) {

    /** Root mean squared error of forecasts of {@code test}, in z. */
    double error(float[] forecasts) {
      double squares = 0;
      for (int k = 0; k < test.length; k++) {
        double error = forecasts[k] - data.z(test[k], 0);
        squares += error * error;
      }
      return Math.sqrt(squares / test.length);
    }
  }

  Task task(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Sample> samples = new ArrayList<>();
    for (int k = 0; k < SAMPLES; k++) {
      samples.add(draw(random));
    }
    Frame frame = frame(samples);
    int[] labelled = new int[SAMPLES];
    Arrays.setAll(labelled, sample -> sample * (history + 1) + history);
    int[] training = Arrays.copyOf(labelled, TRAINING);
    TargetTransform.Config target = PlantedRows.plain();
    ScaledFrame data =
        ScaledFrame.fit(
            new Windows(frame, history, true),
            Anchors.of(frame, target.link()),
            new ScaledFrame.InputScaling(List.of(), List.of(), 10, 0),
            target,
            training);
    List<Sample> test = samples.subList(TRAINING, SAMPLES);
    double[] forecasts = simpler(test);
    double squares = 0;
    for (int k = 0; k < forecasts.length; k++) {
      squares += Math.pow(forecasts[k] - test.get(k).target(), 2);
    }
    return new Task(
        data,
        training,
        Arrays.copyOfRange(labelled, TRAINING, SAMPLES),
        Math.sqrt(squares / forecasts.length));
  }

  private Frame frame(List<Sample> samples) {
    int inputs = samples.get(0).rows()[0].length;
    List<Column> known =
        INPUTS.subList(0, inputs).stream().map(name -> Column.numeric(name, "toy")).toList();
    Frame.Builder builder =
        Frame.builder(new Schema(known, List.of("target")), Duration.ofHours(1));
    int row = 0;
    for (Sample sample : samples) {
      for (int k = 0; k <= history; k++) {
        float[] values = new float[inputs];
        for (int input = 0; input < inputs; input++) {
          values[input] = (float) sample.rows()[k][input];
        }
        builder.add(
            "row" + row,
            "sample" + row / (history + 1),
            Instant.EPOCH.plus(Duration.ofHours(row)),
            0,
            values,
            new double[] {k < history ? Double.NaN : sample.target()});
        row++;
      }
    }
    return builder.build();
  }
}
