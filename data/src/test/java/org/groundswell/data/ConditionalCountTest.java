package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.stat.StatUtils;
import org.groundswell.data.ConditionalCount.Normal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionalCountTest {
  private static final int DRAWS = 200_000;
  private static final PostState STATE = new PostState(3.2, 0.4, 0.7, -0.3, 0.35, 0.9);

  /** Counts drawn by the generator, many times from one state. */
  private static double[] draws(PostState state, PostState.Count count) {
    Random random = new Random(11);
    double[] draws = new double[DRAWS];
    for (int k = 0; k < DRAWS; k++) {
      draws[k] = state.draw(random).counts().get(count);
    }
    return draws;
  }

  private static double standardError(double[] draws) {
    return Math.sqrt(StatUtils.variance(draws) / draws.length);
  }

  @ParameterizedTest
  @EnumSource
  void means_againstDrawsFromTheSameState_agree(PostState.Count count) {
    double[] draws = draws(STATE, count);
    double[] logs = Arrays.stream(draws).map(Math::log1p).toArray();

    ConditionalCount given = STATE.given(count);

    assertThat(given.mean()).isCloseTo(StatUtils.mean(draws), within(4 * standardError(draws)));
    assertThat(given.meanLog1p()).isCloseTo(StatUtils.mean(logs), within(4 * standardError(logs)));
  }

  @ParameterizedTest
  @EnumSource
  void quantiles_againstDrawsFromTheSameState_agree(PostState.Count count) {
    double[] draws = draws(STATE, count);

    ConditionalCount given = STATE.given(count);

    for (double level : List.of(0.05, 0.5, 0.95, 0.995, 0.999)) {
      double quantile = given.quantile(level);
      assertThat(given.atMost(quantile)).isGreaterThanOrEqualTo(level - 1e-9);
      assertThat(given.atMost(quantile - 1)).isLessThan(level + 1e-9);
      double error = 4 * Math.sqrt(level * (1 - level) / DRAWS);
      assertThat(share(draws, quantile)).isCloseTo(given.atMost(quantile), within(error));
      assertThat(share(draws, quantile - 1)).isCloseTo(given.atMost(quantile - 1), within(error));
    }
  }

  private static double share(double[] draws, double atMost) {
    return Arrays.stream(draws).filter(draw -> draw <= atMost).count() / (double) DRAWS;
  }

  @Test
  void meanAndMedian_againstOtherForecasts_loseLeast() {
    double[] draws = draws(STATE, PostState.Count.LIKES);
    ConditionalCount given = STATE.given(PostState.Count.LIKES);

    for (double factor : new double[] {0.8, 1.25}) {
      double median = given.quantile(0.5);
      assertThat(loss(draws, y -> Math.abs(y - median)))
          .isLessThan(loss(draws, y -> Math.abs(y - factor * median)));
      assertThat(loss(draws, y -> Math.abs(Math.log1p(y) - Math.log1p(median))))
          .isLessThan(loss(draws, y -> Math.abs(Math.log1p(y) - Math.log1p(factor * median))));
      double mean = given.mean();
      assertThat(loss(draws, y -> (y - mean) * (y - mean)))
          .isLessThan(loss(draws, y -> (y - factor * mean) * (y - factor * mean)));
      double meanLog1p = given.meanLog1p();
      double other = meanLog1p + Math.log(factor);
      assertThat(loss(draws, y -> Math.pow(Math.log1p(y) - meanLog1p, 2)))
          .isLessThan(loss(draws, y -> Math.pow(Math.log1p(y) - other, 2)));
    }
  }

  private static double loss(double[] draws, DoubleUnaryOperator ofDraw) {
    return Arrays.stream(draws).map(ofDraw).average().orElseThrow();
  }

  /** Sums without any shortcut, over all counts that a double can tell from impossible. */
  @Property(tries = 60)
  void means_againstSumsOverAllCounts_agreeToNineDigits(
      @ForAll @DoubleRange(min = -6, max = 6) double location,
      @ForAll @DoubleRange(min = 0.3, max = 0.9) double scale) {
    Normal usual = new Normal(location, scale);
    double mean = 0;
    double meanLog1p = 0;
    double last = Math.exp(location + 9 * scale);
    for (int count = 1; count <= last; count++) {
      double atLeast = usual.atLeast(Math.log(count));
      mean += atLeast;
      meanLog1p += Math.log1p(1.0 / count) * atLeast;
    }

    ConditionalCount count = new ConditionalCount(usual, usual, 0);

    assertThat(count.mean()).isCloseTo(mean, within(1e-9 * (1 + mean)));
    assertThat(count.meanLog1p()).isCloseTo(meanLog1p, within(1e-9));
  }

  /** So far up that the fraction cut off is anything from 0 to 1 alike. */
  @Test
  void mean_ofLargeCounts_isThatOfTheLogNormalLessOneHalf() {
    Normal usual = new Normal(8, 0.6);
    Normal viral = new Normal(12, 0.9);
    double logNormal = 0.994 * Math.exp(8 + 0.6 * 0.6 / 2) + 0.006 * Math.exp(12 + 0.9 * 0.9 / 2);

    ConditionalCount count = new ConditionalCount(usual, viral, 0.006);

    assertThat(count.mean()).isCloseTo(logNormal - 0.5, within(1e-9 * logNormal));
  }

  @Property(tries = 200)
  void quantiles_ofAnyState_ascendAndAreWholeAndInverse(
      @ForAll @DoubleRange(min = -3, max = 9) double level,
      @ForAll @DoubleRange(min = 0, max = 200) double days) {
    ConditionalCount given = new PostState(level, 0, days, 0, 0, 0).given(PostState.Count.COMMENTS);

    double before = 0;
    for (double tau : SampleTruth.LEVELS) {
      double quantile = given.quantile(tau);
      assertThat(quantile).isGreaterThanOrEqualTo(before).isEqualTo(Math.rint(quantile));
      assertThat(given.atMost(quantile)).isGreaterThanOrEqualTo(tau - 1e-9);
      assertThat(given.atMost(quantile - 1)).isLessThan(tau + 1e-9);
      before = quantile;
    }
  }

  @Test
  void new_scaleOrShareOutOfRange_throws() {
    Normal usual = new Normal(1, 1);
    assertThatThrownBy(() -> new Normal(1, 0)).hasMessageContaining("scale 0.0");
    assertThatThrownBy(() -> new ConditionalCount(usual, usual, 1)).hasMessageContaining("1.0");
    assertThatThrownBy(() -> STATE.given(PostState.Count.LIKES).quantile(1))
        .hasMessageContaining("level 1.0");
  }
}
