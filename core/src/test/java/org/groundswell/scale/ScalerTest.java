package org.groundswell.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalerTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-12);

  @Provide
  Arbitrary<List<Scaler>> chains() {
    return Arbitraries.of(Scaler.class).list().ofMaxSize(3);
  }

  @Property(tries = 500)
  void fitChain_anyChainAndValues_isIncreasingAndInvertible(
      @ForAll("chains") List<Scaler> chain,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int size) {
    // given
    double[] values = heavyTailed(seed, size);

    // when
    Scaling scaling = Scaler.fitChain(chain, values);

    // then
    double[] present =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    double largest = Arrays.stream(present).map(Math::abs).max().orElse(0);
    for (int k = 0; k < present.length; k++) {
      double scaled = scaling.apply(present[k]);
      assertThat(scaled).isFinite();
      assertThat(scaling.invert(scaled))
          .isCloseTo(present[k], Offset.offset(1e-9 * Math.max(1, largest)));
      if (k > 0) {
        assertThat(scaled).isGreaterThanOrEqualTo(scaling.apply(present[k - 1]));
      }
    }
    assertThat(scaling.apply(Double.NaN)).isNaN();
  }

  /** Small counts, a few huge ones, some negative, some missing. */
  private static double[] heavyTailed(long seed, int size) {
    Random random = new Random(seed);
    return DoubleStream.generate(
            () ->
                switch (random.nextInt(6)) {
                  case 0 -> Double.NaN;
                  case 1 -> Math.exp(4 * random.nextGaussian());
                  case 2 -> -random.nextDouble();
                  default -> random.nextInt(5);
                })
        .limit(size)
        .toArray();
  }

  @Property(tries = 300)
  void fitChain_constantColumn_becomesZeros(
      @ForAll @DoubleRange(min = -1e9, max = 1e9) double constant,
      @ForAll @IntRange(min = 1, max = 30) int size) {
    double[] values = new double[size];
    Arrays.fill(values, constant);

    for (Scaler scaler : List.of(Scaler.ROBUST, Scaler.STANDARD, Scaler.MIN_MAX)) {
      for (List<Scaler> chain : List.of(List.of(scaler), List.of(Scaler.LOG1P, scaler))) {
        assertThat(Scaler.fitChain(chain, values).apply(constant)).isCloseTo(0, TIGHT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Scaler.class)
  void fit_zerosWithASingleSpike_staysFinite(Scaler scaler) {
    double[] values = new double[200];
    values[17] = 1e6;

    Scaling scaling = scaler.fit(values);

    assertThat(scaling.apply(0)).isFinite().isBetween(-1.0, 0.0);
    assertThat(scaling.apply(1e6)).isFinite().isPositive().isLessThan(1000);
    assertThat(scaling.invert(scaling.apply(1e6))).isCloseTo(1e6, Offset.offset(1e-6));
  }

  @ParameterizedTest
  @EnumSource(Scaler.class)
  void fit_missingValues_areLeftOut(Scaler scaler) {
    double[] present = {1, 5, 2, 40, 3};
    double[] withMissing = {Double.NaN, 1, 5, Double.NaN, 2, 40, 3, Double.NaN};

    assertThat(scaler.fit(withMissing)).isEqualTo(scaler.fit(present));
  }

  @ParameterizedTest
  @EnumSource(Scaler.class)
  void fit_nothingPresent_changesNothing(Scaler scaler) {
    assertThat(scaler.fit(new double[] {Double.NaN}).apply(3.25)).isEqualTo(3.25);
    assertThat(scaler.fit(new double[0]).apply(3.25)).isEqualTo(3.25);
  }

  @ParameterizedTest
  @EnumSource(Scaler.class)
  void fit_infiniteValue_isRefused(Scaler scaler) {
    for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scaler.fit(new double[] {1, bad, 2}))
          .withMessageContaining("infinite");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Scaler.fitChain(List.of(scaler), new double[] {1, bad, 2}));
    }
  }

  @Test
  void robust_fiveValues_isMedianAndInterquartileRange() {
    Scaling scaling = Scaler.ROBUST.fit(new double[] {9, 1, 5, 3, 1000});

    assertThat(scaling).isEqualTo(new Scaling.Affine(5, 6));
  }

  @Test
  void robust_interquartileRangeOfZero_fallsBackToTheStandardDeviation() {
    Scaling scaling = Scaler.ROBUST.fit(new double[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 12});

    // mean 3, variance (9·1 + 81) / 10 = 9; the centre stays the median
    assertThat(scaling).isEqualTo(new Scaling.Affine(2, 3));
  }

  @Test
  void standard_fourValues_isMeanAndPopulationDeviation() {
    assertThat(Scaler.STANDARD.fit(new double[] {1, 1, 5, 5})).isEqualTo(new Scaling.Affine(3, 2));
  }

  @Test
  void minMax_values_fillZeroToOne() {
    Scaling scaling = Scaler.MIN_MAX.fit(new double[] {-2, 6, 0});

    assertThat(scaling.apply(-2)).isEqualTo(0);
    assertThat(scaling.apply(6)).isEqualTo(1);
    assertThat(scaling.apply(0)).isCloseTo(0.25, TIGHT);
  }

  @Test
  void log1p_bothSigns_isOddAndFitsNothing() {
    Scaling scaling = Scaler.LOG1P.fit(new double[] {1, 2, 3});

    assertThat(scaling.apply(Math.E - 1)).isCloseTo(1, TIGHT);
    assertThat(scaling.apply(1 - Math.E)).isCloseTo(-1, TIGHT);
    assertThat(scaling.invert(-1)).isCloseTo(1 - Math.E, TIGHT);
  }

  @Test
  void fitChain_logThenRobust_fitsTheSecondToWhatTheFirstMakes() {
    // log1p: 0, ln 2, 2 ln 2, 3 ln 2, 4 ln 2; median 2 ln 2, interquartile range 2 ln 2
    Scaling scaling =
        Scaler.fitChain(List.of(Scaler.LOG1P, Scaler.ROBUST), new double[] {0, 1, 3, 7, 15});

    assertThat(scaling.apply(15)).isCloseTo(1, TIGHT);
    assertThat(scaling.apply(0)).isCloseTo(-1, TIGHT);
    assertThat(scaling.apply(31)).isCloseTo(1.5, TIGHT);
  }

  @Test
  void affine_scaleOfZeroOrNotFinite_isRefused() {
    for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Scaling.Affine(0, scale))
          .withMessageContaining("scale " + scale);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Scaling.Affine(Double.NaN, 1));
  }
}
