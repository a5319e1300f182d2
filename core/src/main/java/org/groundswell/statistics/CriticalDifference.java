package org.groundswell.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which models a rank diagram may call different: those whose average ranks are at least Nemenyi's
 * critical difference q √(k (k + 1) / (6 N)) apart, q being the studentized range of k models with
 * infinitely many degrees of freedom over √2 (Demšar 2006, Journal of Machine Learning Research 7,
 * section 3.2.2).
 *
 * @param averageRanks {@code [model]}
 * @param difference the critical one, in ranks
 * @param groups the bars of the diagram: each a set of two models or more, best first, none of
 *     which differs from another; no group is part of another
 */
public record CriticalDifference(
    List<Double> averageRanks, double difference, List<List<Integer>> groups) {

  /**
   * @param alpha the chance of even one false difference, 0.05 say
   * @throws IllegalArgumentException if alpha is outside (0, 1)
   */
  public static CriticalDifference of(Ranks ranks, double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha is %s but must be in (0, 1)".formatted(alpha));
    }
    double difference =
        StudentizedRange.quantile(alpha, ranks.models()) / Math.sqrt(2) * errorOfDifference(ranks);
    double[] average = ranks.average();
    return new CriticalDifference(
        IntStream.range(0, average.length).mapToObj(model -> average[model]).toList(),
        difference,
        groups(average, difference));
  }

  /** Nemenyi's p values {@code [model][model]}, right for all pairs at once; 1 on the diagonal. */
  public static double[][] pValues(Ranks ranks) {
    double[] average = ranks.average();
    double error = errorOfDifference(ranks) / Math.sqrt(2);
    double[][] p = new double[average.length][average.length];
    for (int one = 0; one < p.length; one++) {
      for (int other = 0; other < p.length; other++) {
        p[one][other] =
            StudentizedRange.tail(Math.abs(average[one] - average[other]) / error, p.length);
      }
    }
    return p;
  }

  private static double errorOfDifference(Ranks ranks) {
    double models = ranks.models();
    return Math.sqrt(models * (models + 1) / (6 * ranks.dataSets()));
  }

  private static List<List<Integer>> groups(double[] average, double difference) {
    List<Integer> best =
        IntStream.range(0, average.length)
            .boxed()
            .sorted(Comparator.comparingDouble(model -> average[model]))
            .toList();
    List<List<Integer>> groups = new ArrayList<>();
    int reached = 0;
    for (int from = 0; from < best.size(); from++) {
      int to = from;
      while (to < best.size() && average[best.get(to)] - average[best.get(from)] < difference) {
        to++;
      }
      if (to > reached && to - from > 1) {
        groups.add(List.copyOf(best.subList(from, to)));
      }
      reached = Math.max(reached, to);
    }
    return List.copyOf(groups);
  }
}
