package org.groundswell.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class InvertedDropoutTest {
  @Test
  void next_manyFactors_areZeroAsOftenAsAskedForAndElseKeepTheMean() {
    float[] factors = new float[20_003];
    new InvertedDropout(0.2, 1).next(factors, factors.length);

    int zeros = 0;
    for (float factor : factors) {
      assertThat(factor).isIn(0f, 65536f / (65536 - 13107));
      zeros += factor == 0 ? 1 : 0;
    }
    assertThat(zeros / 20_003.0).isCloseTo(0.2, Offset.offset(0.01));
  }

  @Test
  void next_inParts_givesWhatItGivesAtOnce() {
    float[] atOnce = new float[11];
    new InvertedDropout(0.5, 3).next(atOnce, 11);
    InvertedDropout dropout = new InvertedDropout(0.5, 3);
    float[] parts = new float[8];
    dropout.next(parts, 8);
    float[] rest = new float[3];
    dropout.next(rest, 3);

    assertThat(parts).isEqualTo(Arrays.copyOf(atOnce, 8));
    assertThat(rest).isEqualTo(Arrays.copyOfRange(atOnce, 8, 11));
  }

  @Test
  void next_ofAnotherSeed_isAnother() {
    float[] factors = new float[100];
    float[] other = new float[100];
    new InvertedDropout(0.5, 3).next(factors, 100);
    new InvertedDropout(0.5, 4).next(other, 100);

    assertThat(other).isNotEqualTo(factors);
  }

  @Test
  void constructor_probabilityOutOfRange_isRefused() {
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new InvertedDropout(bad, 1))
          .withMessageContaining("dropout " + bad);
    }
  }
}
