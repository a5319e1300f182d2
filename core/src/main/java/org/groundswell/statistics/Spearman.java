package org.groundswell.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How sure Spearman's rank correlation is. It is no function of sums over rows, since a row moves
 * the ranks of others; but to first order each row adds a number of its own, its influence (Hampel
 * 1974, "The influence curve and its role in robust estimation", Journal of the American
 * Statistical Association 69), and those can be summed by blocks like any loss. Influences are of
 * Fisher's z = artanh ρ, whose spread hardly depends on ρ, and so the interval stays within (−1,
 * 1).
 */
public final class Spearman {
  private Spearman() {}

  /**
   * The interval of the mean correlation of several forecasts with what came; empty where one of
   * them is constant or in perfect order, or as {@link BlockBootstrap#interval} says.
   *
   * @param authors one a row of the blocks, in their order, any numbers
   * @param actual {@code [row]}, finite
   * @param forecasts {@code [row]} each, of one seed say
   * @throws IllegalArgumentException if there is no forecast, lengths differ or a value is not
   *     finite
   */
  public static Optional<Interval> interval(
      BlockBootstrap bootstrap,
      TimeBlocks blocks,
      int[] authors,
      Duration labelDelay,
      double[] actual,
      List<double[]> forecasts) {
    if (forecasts.isEmpty()) {
      throw new IllegalArgumentException("there is no forecast");
    }
    double correlation = 0;
    double[] influence = new double[actual.length];
    for (double[] forecast : forecasts) {
      Influence own = Influence.of(actual, forecast);
      if (!(slope(own.correlation) > 1e-12)) {
        return Optional.empty();
      }
      correlation += own.correlation / forecasts.size();
      for (int row = 0; row < influence.length; row++) {
        influence[row] += own.ofRows[row] / forecasts.size();
      }
    }
    double slope = slope(correlation);
    double centre = 0.5 * Math.log((1 + correlation) / (1 - correlation));
    double[] z = new double[influence.length];
    for (int row = 0; row < z.length; row++) {
      z[row] = centre + influence[row] / slope;
    }
    double estimate = correlation;
    return bootstrap
        .interval(BlockSums.of(blocks, authors, z), labelDelay, Statistic.mean(0))
        .map(
            own ->
                new Interval(
                    estimate,
                    Math.tanh(own.low()),
                    Math.tanh(own.high()),
                    own.standardError() * slope,
                    own.level(),
                    own.runLength(),
                    own.authors()));
  }

  /** What ρ moves by where z moves by one: 0 in perfect order. */
  private static double slope(double correlation) {
    return 1 - correlation * correlation;
  }

  /**
   * The correlation of mean ranks and what each row adds to it.
   *
   * @param correlation not a number where a side is constant
   * @param ofRows {@code [row]}, with mean 0: were a share ε of all rows like this one, the
   *     correlation would move by ε times it
   */
  record Influence(double correlation, double[] ofRows) {

    static Influence of(double[] first, double[] second) {
      Numbers.checkFinite("value", first);
      Numbers.checkFinite("value", second);
      Numbers.checkLength("values", second.length, first.length);
      Places one = Places.of(first);
      Places other = Places.of(second);
      double[] u = one.centred;
      double[] v = other.centred;
      int rows = u.length;
      double covariance = meanProduct(u, v);
      double ofFirst = meanProduct(u, u);
      double ofSecond = meanProduct(v, v);
      double scale = Math.sqrt(ofFirst * ofSecond);
      double correlation = covariance / scale;
      // a row adds its own product, and moves the places of all that lie above it
      double[] moveOne = one.above(v);
      double[] moveOther = other.above(u);
      double[] moveFirst = one.above(u);
      double[] moveSecond = other.above(v);
      double[] influence = new double[rows];
      for (int row = 0; row < rows; row++) {
        double product = u[row] * v[row] + moveOne[row] + moveOther[row] - 3 * covariance;
        double squareFirst = u[row] * u[row] + 2 * moveFirst[row] - 3 * ofFirst;
        double squareSecond = v[row] * v[row] + 2 * moveSecond[row] - 3 * ofSecond;
        influence[row] =
            product / scale - correlation / 2 * (squareFirst / ofFirst + squareSecond / ofSecond);
      }
      return new Influence(correlation, influence);
    }

    private static double meanProduct(double[] one, double[] other) {
      double sum = 0;
      for (int row = 0; row < one.length; row++) {
        sum += one[row] * other[row];
      }
      return sum / one.length;
    }
  }

  /**
   * The places of values among all.
   *
   * @param below {@code [row]} how many rows have a smaller value
   * @param centred {@code [row]} the share of rows below and half of those alike, less a half
   */
  private record Places(int[] below, double[] centred) {

    static Places of(double[] values) {
      int rows = values.length;
      double[] ascending = new double[rows];
      // −0 and 0 tie
      Arrays.setAll(ascending, row -> values[row] + 0.0);
      Arrays.sort(ascending);
      int[] first = new int[rows];
      int[] after = new int[rows];
      for (int place = 1; place < rows; place++) {
        first[place] = ascending[place] == ascending[place - 1] ? first[place - 1] : place;
      }
      for (int place = rows - 1; place >= 0; place--) {
        boolean last = place + 1 == rows || ascending[place + 1] != ascending[place];
        after[place] = last ? place + 1 : after[place + 1];
      }
      int[] below = new int[rows];
      double[] centred = new double[rows];
      for (int row = 0; row < rows; row++) {
        int place = Arrays.binarySearch(ascending, values[row] + 0.0);
        below[row] = first[place];
        centred[row] = (first[place] + after[place]) / 2.0 / rows - 0.5;
      }
      return new Places(below, centred);
    }

    /** {@code [row]} the sum over rows above and half of it over rows alike, over all rows. */
    double[] above(double[] weights) {
      int rows = below.length;
      double[] alike = new double[rows];
      for (int row = 0; row < rows; row++) {
        alike[below[row]] += weights[row];
      }
      double[] from = new double[rows];
      double sum = 0;
      for (int place = rows - 1; place >= 0; place--) {
        from[place] = sum + alike[place] / 2;
        sum += alike[place];
      }
      double[] sums = new double[rows];
      Arrays.setAll(sums, row -> from[below[row]] / rows);
      return sums;
    }
  }
}
