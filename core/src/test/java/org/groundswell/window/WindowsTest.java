package org.groundswell.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.junit.jupiter.api.Test;

class WindowsTest {

  @Property(tries = 100)
  void write_anyRow_isPaddingThenTheNewestVisibleRowsThenTheQuery(
      @ForAll long seed,
      @ForAll @IntRange(max = 20) int delayHours,
      @ForAll @IntRange(max = 12) int history,
      @ForAll boolean queryRow) {
    // given
    Frame frame = RandomFrame.of(seed, 60, Duration.ofHours(delayHours));
    int held = queryRow ? history : history + 1;
    Windows windows = new Windows(frame, held, queryRow);

    for (int row = 0; row < frame.rows(); row++) {
      // when
      int[] written = new int[windows.time()];
      windows.write(row, written, 0);

      // then
      List<Integer> visible = RandomFrame.visibleRows(frame, row);
      List<Integer> newest = visible.subList(Math.max(0, visible.size() - held), visible.size());
      List<Integer> expected =
          new ArrayList<>(Collections.nCopies(held - newest.size(), Windows.PADDING));
      expected.addAll(newest);
      if (queryRow) {
        expected.add(row);
      }
      assertThat(Arrays.stream(written).boxed().toList()).isEqualTo(expected);
    }
  }

  @Test
  void write_atAnOffset_touchesItsOwnPlacesOnly() {
    Windows windows = new Windows(RandomFrame.of(1, 30, Duration.ZERO), 3, true);
    int[] into = new int[8];
    Arrays.fill(into, 77);

    windows.write(29, into, 2);

    assertThat(into[0]).isEqualTo(77);
    assertThat(into[1]).isEqualTo(77);
    assertThat(into[5]).isEqualTo(29);
    assertThat(into[6]).isEqualTo(77);
    assertThat(into[7]).isEqualTo(77);
  }

  @Test
  void constructor_windowOfNothing_isRefused() {
    Frame frame = RandomFrame.of(1, 30, Duration.ZERO);

    assertThat(new Windows(frame, 0, true).time()).isEqualTo(1);
    assertThat(new Windows(frame, 4, false).time()).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Windows(frame, 0, false))
        .withMessageContaining("nothing");
    assertThatIllegalArgumentException().isThrownBy(() -> new Windows(frame, -1, true));
  }
}
