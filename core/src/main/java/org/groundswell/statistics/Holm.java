package org.groundswell.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for asking several questions at once: below a level of the adjusted p values,
 * the chance of even one false finding in the family is at most that level, however the tests
 * depend on each other (Holm 1979, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6).
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p values, in the order given. A pair that was not testable belongs in the family with
   * 1.
   *
   * @throws IllegalArgumentException if a p value is outside [0, 1]
   */
  public static double[] adjusted(double[] pValues) {
    for (int k = 0; k < pValues.length; k++) {
      if (!(pValues[k] >= 0 && pValues[k] <= 1)) {
        throw new IllegalArgumentException(
            "p value %d is %s but must be in [0, 1]".formatted(k, pValues[k]));
      }
    }
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> pValues[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double highest = 0;
    for (int place = 0; place < ascending.length; place++) {
      highest = Math.max(highest, (pValues.length - place) * pValues[ascending[place]]);
      adjusted[ascending[place]] = Math.min(1, highest);
    }
    return adjusted;
  }
}
