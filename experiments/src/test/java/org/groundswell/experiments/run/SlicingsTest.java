package org.groundswell.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.DataConfig.Format;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.junit.jupiter.api.Test;

/**
 * Row k of the frame stands at hour k after a Thursday's midnight, and its label k is its count.
 */
class SlicingsTest {
  private static final int ROWS = 60;

  private static Frame frame(Schema schema, int late) {
    Frame.Builder frame = Frame.builder(schema, Duration.ofHours(1));
    for (int hour = 0; hour < ROWS; hour++) {
      float[] known = new float[schema.known().size()];
      if (known.length > 0) {
        known[0] = hour % 4 == 0 ? Float.NaN : hour * 4;
        known[1] = hour % 2;
      }
      double likes = hour == 45 ? Double.NaN : hour == 50 ? 0 : hour;
      frame.add(
          "row" + hour,
          hour >= late && hour % 2 == 0 ? "late" : "early",
          Instant.EPOCH.plus(Duration.ofHours(hour)),
          hour % 3 == 0 ? 1 : 0,
          known,
          new double[] {likes});
    }
    return frame.build();
  }

  private static final Schema PLAIN = new Schema(List.of(), List.of("likes"));

  private static List<Fold> folds() {
    return List.of(fold(1, 40, 50), fold(2, 50, ROWS));
  }

  private static Fold fold(int number, int cut, int end) {
    Instant at = Instant.EPOCH.plus(Duration.ofHours(cut));
    int[] refit = IntStream.range(0, cut - 1).toArray();
    return new Fold(
        number,
        Instant.EPOCH,
        at,
        at,
        at,
        refit,
        refit,
        refit,
        IntStream.range(cut, end).toArray());
  }

  private static Slicing slicing(String name, Frame frame, Format format) {
    return Slicings.of(frame, format, folds(), 0).stream()
        .filter(by -> by.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The test row of a place in a slicing: that of hour 45 has no outcome. */
  private static int row(int place) {
    return place < 5 ? 40 + place : 41 + place;
  }

  @Test
  void of_seen_isByTheRowsFittedInTheSameFold() {
    Slicing seen = slicing("seen", frame(PLAIN, 40), Format.POSTS);

    for (int k = 0; k < seen.parts().length; k++) {
      boolean unseen = row(k) < 50 && row(k) % 2 == 0;
      assertThat(seen.slices().get(seen.parts()[k])).isEqualTo(unseen ? "unseen" : "seen");
    }
    assertThat(seen.rows()).containsExactly(14, 5);
  }

  @Test
  void of_past_countsVisibleRowsOnly() {
    // given an author whose k-th post has k − 1 posts before it that are visible: delay an hour,
    // two hours between posts
    Slicing past = slicing("past", frame(PLAIN, 40), Format.POSTS);

    List<String> late =
        IntStream.range(0, past.parts().length)
            .filter(k -> row(k) % 2 == 0)
            .mapToObj(k -> past.slices().get(past.parts()[k]))
            .toList();
    assertThat(late)
        .containsExactly("0", "1–4", "1–4", "1–4", "1–4", "5–19", "5–19", "5–19", "5–19", "5–19");
  }

  @Test
  void of_topDecile_hasItsThresholdFromTheFittedRowsOfItsFold() {
    Slicing top = slicing("top-decile", frame(PLAIN, ROWS), Format.POSTS);

    // above the 90 % point of 0 … 38, and of 0 … 48: all but the zero at hour 50
    for (int k = 0; k < top.parts().length; k++) {
      assertThat(top.slices().get(top.parts()[k]))
          .isEqualTo(row(k) == 50 ? "the rest" : "top decile");
    }
  }

  @Test
  void of_hourAndWeekday_areOfUtc() {
    Frame frame = frame(PLAIN, ROWS);

    Slicing hour = slicing("hour", frame, Format.POSTS);
    Slicing weekday = slicing("weekday", frame, Format.POSTS);

    // hour 40 is 16 h of Friday, 48 the midnight before Saturday
    assertThat(hour.slices().get(hour.parts()[0])).isEqualTo("16–20 h");
    assertThat(hour.slices().get(hour.parts()[7])).isEqualTo("00–04 h");
    assertThat(weekday.slices().get(weekday.parts()[6])).isEqualTo("Friday");
    assertThat(weekday.slices().get(weekday.parts()[7])).isEqualTo("Saturday");
  }

  @Test
  void of_postsWithTextColumns_partsByReplyLengthAndLink() {
    Schema schema =
        new Schema(
            List.of(Column.count("text_length", "text").orMissing(), Column.count("links", "text")),
            List.of("likes"));
    Frame frame = frame(schema, ROWS);

    Slicing reply = slicing("reply", frame, Format.POSTS);
    Slicing length = slicing("length", frame, Format.POSTS);
    Slicing link = slicing("link", frame, Format.POSTS);

    // places 1 and 2 are hours 41 and 42: of 164 and 168 letters
    assertThat(reply.slices().get(reply.parts()[1])).isEqualTo("no reply");
    assertThat(reply.slices().get(reply.parts()[2])).isEqualTo("reply");
    assertThat(length.slices().get(length.parts()[1])).isEqualTo("100–199");
    assertThat(length.parts()[0]).isEqualTo(Slicing.NONE);
    assertThat(length.slices().get(length.parts()[18])).isEqualTo("200 or more");
    assertThat(link.slices().get(link.parts()[1])).isEqualTo("with");
    assertThat(link.slices().get(link.parts()[2])).isEqualTo("without");
  }

  @Test
  void of_frameWithoutColumnsOrStrata_leavesTheirSlicesOut() {
    assertThat(Slicings.of(frame(PLAIN, ROWS), Format.TABLE, folds(), 0))
        .extracting(Slicing::name)
        .containsExactly("hour", "weekday", "top-decile");
  }

  @Test
  void of_hourly_partsBySeriesAndLevelThatWasVisible() {
    // given three series that stand at 1, 10 and 100, until the first leaps where nobody sees it
    Frame.Builder frame = Frame.builder(PLAIN, Duration.ofHours(1));
    for (int hour = 0; hour < ROWS; hour++) {
      double mentions = hour == 59 ? 1000 : Math.pow(10, hour % 3);
      frame.add(
          "row" + hour,
          "series" + hour % 3,
          Instant.EPOCH.plus(Duration.ofHours(hour)),
          0,
          new float[0],
          new double[] {mentions});
    }

    Slicing group = slicing("group", frame.build(), Format.HOURLY);
    Slicing level = slicing("level", frame.build(), Format.HOURLY);

    assertThat(group.slices()).containsExactly("series0", "series1", "series2");
    for (int k = 0; k < 10; k++) {
      assertThat(group.parts()[k]).isEqualTo(level.parts()[k]).isEqualTo((40 + k) % 3);
    }
    assertThat(level.slices()).containsExactly("low", "middle", "high");
  }

  @Test
  void means_ofValues_leaveRowsWithoutAPartOut() {
    Slicing by = new Slicing("x", List.of("a", "b", "c"), new int[] {0, 1, Slicing.NONE, 0});

    assertThat(by.rows()).containsExactly(2, 1, 0);
    assertThat(by.means(new double[] {1, 5, 100, 3})).containsExactly(2, 5, Double.NaN);
  }

  @Test
  void authorErrors_ofUnequalAuthors_countEachOnceByItsMean() {
    // given ten authors of whom the k-th has the mean error k, and one with too few rows
    int[] groups = IntStream.range(0, 104).map(k -> k < 100 ? k / 10 : 10).toArray();
    double[] errors = new double[104];
    for (int k = 0; k < 104; k++) {
      errors[k] = k < 100 ? groups[k] + (k % 2 == 0 ? 0.5 : 1.5) : 1000;
    }

    AuthorErrors of = AuthorErrors.of("ridge", "likes", "log1p-mae", groups, errors).orElseThrow();

    // Σ (2k − 11) k / (10 Σ k) with k = 1 … 10
    assertThat(of.gini()).isCloseTo(165.0 / 550, within(1e-12));
    assertThat(of.giniLow().orElseThrow()).isBetween(0.1, of.gini());
    assertThat(of.giniHigh().orElseThrow()).isBetween(of.gini(), 0.6);
    assertThat(of.worstTenth()).isCloseTo(10.0 / 55, within(1e-12));
    assertThat(of.authors()).isEqualTo(10);
    assertThat(of.rows()).isEqualTo(100);
    assertThat(AuthorErrors.of("ridge", "likes", "log1p-mae", new int[99], new double[99]))
        .isEmpty();
  }
}
