package org.groundswell.evaluate;

import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Duels of posts: of two posts of one author within 7 days with different outcomes, how often the
 * better one has the higher forecast. Equal forecasts count half.
 *
 * <p>Each post meets at most the next {@value #OPPONENTS} posts of its author, so the cost stays
 * linear in the number of posts however busy an author is.
 *
 * @param won {@code [row]} how many of its duels with later posts went as forecast
 * @param fought {@code [row]} how many there were
 */
record Duels(double[] won, double[] fought) {
  static final int OPPONENTS = 1000;

  /** How far apart two posts may be; just as far is still in. */
  static final Duration REACH = Duration.ofDays(7);

  /** The duels that rows have with later ones. */
  static Duels of(Scored scored) {
    int[] order = byGroupAndTime(scored);
    double[] actual = IntStream.of(order).mapToDouble(row -> scored.actual()[row]).toArray();
    double[] forecast = IntStream.of(order).mapToDouble(row -> scored.forecast()[row]).toArray();
    Duels duels = new Duels(new double[order.length], new double[order.length]);
    int reached = 0;
    for (int k = 0; k < order.length; k++) {
      while (reached < order.length && inReach(scored, order[k], order[reached])) {
        reached++;
      }
      // counted in halves, so that the result is exact
      long halvesWon = 0;
      long fought = 0;
      int end = Math.min(reached, k + 1 + OPPONENTS);
      for (int other = k + 1; other < end; other++) {
        long better = compare(actual[k], actual[other]);
        fought += better * better;
        halvesWon += better * (better + compare(forecast[k], forecast[other]));
      }
      duels.won[order[k]] = halvesWon / 2.0;
      duels.fought[order[k]] = fought;
    }
    return duels;
  }

  /** The share of duels won, empty if there is no duel. */
  OptionalDouble share() {
    double all = DoubleStream.of(fought).sum();
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(DoubleStream.of(won).sum() / all);
  }

  private static boolean inReach(Scored scored, int row, int later) {
    return scored.group()[later] == scored.group()[row]
        && scored.millis()[later] - scored.millis()[row] <= REACH.toMillis();
  }

  /** 1, 0 or −1, without a branch that random outcomes would make the processor mispredict. */
  private static long compare(double a, double b) {
    return (a > b ? 1L : 0L) - (a < b ? 1L : 0L);
  }

  /** Rows by group, then time; of one instant in the order given. */
  private static int[] byGroupAndTime(Scored scored) {
    return IntStream.range(0, scored.size())
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer row) -> scored.group()[row])
                .thenComparingLong(row -> scored.millis()[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
