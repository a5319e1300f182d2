package org.groundswell.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

class SelectionTest {

  @Property(tries = 300)
  void quantile_anyValues_isThatOfCommonsMath(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 500) int count,
      @ForAll @IntRange(min = 1, max = 1000) int different) {
    double[] values =
        new Random(seed).ints(count, 0, different).mapToDouble(each -> each * 0.37 - 50).toArray();
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(values);

    assertThat(Selection.quantiles(values.clone(), 0.1, 0.25, 0.25, 0.5, 0.75, 0.9))
        .containsExactly(
            percentile.evaluate(10),
            percentile.evaluate(25),
            percentile.evaluate(25),
            percentile.evaluate(50),
            percentile.evaluate(75),
            percentile.evaluate(90));
  }

  @Example
  void select_ordersThatMakePivotsBad_costsLittle() {
    int count = 1_000_000;
    double[] pipe = IntStream.range(0, count).mapToDouble(k -> Math.min(k, count - k)).toArray();
    double[] constant = new double[count];
    double[] sorted = pipe.clone();
    Arrays.sort(sorted);

    // a quadratic selection takes minutes
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (double[] values : new double[][] {pipe, constant, sorted}) {
            double[] expected = values.clone();
            Arrays.sort(expected);
            assertThat(Selection.select(values, 0, count, count / 3))
                .isEqualTo(expected[count / 3]);
          }
        });
  }
}
