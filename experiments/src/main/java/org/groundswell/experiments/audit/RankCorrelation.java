package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well the order of one variable tells that of another among peers: Spearman's correlation of
 * ranks within classes, which ties share, put together over the classes. Levels that only differ
 * between classes count for nothing.
 */
final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * The square of the correlation over the places where both are known.
   *
   * @param places by class
   * @return {@code NaN} if one of them is the same everywhere, or fewer than {@code fewest} are
   *     known
   */
  static double squared(double[] x, double[] y, int[][] places, int fewest) {
    double xx = 0;
    double yy = 0;
    double xy = 0;
    int known = 0;
    for (int[] of : places) {
      int[] both =
          Arrays.stream(of).filter(k -> !Double.isNaN(x[k]) && !Double.isNaN(y[k])).toArray();
      known += both.length;
      double[] xRanks = centredRanks(x, both);
      double[] yRanks = centredRanks(y, both);
      for (int k = 0; k < both.length; k++) {
        xx += xRanks[k] * xRanks[k];
        yy += yRanks[k] * yRanks[k];
        xy += xRanks[k] * yRanks[k];
      }
    }
    return known < fewest || xx == 0 || yy == 0 ? Double.NaN : xy * xy / (xx * yy);
  }

  /** Ranks in (−0.5, 0.5), so that classes count by their rows. */
  private static double[] centredRanks(double[] values, int[] places) {
    int count = places.length;
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> Double.compare(values[places[a]], values[places[b]]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[count];
    for (int from = 0; from < count; ) {
      int to = from;
      while (to < count && values[places[order[to]]] == values[places[order[from]]]) {
        to++;
      }
      for (int k = from; k < to; k++) {
        ranks[order[k]] = ((from + to - 1) / 2.0 + 0.5) / count - 0.5;
      }
      from = to;
    }
    return ranks;
  }
}
