package org.groundswell.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TimeOrderTest {

  @Property
  void of_anyTimes_isAStableSort(@ForAll @Size(max = 70) @LongRange(max = 20) long[] millis) {
    int[] expected =
        IntStream.range(0, millis.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer row) -> millis[row]))
            .mapToInt(row -> row)
            .toArray();

    assertThat(TimeOrder.of(millis, millis.length)).isEqualTo(expected);
    assertThat(TimeOrder.isSorted(millis, millis.length))
        .isEqualTo(IntStream.range(1, millis.length).allMatch(k -> expected[k] > expected[k - 1]));
  }
}
