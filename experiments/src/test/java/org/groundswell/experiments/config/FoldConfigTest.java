package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;

final class FoldConfigTest {
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  private static Frame hourly(int rows) {
    Frame.Builder builder =
        Frame.builder(new Schema(List.of(), List.of("likes")), Duration.ofHours(2));
    for (int row = 0; row < rows; row++) {
      builder.add(
          "p" + row, "a", START.plus(Duration.ofHours(row)), 0, new float[0], new double[] {row});
    }
    return builder.collectedUntil(START.plus(Duration.ofHours(rows + 10))).build();
  }

  private static FoldConfig folds(List<Instant> cuts, Optional<Duration> testLength) {
    return new FoldConfig(
        WalkForward.Mode.EXPANDING,
        2,
        0.5,
        cuts,
        testLength,
        Optional.empty(),
        0.2,
        Duration.ZERO,
        10);
  }

  @Test
  void toWalkForward_withoutCuts_cutsAtEqualNumbersOfRowsAndTestsTheNewest() {
    Frame frame = hourly(100);
    List<Fold> folds = folds(List.of(), Optional.empty()).toWalkForward(frame).folds(frame);
    assertThat(folds).hasSize(2);
    assertThat(folds.get(0).test()).hasSize(25).startsWith(50).endsWith(74);
    assertThat(folds.get(1).test()).hasSize(25).startsWith(75).endsWith(99);
  }

  @Test
  void toWalkForward_withCuts_takesThemAndTheTestLength() {
    Frame frame = hourly(100);
    Instant cut = START.plus(Duration.ofHours(60));
    WalkForward walk = folds(List.of(cut), Optional.of(Duration.ofHours(10))).toWalkForward(frame);
    assertThat(walk.cuts()).containsExactly(cut);
    assertThat(walk.folds(frame).get(0).test()).hasSize(10).startsWith(60).endsWith(69);
  }
}
