package org.groundswell.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsOfScanTest {
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  @Test
  void run_twoGroups_tellsEachRowWhatBecameVisibleBeforeIt() {
    // given rows of two groups, two of them at one instant
    Frame frame =
        frame(Duration.ofHours(2), List.of("a0", "b0", "a1", "a2", "a2", "b3", "a3", "a9"));

    // when
    List<String> told = scan(frame);

    // then a row is told exactly two hours after, never two hours less a moment
    assertThat(told)
        .containsExactly(
            "group a",
            "at 0",
            "at 2",
            "visible 0",
            "at 3",
            "at 4",
            "visible 2",
            "at 6",
            "visible 3",
            "visible 4",
            "visible 6",
            "at 7",
            "group b",
            "at 1",
            "visible 1",
            "at 5");
  }

  @Test
  void run_withoutDelay_neverTellsRowsOfOneInstantOfEachOther() {
    Frame frame = frame(Duration.ZERO, List.of("a0", "a0", "a1"));

    List<String> told = scan(frame);

    assertThat(told).containsExactly("group a", "at 0", "at 1", "visible 0", "visible 1", "at 2");
  }

  /** A frame of rows written as group and hour. */
  private static Frame frame(Duration delay, List<String> rows) {
    Frame.Builder builder = Frame.builder(new Schema(List.of(), List.of("y")), delay);
    for (String row : rows) {
      Instant instant = START.plus(Duration.ofHours(Integer.parseInt(row.substring(1))));
      builder.add(row, row.substring(0, 1), instant, 0, new float[0], new double[] {1});
    }
    return builder.build();
  }

  private static List<String> scan(Frame frame) {
    List<String> told = new ArrayList<>();
    AsOfScan.run(
        frame,
        new AsOfScan() {
          @Override
          public void startGroup(int group) {
            told.add("group " + frame.groups().get(group));
          }

          @Override
          public void becameVisible(int row) {
            told.add("visible " + row);
          }

          @Override
          public void at(int row) {
            told.add("at " + row);
          }
        });
    return told;
  }
}
