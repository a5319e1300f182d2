package org.groundswell.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RecentValuesTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-9);

  /** Few distinct values, so that many are equal; some missing. */
  @Provide
  Arbitrary<List<Double>> streams() {
    return Arbitraries.of(Double.NaN, -3.5, -0.0, 0.0, 1.0, 1.5, 2.0, 7.25, 1e6)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 300)
  void statistics_afterEveryValue_areThoseOfTheNewestValues(
      @ForAll("streams") List<Double> stream, @ForAll @IntRange(min = 1, max = 12) int capacity) {
    RecentValues recent = new RecentValues(capacity);

    for (int added = 1; added <= stream.size(); added++) {
      recent.add(stream.get(added - 1));

      List<Double> present =
          stream.subList(0, added).stream().filter(value -> !value.isNaN()).toList();
      List<Double> newest = present.subList(Math.max(0, present.size() - capacity), present.size());
      assertThat(recent.size()).isEqualTo(newest.size());
      if (newest.isEmpty()) {
        assertThat(recent.last()).isNaN();
        assertThat(recent.median()).isNaN();
        assertThat(recent.mean()).isNaN();
      } else {
        double[] sorted = newest.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        double median =
            sorted.length % 2 == 1
                ? sorted[middle]
                : 0.5 * sorted[middle - 1] + 0.5 * sorted[middle];
        assertThat(recent.last()).isEqualTo(newest.get(newest.size() - 1));
        assertThat(recent.median()).isCloseTo(median, TIGHT);
        assertThat(recent.quantile(0)).isEqualTo(sorted[0]);
        assertThat(recent.quantile(1)).isEqualTo(sorted[sorted.length - 1]);
        assertThat(recent.mean())
            .isCloseTo(newest.stream().mapToDouble(value -> value).average().orElseThrow(), TIGHT);
      }
    }
  }

  @Test
  void quantile_ofFourValues_isType7OfHyndmanAndFan() {
    RecentValues recent = new RecentValues(4);
    List.of(4.0, 1.0, 10.0, 2.0).forEach(recent::add);

    // numpy.percentile([1, 2, 4, 10], [25, 75])
    assertThat(recent.quantile(0.25)).isCloseTo(1.75, TIGHT);
    assertThat(recent.quantile(0.75)).isCloseTo(5.5, TIGHT);
  }

  @Test
  void clear_afterValues_forgetsThem() {
    RecentValues recent = new RecentValues(3);
    List.of(4.0, 1.0, 10.0, 2.0).forEach(recent::add);

    recent.clear();
    recent.add(5);

    assertThat(recent.size()).isEqualTo(1);
    assertThat(recent.last()).isEqualTo(5);
    assertThat(recent.median()).isEqualTo(5);
  }

  @Test
  void constructor_withoutRoom_isRefused() {
    assertThatThrownBy(() -> new RecentValues(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity 0");
  }
}
