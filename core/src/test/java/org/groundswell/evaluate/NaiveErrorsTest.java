package org.groundswell.evaluate;

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

class NaiveErrorsTest {
  private static final Offset<Double> TIGHT = Offset.offset(1e-9);

  /** Adds hourly rows of an author from an hour on. */
  private static void add(Frame.Builder builder, String author, int hour, double... likes) {
    for (int k = 0; k < likes.length; k++) {
      builder.add(
          author + k,
          author,
          RandomFrame.START.plus(Duration.ofHours(hour + k)),
          0,
          new float[0],
          new double[] {likes[k]});
    }
  }

  private static Frame.Builder builder() {
    return Frame.builder(new Schema(List.of(), List.of("likes")), Duration.ofHours(2));
  }

  private static int[] all(Frame frame) {
    return IntStream.range(0, frame.rows()).toArray();
  }

  @Test
  void of_elevenRowsAndADelay_isTheMeanErrorOfTheNewestVisible() {
    // given labels known after two hours: from the third row on each is compared with two before
    Frame.Builder builder = builder();
    add(builder, "nasa", 0, 0, 0, 1, 2, 4, 6, 9, 12, 16, 20, 25, 30);
    Frame frame = builder.build();

    // then |y_j − y_(j−2)| is 1 2 3 4 5 6 7 8 9 10
    assertThat(NaiveErrors.of(frame, 0, all(frame)).of(0)).isCloseTo(5.5, TIGHT);
  }

  @Test
  void of_missingValues_reachesBackToTheNewestThatIsThere() {
    // given, in turns, an outcome and a missing one; visible two hours later is an outcome again
    double[] likes = new double[24];
    for (int k = 0; k < 24; k++) {
      likes[k] = k % 3 == 2 ? Double.NaN : k;
    }
    Frame.Builder builder = builder();
    add(builder, "nasa", 0, likes);
    Frame frame = builder.build();

    // then rows 3, 6, … see k−2; rows 4, 7, … find k−2 missing and take k−3
    assertThat(NaiveErrors.of(frame, 0, all(frame)).of(0)).isCloseTo(2.5, TIGHT);
  }

  @Test
  void of_authorWithFewRowsOrOutsideTraining_isThePool() {
    // given ten errors of 10, nine of 100, and an author after training
    Frame.Builder builder = builder();
    add(builder, "nasa", 0, 0, 0, 10, 10, 20, 20, 30, 30, 40, 40, 50, 50);
    add(builder, "esa", 0, 0, 0, 100, 100, 200, 200, 300, 300, 400, 400, 500);
    add(builder, "jaxa", 50, 1, 2, 3);
    Frame frame = builder.build();
    int[] train = IntStream.range(0, 23).toArray();

    NaiveErrors errors = NaiveErrors.of(frame, 0, train);

    double pooled = (10 * 10 + 9 * 100) / 19.0;
    assertThat(errors.of(frame.groups().indexOf("nasa"))).isCloseTo(10, TIGHT);
    assertThat(errors.of(frame.groups().indexOf("esa"))).isCloseTo(pooled, TIGHT);
    assertThat(errors.of(frame.groups().indexOf("jaxa"))).isCloseTo(pooled, TIGHT);
  }

  @Test
  void of_authorWithoutAnyError_isThePoolAndNeverZero() {
    Frame.Builder constant = builder();
    add(constant, "nasa", 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);
    Frame alone = constant.build();
    add(constant, "esa", 0, 0, 0, 5, 5);
    Frame both = constant.build();

    assertThat(NaiveErrors.of(alone, 0, all(alone)).of(0)).isEqualTo(1);
    assertThat(NaiveErrors.of(alone, 0, new int[0]).of(0)).isEqualTo(1);
    assertThat(NaiveErrors.of(both, 0, all(both)).of(0)).isCloseTo(10 / 12.0, TIGHT);
  }

  @Property(tries = 100)
  void of_randomFrame_isTheDefinitionByLookingAtEveryRow(
      @ForAll long seed, @ForAll @IntRange(max = 10) int delayHours) {
    Frame frame = RandomFrame.of(seed, 70, Duration.ofHours(delayHours));
    int[] train = IntStream.range(0, 50).toArray();

    NaiveErrors errors = NaiveErrors.of(frame, 1, train);

    double[] error = IntStream.of(train).mapToDouble(row -> naive(frame, row)).toArray();
    double pooled = mean(IntStream.of(train).filter(row -> !Double.isNaN(error[row])), error);
    for (int group = 0; group < frame.groups().size(); group++) {
      int wanted = group;
      int[] own =
          IntStream.of(train)
              .filter(row -> frame.group(row) == wanted && !Double.isNaN(error[row]))
              .toArray();
      double expected = own.length >= 10 ? mean(IntStream.of(own), error) : pooled;
      assertThat(errors.of(group)).isCloseTo(expected, Offset.offset(1e-9 * expected));
    }
  }

  private static double naive(Frame frame, int row) {
    return RandomFrame.visibleRows(frame, row).stream()
        .map(other -> frame.observed(other, 1))
        .filter(value -> !Double.isNaN(value))
        .reduce((older, newer) -> newer)
        .map(last -> Math.abs(frame.observed(row, 1) - last))
        .orElse(Double.NaN);
  }

  private static double mean(IntStream rows, double[] error) {
    return rows.mapToDouble(row -> error[row]).average().orElseThrow();
  }

  @Property(tries = 50)
  void of_labelsOutsideTrainingChanged_isTheSameToTheBit(@ForAll long seed) {
    // given training rows whose labels are known at an instant, and all other labels changed
    Duration delay = Duration.ofHours(3);
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 70);
    Frame frame = RandomFrame.of(rows, delay);
    int[] train =
        IntStream.range(0, 70).filter(row -> RandomFrame.visible(frame, row, 50)).toArray();
    List<RandomFrame.Row> changed =
        rows.stream()
            .map(
                row ->
                    row.instant().plus(delay).isAfter(frame.instant(50))
                        ? row.withTargets(1e6, Double.NaN)
                        : row)
            .toList();

    NaiveErrors before = NaiveErrors.of(frame, 0, train);
    NaiveErrors after = NaiveErrors.of(RandomFrame.of(changed, delay), 0, train);

    for (int group = 0; group < frame.groups().size(); group++) {
      assertThat(after.of(group)).isEqualTo(before.of(group));
    }
  }
}
