package org.groundswell.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-12);
  private static final Scaling LINK = new Scaling.SignedLog1p();
  private static final int REPLY = 1;

  @Property(tries = 20)
  void of_randomFrame_isTheMedianOfTheNewestVisibleByDefinition(
      @ForAll long seed, @ForAll @IntRange(max = 20) int delayHours) {
    // given enough rows that a stratum of an author has more than 50
    Frame frame = RandomFrame.of(seed, 400, Duration.ofHours(delayHours));

    // when
    Anchors anchors = Anchors.of(frame, LINK);

    // then
    for (int row = 0; row < frame.rows(); row++) {
      for (int target = 0; target < 2; target++) {
        double expected = byDefinition(frame, row, target);
        if (Double.isNaN(expected)) {
          assertThat(anchors.level(row, target)).isNaN();
        } else {
          assertThat(anchors.level(row, target)).isCloseTo(expected, TIGHT);
        }
      }
    }
  }

  private static double byDefinition(Frame frame, int row, int target) {
    List<Integer> ofGroup =
        RandomFrame.visibleRows(frame, row).stream()
            .filter(other -> !Double.isNaN(frame.observed(other, target)))
            .toList();
    List<Integer> same =
        ofGroup.stream().filter(other -> frame.stratum(other) == frame.stratum(row)).toList();
    List<Integer> rows = same.isEmpty() ? ofGroup : same;
    double[] sorted =
        rows.stream()
            .skip(Math.max(0, rows.size() - 50))
            .mapToDouble(other -> Math.log1p(frame.observed(other, target)))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Test
  void level_noVisibleReply_fallsBackToTheGroupThenToMissing() {
    // given two posts and a reply, then a reply again; another author's post stands between
    Frame.Builder builder = Frame.builder(new Schema(List.of(), List.of("likes")), Duration.ZERO);
    add(builder, "nasa", 0, 0, 10);
    add(builder, "nasa", 1, 0, 20);
    add(builder, "esa", 2, 0, 999);
    add(builder, "nasa", 3, REPLY, 2);
    add(builder, "nasa", 4, REPLY, 4);
    Frame frame = builder.build();

    // when
    Anchors anchors = Anchors.of(frame, new Scaling.Chain(List.of()));

    // then
    assertThat(IntStream.range(0, 5).mapToDouble(row -> anchors.level(row, 0)).toArray())
        .containsExactly(Double.NaN, 10, Double.NaN, 15, 2);
  }

  private static void add(Frame.Builder builder, String author, int hour, int stratum, double y) {
    builder.add(
        author + hour,
        author,
        RandomFrame.START.plus(Duration.ofHours(hour)),
        stratum,
        new float[0],
        new double[] {y});
  }
}
