package org.groundswell.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.Scaler;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.junit.jupiter.api.Test;

class ScaledFrameTest {
  private static final Offset<Float> TIGHT = Offset.offset(1e-6f);
  private static final Duration DELAY = Duration.ofHours(3);

  private static ScaledFrame fit(
      Frame frame, int history, boolean queryRow, TargetTransform.Form form, int... rows) {
    TargetTransform.Config config = TargetTransform.Config.logRobust(form);
    return ScaledFrame.fit(
        new Windows(frame, history, queryRow),
        Anchors.of(frame, config.link()),
        InputScaling.robust(),
        config,
        rows);
  }

  private static ScaledFrame fit(Frame frame, int... rows) {
    return fit(frame, 4, true, TargetTransform.Form.DEVIATION, rows);
  }

  private static float[] history(ScaledFrame scaled, int row) {
    float[] encoding = new float[scaled.features()];
    Arrays.fill(encoding, 77);
    scaled.writeHistory(row, encoding, 0);
    return encoding;
  }

  private static float[] query(ScaledFrame scaled, int row) {
    float[] encoding = new float[scaled.features()];
    Arrays.fill(encoding, 77);
    scaled.writeQuery(row, encoding, 0);
    return encoding;
  }

  /** One column of each kind, five training rows and a sixth with what training never saw. */
  private static Frame small() {
    Schema schema =
        new Schema(
            List.of(
                Column.flag("link", "text"),
                Column.numeric("mood", "text").orMissing(),
                Column.count("length", "text"),
                Column.categorical("topic", "text").orMissing()),
            List.of("likes"));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    float[][] known = {
      {1, -2, 0, 2},
      {0, -1, 1, 0},
      {1, 0, 3, 2},
      {0, 1, 7, 1},
      {0, 2, 15, 1},
      {1, Float.NaN, 1e9f, 3}
    };
    double[] likes = {0, 1, 3, 7, 15, Double.NaN};
    for (int row = 0; row < 6; row++) {
      builder.add(
          "p" + row,
          "nasa",
          RandomFrame.START.plus(Duration.ofHours(row)),
          0,
          known[row],
          new double[] {likes[row]});
    }
    return builder.build();
  }

  private static ScaledFrame smallScaled() {
    return fit(small(), 3, true, TargetTransform.Form.LEVEL, 0, 1, 2, 3, 4);
  }

  @Test
  void writeHistory_aRow_isKnownColumnsThenTargetsWithTheirIndicators() {
    ScaledFrame scaled = smallScaled();

    // topics 1 and 2 are seen twice and 0 once; of equals the smaller code comes first
    assertThat(scaled.featureNames())
        .containsExactly(
            "link",
            "mood",
            "mood missing",
            "length",
            "topic=0",
            "topic=1",
            "topic=2",
            "topic missing",
            "likes",
            "likes missing",
            "query");
    // mood: median 0, interquartile range 2; length and likes: the same in units of ln 2
    assertThat(history(scaled, 4))
        .containsExactly(new float[] {0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0}, TIGHT);
    assertThat(history(scaled, 1))
        .containsExactly(new float[] {0, -.5f, 0, -.5f, 0, 0, 1, 0, -.5f, 0, 0}, TIGHT);
  }

  @Test
  void scalingAndCategories_ofColumns_areWhatEncodingsAreMadeWith() {
    ScaledFrame scaled = smallScaled();

    assertThat(scaled.scaling(0).apply(1)).isEqualTo(1);
    assertThat(scaled.scaling(1).apply(2)).isEqualTo(1);
    assertThat(scaled.categories(1)).isEmpty();
    assertThat(scaled.categories(3)).containsExactly(1, 2, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scaled.scaling(3))
        .withMessageContaining("'topic' is a category");
  }

  @Test
  void writeHistory_missingUnseenAndFarOut_isIndicatorZerosAndClip() {
    float[] encoding = history(smallScaled(), 5);

    // log1p(1e9) is 14 interquartile ranges out: clipped to 10
    assertThat(encoding).containsExactly(new float[] {1, 0, 1, 10, 0, 0, 0, 0, 0, 1, 0}, TIGHT);
  }

  @Test
  void writeHistory_missingCategory_isIndicatorOnly() {
    Frame.Builder builder =
        Frame.builder(
            new Schema(List.of(Column.categorical("topic", "text").orMissing()), List.of("likes")),
            Duration.ZERO);
    for (int row = 0; row < 3; row++) {
      builder.add(
          "p" + row,
          "nasa",
          RandomFrame.START.plus(Duration.ofHours(row)),
          0,
          new float[] {row == 2 ? Float.NaN : 0},
          new double[] {row});
    }

    ScaledFrame scaled = fit(builder.build(), 0, 1, 2);

    assertThat(Arrays.copyOf(history(scaled, 0), 2)).containsExactly(1, 0);
    assertThat(Arrays.copyOf(history(scaled, 2), 2)).containsExactly(0, 1);
  }

  @Test
  void writeQuery_aRow_isKnownColumnsZerosAndTheQueryIndicator() {
    assertThat(query(smallScaled(), 4))
        .containsExactly(new float[] {0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1}, TIGHT);
  }

  /** Rows that observe a column of each kind; the last two rows are no training rows. */
  private static ScaledFrame observing() {
    Schema schema =
        new Schema(
            List.of(Column.flag("link", "text")),
            List.of("likes"),
            List.of(
                Column.flag("pinned", "history"),
                Column.numeric("rain", "history").orMissing(),
                Column.count("views", "history"),
                Column.categorical("mix", "history").orMissing()));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    float[][] extras = {
      {1, -2, 0, 2},
      {0, -1, 1, 0},
      {1, 0, 3, 2},
      {0, 1, 7, 1},
      {0, 2, 15, 1},
      {1, Float.NaN, 1e9f, 3},
      {1, 3, 0, Float.NaN}
    };
    for (int row = 0; row < extras.length; row++) {
      builder.add(
          "p" + row,
          "nasa",
          RandomFrame.START.plus(Duration.ofHours(row)),
          0,
          new float[] {1},
          new double[] {(1 << row) - 1},
          extras[row]);
    }
    return fit(builder.build(), 3, true, TargetTransform.Form.LEVEL, 0, 1, 2, 3, 4);
  }

  @Test
  void writeHistory_furtherObservedColumns_areScaledByTrainingRowsBetweenKnownOnesAndTargets() {
    ScaledFrame scaled = observing();

    assertThat(scaled.featureNames())
        .containsExactly(
            "link",
            "pinned",
            "rain",
            "rain missing",
            "views",
            "mix=0",
            "mix=1",
            "mix=2",
            "mix missing",
            "likes",
            "likes missing",
            "query");
    assertThat(history(scaled, 4))
        .containsExactly(new float[] {1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0}, TIGHT);
    // missing and clipped; a category that training rows lack has no feature
    assertThat(Arrays.copyOf(history(scaled, 5), 9))
        .containsExactly(new float[] {1, 1, 0, 1, 10, 0, 0, 0, 0}, TIGHT);
    assertThat(Arrays.copyOf(history(scaled, 6), 9))
        .containsExactly(new float[] {1, 1, 1.5f, 0, -1, 0, 0, 0, 1}, TIGHT);
    assertThat(scaled.extraScaling(1).apply(2)).isEqualTo(1);
    assertThat(scaled.extraCategories(3)).containsExactly(1, 2, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scaled.extraScaling(3))
        .withMessageContaining("'mix' is a category");
  }

  @Test
  void writeQuery_furtherObservedColumns_areZeros() {
    for (int row = 0; row < 7; row++) {
      assertThat(query(observing(), row)).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    }
  }

  @Property(tries = 30)
  void encodings_withAndWithoutFurtherObservedColumns_areElseTheSameToTheBit(@ForAll long seed) {
    // given
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 60);
    Random random = new Random(seed);
    int[] train = IntStream.range(0, 30).toArray();
    ScaledFrame without = fit(RandomFrame.of(rows, DELAY), train);
    ScaledFrame with =
        fit(
            RandomFrame.of(
                rows, rows.stream().map(row -> RandomFrame.extras(random)).toList(), DELAY),
            train);
    int known = without.features() - 5;

    for (int row = 0; row < 60; row++) {
      // when
      float[] history = history(with, row);
      float[] query = query(with, row);

      // then
      assertThat(cutOut(history, known, 5)).isEqualTo(history(without, row));
      assertThat(cutOut(query, known, 5)).isEqualTo(query(without, row));
      for (int f = known; f < query.length - 5; f++) {
        assertThat(query[f]).isZero();
        assertThat(history[f]).isFinite().isBetween(-10f, 10f);
      }
    }
  }

  /** The first and the last features. */
  private static float[] cutOut(float[] encoding, int first, int last) {
    float[] kept = Arrays.copyOf(encoding, first + last);
    System.arraycopy(encoding, encoding.length - last, kept, first, last);
    return kept;
  }

  @Property(tries = 100)
  void forecastBatch_extrasUnknownAtTheRowChanged_isTheSameToTheBit(
      @ForAll long seed, @ForAll boolean queryRow, @ForAll @IntRange(min = 40, max = 69) int row) {
    assertThat(changedByUnknownExtras(seed, queryRow, row, false)).isFalse();
  }

  @Test
  void forecastBatch_rowSeenAsItsOwnHistory_isFoundOut() {
    // the planted leak: were the query encoded as history, other extras would show
    assertThat(IntStream.range(40, 69).anyMatch(row -> changedByUnknownExtras(3, true, row, true)))
        .isTrue();
  }

  /** Whether what a row's forecast is made from is other once the extras unknown then are. */
  private static boolean changedByUnknownExtras(
      long seed, boolean queryRow, int row, boolean leaky) {
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 70);
    Random random = new Random(seed);
    List<float[]> extras = rows.stream().map(any -> RandomFrame.extras(random)).toList();
    Frame frame = RandomFrame.of(rows, extras, DELAY);
    int[] train =
        IntStream.range(0, 70).filter(other -> RandomFrame.visible(frame, other, row)).toArray();
    List<float[]> changed =
        IntStream.range(0, 70)
            .mapToObj(
                k ->
                    rows.get(k).instant().plus(DELAY).isAfter(frame.instant(row))
                        ? RandomFrame.extras(random)
                        : extras.get(k))
            .toList();
    ScaledFrame before = fit(frame, 6, queryRow, TargetTransform.Form.LEVEL, train);
    ScaledFrame after =
        fit(RandomFrame.of(rows, changed, DELAY), 6, queryRow, TargetTransform.Form.LEVEL, train);
    boolean leaked = leaky && !Arrays.equals(history(before, row), history(after, row));
    return leaked
        || !before.featureNames().equals(after.featureNames())
        || !Arrays.equals(
            before.forecastBatch(new int[] {row}).dense(),
            after.forecastBatch(new int[] {row}).dense());
  }

  @Test
  void fit_moreCategoriesThanAllowed_keepsTheMostFrequent() {
    Frame frame = small();
    TargetTransform.Config config = TargetTransform.Config.logRobust(TargetTransform.Form.LEVEL);

    ScaledFrame scaled =
        ScaledFrame.fit(
            new Windows(frame, 3, true),
            Anchors.of(frame, config.link()),
            new InputScaling(List.of(Scaler.ROBUST), List.of(Scaler.ROBUST), 10, 2),
            config,
            new int[] {0, 1, 2, 3, 4});

    assertThat(scaled.featureNames()).contains("topic=0", "topic=1").doesNotContain("topic=2");
    // code 0, seen once, has no input; code 2 has the second
    assertThat(history(scaled, 1)).startsWith(new float[] {0, -.5f, 0}).hasSize(10);
    assertThat(Arrays.copyOfRange(history(scaled, 1), 4, 7)).containsExactly(0, 0, 0);
    assertThat(Arrays.copyOfRange(history(scaled, 0), 4, 7)).containsExactly(0, 1, 0);
  }

  @Test
  void fit_noRow_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fit(small()))
        .withMessageContaining("no training row");
  }

  @Property(tries = 50)
  void encodings_anyRow_areFiniteAndClippedAndDifferInTargetsOnly(@ForAll long seed) {
    ScaledFrame scaled = fit(RandomFrame.of(seed, 60, DELAY), IntStream.range(0, 30).toArray());
    int known = scaled.features() - 5;

    for (int row = 0; row < 60; row++) {
      float[] history = history(scaled, row);
      float[] query = query(scaled, row);
      for (int f = 0; f < scaled.features(); f++) {
        assertThat(history[f]).isFinite().isBetween(-10f, 10f);
      }
      assertThat(Arrays.copyOf(query, known)).isEqualTo(Arrays.copyOf(history, known));
      assertThat(Arrays.copyOfRange(query, known, known + 5)).containsExactly(0, 0, 0, 0, 1);
      assertThat(history[known + 4]).isZero();
      for (int t = 0; t < 2; t++) {
        boolean missing = Double.isNaN(scaled.frame().observed(row, t));
        assertThat(history[known + 2 * t + 1]).isEqualTo(missing ? 1 : 0);
        if (missing) {
          assertThat(history[known + 2 * t]).isZero();
        }
      }
    }
  }

  @Property(tries = 100)
  void forecastBatch_everythingUnknownAtTheRowChanged_isTheSameToTheBit(
      @ForAll long seed,
      @ForAll TargetTransform.Form form,
      @ForAll boolean queryRow,
      @ForAll @IntRange(min = 40, max = 69) int row) {
    // given training rows whose labels are known at the row, and all labels that are not, changed
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 70);
    Frame frame = RandomFrame.of(rows, DELAY);
    int[] train =
        IntStream.range(0, 70).filter(other -> RandomFrame.visible(frame, other, row)).toArray();
    Random random = new Random(seed);
    List<RandomFrame.Row> changed =
        rows.stream()
            .map(
                other ->
                    other.instant().plus(DELAY).isAfter(frame.instant(row))
                        ? other.withTargets(
                            random.nextBoolean() ? Double.NaN : random.nextInt(1_000_000), 1e9)
                        : other)
            .toList();

    // when
    Batch before = fit(frame, 6, queryRow, form, train).forecastBatch(new int[] {row});
    Batch after =
        fit(RandomFrame.of(changed, DELAY), 6, queryRow, form, train)
            .forecastBatch(new int[] {row});

    // then
    assertThat(after.dense()).isEqualTo(before.dense());
    assertThat(after.mask()).isEqualTo(before.mask());
    assertThat(before.targets()).isEmpty();
    assertThat(before.weights()).isEmpty();
  }

  @Property(tries = 50)
  void batch_bothViews_holdTheEncodingsOfTheWindows(@ForAll long seed, @ForAll boolean queryRow) {
    // given
    Frame frame = RandomFrame.of(seed, 60, DELAY);
    ScaledFrame scaled =
        fit(frame, 5, queryRow, TargetTransform.Form.DEVIATION, IntStream.range(0, 30).toArray());
    int[] rows = {0, 7, 59, 7, 33, 34, 35};

    // when
    Batch batch = scaled.trainingBatch(rows);

    // then
    int time = queryRow ? 6 : 5;
    int features = scaled.features();
    float[] dense = batch.dense();
    float[] mask = batch.mask();
    assertThat(batch.rows()).isEqualTo(rows);
    assertThat(batch.size()).isEqualTo(7);
    assertThat(batch.time()).isEqualTo(time);
    assertThat(batch.features()).isEqualTo(features);
    assertThat(dense).hasSize(7 * time * features);
    for (int b = 0; b < rows.length; b++) {
      int[] window = new int[time];
      scaled.windows().write(rows[b], window, 0);
      for (int k = 0; k < time; k++) {
        int position = b * time + k;
        boolean padding = window[k] == Windows.PADDING;
        boolean query = queryRow && k == time - 1;
        float[] expected =
            padding
                ? new float[features]
                : query ? query(scaled, window[k]) : history(scaled, window[k]);
        assertThat(mask[position]).isEqualTo(padding ? 0 : 1);
        assertThat(Arrays.copyOfRange(dense, position * features, (position + 1) * features))
            .isEqualTo(expected);
        assertThat(batch.index()[position] == Windows.PADDING).isEqualTo(padding);
        if (!padding) {
          int at = batch.index()[position] * features;
          assertThat(Arrays.copyOfRange(batch.encodings(), at, at + features)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void batch_frameTooLargeToKeepItsEncodings_isTheSame() {
    Frame frame = RandomFrame.of(5, 60, DELAY);
    TargetTransform.Config config =
        TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION);
    ScaledFrame none =
        ScaledFrame.fit(
            new Windows(frame, 4, true),
            Anchors.of(frame, config.link()),
            InputScaling.robust(),
            config,
            IntStream.range(0, 30).toArray(),
            0);
    int[] rows = IntStream.range(0, 60).toArray();

    Batch batch = none.trainingBatch(rows);

    Batch kept = fit(frame, IntStream.range(0, 30).toArray()).trainingBatch(rows);
    assertThat(batch.encodings()).isEqualTo(kept.encodings());
    assertThat(batch.index()).isEqualTo(kept.index());
  }

  @Test
  void batch_windowsThatOverlap_holdEachEncodingOnce() {
    ScaledFrame scaled = smallScaled();

    Batch batch = scaled.forecastBatch(new int[] {4, 5});

    // history 1 2 3 4 between them; queries 4 and 5
    assertThat(batch.distinct()).isEqualTo(6);
    assertThat(batch.index()).containsExactly(0, 1, 2, 3, 1, 2, 4, 5);
  }

  @Property(tries = 100)
  void trainingBatch_someCellsMissing_weighsToTheMeanOverTargetsOfTheMeanOverObserved(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int size) {
    // given
    Frame frame = RandomFrame.of(seed, 60, DELAY);
    ScaledFrame scaled = fit(frame, IntStream.range(0, 30).toArray());
    int[] rows = new Random(seed).ints(size, 0, 60).toArray();

    // when
    Batch batch = scaled.trainingBatch(rows);

    // then, with the row number as the loss of a cell
    double weighted = 0;
    double means = 0;
    int observedTargets = 0;
    for (int t = 0; t < 2; t++) {
      double sum = 0;
      int observed = 0;
      for (int b = 0; b < size; b++) {
        double value = frame.observed(rows[b], t);
        float z = batch.targets()[b * 2 + t];
        float weight = batch.weights()[b * 2 + t];
        if (Double.isNaN(value)) {
          assertThat(z).isZero();
          assertThat(weight).isZero();
        } else {
          assertThat(z).isEqualTo((float) scaled.target().apply(rows[b], t, value));
          sum += rows[b];
          observed++;
        }
        weighted += weight * rows[b];
      }
      if (observed > 0) {
        means += sum / observed;
        observedTargets++;
      }
    }
    double expected = observedTargets == 0 ? 0 : means / observedTargets;
    assertThat(weighted).isCloseTo(expected, Offset.offset(1e-4));
  }
}
