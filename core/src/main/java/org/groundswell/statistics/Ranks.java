package org.groundswell.statistics;

import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Models ranked on each of several data sets: 1 is the least loss, ties share the mean of their
 * ranks. Data sets must be independent of each other; folds of one data set are not.
 *
 * @param ranks {@code [dataSet][model]}
 */
public record Ranks(double[][] ranks) {

  /**
   * @param losses {@code [dataSet][model]}, finite, less being better
   * @throws IllegalArgumentException if there is no data set, lengths differ, there are fewer than
   *     two models, or a loss is not finite
   */
  public static Ranks of(double[][] losses) {
    if (losses.length == 0 || losses[0].length < 2) {
      throw new IllegalArgumentException(
          "losses of %d data sets and %d models; there must be a data set and two models"
              .formatted(losses.length, losses.length == 0 ? 0 : losses[0].length));
    }
    NaturalRanking ranking = new NaturalRanking(TiesStrategy.AVERAGE);
    double[][] ranks = new double[losses.length][];
    for (int set = 0; set < losses.length; set++) {
      Numbers.checkFinite("loss on data set %d of model".formatted(set), losses[set]);
      Numbers.checkLength("models on data set " + set, losses[set].length, losses[0].length);
      // −0 and 0 tie
      ranks[set] = ranking.rank(DoubleStream.of(losses[set]).map(loss -> loss + 0.0).toArray());
    }
    return new Ranks(ranks);
  }

  public int dataSets() {
    return ranks.length;
  }

  public int models() {
    return ranks[0].length;
  }

  /** {@code [model]}, the mean over data sets. */
  public double[] average() {
    double[] average = new double[models()];
    for (double[] line : ranks) {
      for (int model = 0; model < average.length; model++) {
        average[model] += line[model] / dataSets();
      }
    }
    return average;
  }
}
