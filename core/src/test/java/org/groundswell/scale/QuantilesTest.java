package org.groundswell.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

class QuantilesTest {

  @Property(tries = 200)
  void of_anyDistribution_isThatOfCommonsMath(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 200) int few,
      @ForAll boolean many,
      @ForAll("shapes") DoubleUnaryOperator shape) {
    Random random = new Random(seed);
    double[] values =
        DoubleStream.generate(() -> shape.applyAsDouble(random.nextDouble()))
            .limit(many ? 4000 + few : few)
            .toArray();
    double[] given = values.clone();
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(values);

    double[] quantiles = Quantiles.of(values, 0, 0.1, 0.25, 0.5, 0.75, 0.9, 1);

    assertThat(quantiles)
        .containsExactly(
            Arrays.stream(values).min().orElseThrow(),
            percentile.evaluate(10),
            percentile.evaluate(25),
            percentile.evaluate(50),
            percentile.evaluate(75),
            percentile.evaluate(90),
            Arrays.stream(values).max().orElseThrow());
    assertThat(values).isEqualTo(given);
  }

  @Provide
  Arbitrary<DoubleUnaryOperator> shapes() {
    return Arbitraries.of(
        u -> u,
        u -> 7,
        u -> Math.floor(5 * u) - 2,
        u -> Math.log(u + 1e-9),
        // heavy tails: nearly all in one bucket
        u -> Math.pow(u + 1e-9, -3),
        u -> u < 0.001 ? -1e300 : u,
        u -> u < 0.5 ? 0 : Double.MIN_VALUE,
        u -> (u - 0.5) * Float.MAX_VALUE);
  }
}
