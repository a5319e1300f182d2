package org.groundswell.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final Instant START = RandomFrame.START;
  private static final Schema LIKES =
      new Schema(
          List.of(Column.count("length", "text"), Column.numeric("mood", "text").orMissing()),
          List.of("likes"));

  @Property(tries = 100)
  void build_rowsInAnyOrder_sortsByTimeAndKeepsTheOrderOfOneInstant(@ForAll long seed) {
    // given
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 150);
    List<RandomFrame.Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(RandomFrame.Row::instant));
    Set<String> groups = new LinkedHashSet<>();

    // when
    Frame frame = RandomFrame.of(rows, Duration.ofHours(3));

    // then
    assertThat(frame.rows()).isEqualTo(150);
    for (int k = 0; k < sorted.size(); k++) {
      RandomFrame.Row expected = sorted.get(k);
      groups.add(expected.group());
      assertThat(frame.id(k)).isEqualTo(expected.id());
      assertThat(frame.instant(k)).isEqualTo(expected.instant());
      assertThat(frame.millis(k)).isEqualTo(expected.instant().toEpochMilli());
      assertThat(frame.groups().get(frame.group(k))).isEqualTo(expected.group());
      assertThat(frame.stratum(k)).isEqualTo(expected.stratum());
      for (int c = 0; c < 4; c++) {
        assertThat(frame.known(k, c)).isEqualTo(Float.valueOf(expected.known()[c]));
      }
      for (int t = 0; t < 2; t++) {
        assertThat(frame.observed(k, t)).isEqualTo(Double.valueOf(expected.targets()[t]));
      }
    }
    assertThat(frame.groups()).containsExactlyElementsOf(groups);
  }

  @Property(tries = 100)
  void visibleCount_equalInstantsAndAnyDelay_isTheCountByDefinition(
      @ForAll long seed, @ForAll @IntRange(max = 30) int delayHours) {
    // given
    Frame frame = RandomFrame.of(seed, 80, Duration.ofHours(delayHours));

    for (int row = 0; row < frame.rows(); row++) {
      // when
      int group = frame.group(row);
      List<Integer> visible =
          IntStream.range(0, frame.visibleCount(row))
              .mapToObj(k -> frame.groupRow(group, k))
              .toList();

      // then
      assertThat(visible).isEqualTo(RandomFrame.visibleRows(frame, row));
    }
  }

  @Property(tries = 50)
  void groupRow_allGroups_areTheRowsOfTheGroupOldestFirst(@ForAll long seed) {
    Frame frame = RandomFrame.of(seed, 80, Duration.ZERO);

    for (int group = 0; group < frame.groups().size(); group++) {
      int wanted = group;
      int[] rows = IntStream.range(0, 80).filter(row -> frame.group(row) == wanted).toArray();
      assertThat(frame.groupSize(group)).isEqualTo(rows.length);
      for (int k = 0; k < rows.length; k++) {
        assertThat(frame.groupRow(group, k)).isEqualTo(rows[k]);
      }
    }
  }

  @Property(tries = 100)
  void asOfScan_anyFrame_tellsEachRowExactlyWhatIsVisibleToIt(@ForAll long seed) {
    Frame frame = RandomFrame.of(seed, 60, Duration.ofHours(4));
    List<Integer> told = new ArrayList<>();
    List<Integer> asked = new ArrayList<>();

    AsOfScan.run(
        frame,
        new AsOfScan() {
          @Override
          public void startGroup(int group) {
            told.clear();
          }

          @Override
          public void becameVisible(int row) {
            told.add(row);
          }

          @Override
          public void at(int row) {
            assertThat(told).isEqualTo(RandomFrame.visibleRows(frame, row));
            asked.add(row);
          }
        });

    assertThat(asked).hasSize(60).doesNotHaveDuplicates();
  }

  @Property(tries = 50)
  void firstRowAt_instantsOnAndBetweenRows_isTheFirstNotBefore(@ForAll long seed) {
    Frame frame = RandomFrame.of(seed, 60, Duration.ZERO);

    for (int hour = -1; hour <= 32; hour++) {
      for (int millis = -1; millis <= 1; millis++) {
        Instant instant = START.plus(Duration.ofHours(hour)).plusMillis(millis);
        int expected =
            IntStream.range(0, 60)
                .filter(row -> !frame.instant(row).isBefore(instant))
                .findFirst()
                .orElse(60);
        assertThat(frame.firstRowAt(instant)).isEqualTo(expected);
      }
    }
  }

  @Test
  void firstRowAt_withinAMillisecond_isNotARowBeforeIt() {
    Frame frame = rows(0, 1, 2);

    assertThat(frame.firstRowAt(frame.instant(1).plusNanos(1))).isEqualTo(2);
    assertThat(frame.firstRowAt(frame.instant(1).minusNanos(1))).isEqualTo(1);
  }

  @Property(tries = 50)
  void withKnown_furtherColumns_leavesAllElseAsItWas(@ForAll long seed) {
    // given
    Frame frame = RandomFrame.of(seed, 40, Duration.ofHours(2));
    float[] values = new float[80];
    for (int k = 0; k < values.length; k++) {
      values[k] = k;
    }

    // when
    Frame wider =
        frame.withKnown(List.of(Column.count("a", "new"), Column.numeric("b", "new")), values);

    // then
    assertThat(wider.schema().known()).hasSize(6);
    assertThat(wider.schema().known().get(4).name()).isEqualTo("a");
    assertThat(wider.schema().targets()).isEqualTo(frame.schema().targets());
    assertThat(wider.labelDelay()).isEqualTo(frame.labelDelay());
    assertThat(wider.collectedUntil()).isEqualTo(frame.collectedUntil());
    for (int row = 0; row < 40; row++) {
      for (int c = 0; c < 4; c++) {
        assertThat(wider.known(row, c)).isEqualTo(Float.valueOf(frame.known(row, c)));
      }
      assertThat(wider.known(row, 4)).isEqualTo(2 * row);
      assertThat(wider.known(row, 5)).isEqualTo(2 * row + 1);
      assertThat(wider.observed(row, 1)).isEqualTo(Double.valueOf(frame.observed(row, 1)));
      assertThat(wider.visibleCount(row)).isEqualTo(frame.visibleCount(row));
      assertThat(wider.id(row)).isEqualTo(frame.id(row));
    }
  }

  @Test
  void withKnown_wrongNumberOfValuesOrANameTaken_isRefused() {
    Frame frame = rows(0, 1, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.withKnown(List.of(Column.flag("a", "new")), new float[2]))
        .withMessageContaining("3 × 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.withKnown(List.of(Column.flag("length", "new")), new float[3]))
        .withMessageContaining("length");
  }

  @Test
  void withKnown_infiniteOrForbiddenMissingValue_isRefusedAsTheBuilderDoes() {
    Frame frame = rows(0, 1);
    List<Column> flag = List.of(Column.flag("a", "new"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.withKnown(flag, new float[] {1, Float.NaN}))
        .withMessageContaining("'a'")
        .withMessageContaining("row1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                frame.withKnown(
                    List.of(flag.get(0).orMissing()), new float[] {Float.NEGATIVE_INFINITY, 1}))
        .withMessageContaining("'a'")
        .withMessageContaining("row0");
    assertThat(
            frame
                .withKnown(List.of(flag.get(0).orMissing()), new float[] {Float.NaN, 1})
                .known(0, 2))
        .isNaN();
  }

  @Test
  void add_infiniteOrForbiddenMissingValue_isRefusedWithTheRowAndTheColumn() {
    Frame.Builder builder = Frame.builder(LIKES, Duration.ZERO);

    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> add(builder, new float[] {bad, 0}, 1))
          .withMessageContaining("'p'")
          .withMessageContaining("'length'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(builder, new float[] {0, Float.POSITIVE_INFINITY}, 1))
        .withMessageContaining("'mood'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(builder, new float[] {0, 0}, Double.POSITIVE_INFINITY))
        .withMessageContaining("'likes'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add(builder, new float[] {0}, 1))
        .withMessageContaining("1 known");
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("row");
  }

  @Test
  void add_missingWhereAllowed_staysMissing() {
    Frame.Builder builder = Frame.builder(LIKES, Duration.ZERO);
    add(builder, new float[] {1, Float.NaN}, Double.NaN);

    Frame frame = builder.build();

    assertThat(frame.known(0, 1)).isNaN();
    assertThat(frame.observed(0, 0)).isNaN();
  }

  @Property(tries = 50)
  void extra_rowsInAnyOrder_goWithTheirRowAndStayWithFurtherKnownColumns(@ForAll long seed) {
    // given
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 150);
    Random random = new Random(seed);
    List<float[]> extras = rows.stream().map(row -> RandomFrame.extras(random)).toList();

    // when
    Frame frame = RandomFrame.of(rows, extras, Duration.ofHours(3));
    Frame wider = frame.withKnown(List.of(Column.flag("a", "new")), new float[150]);

    // then
    assertThat(wider.schema().observed()).isEqualTo(RandomFrame.OBSERVING.observed());
    for (int k = 0; k < 150; k++) {
      float[] expected = extras.get(Integer.parseInt(frame.id(k).substring(3)));
      for (int c = 0; c < 4; c++) {
        assertThat(frame.extra(k, c)).isEqualTo(Float.valueOf(expected[c]));
        assertThat(wider.extra(k, c)).isEqualTo(Float.valueOf(expected[c]));
      }
    }
  }

  @Test
  void add_extrasThatDoNotFitTheSchema_areRefusedWithTheRowAndTheColumn() {
    Schema schema =
        new Schema(List.of(), List.of("likes"), List.of(Column.count("views", "history")));
    Frame.Builder builder = Frame.builder(schema, Duration.ZERO);
    float[] none = new float[0];
    double[] likes = {1};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add("p", "nasa", START, 0, none, likes))
        .withMessage("row 'p' has 0 further observed values where the schema has 1");
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.add("p", "nasa", START, 0, none, likes, new float[] {bad}))
          .withMessageContaining("'p'")
          .withMessageContaining("'views'");
    }
  }

  @Test
  void schema_observedColumnOfATargetsOrKnownColumnsName_isRefused() {
    List<Column> mood = List.of(Column.numeric("mood", "text"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schema(mood, List.of("likes"), mood))
        .withMessageContaining("'mood'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schema(List.of(), List.of("mood"), mood))
        .withMessageContaining("'mood'");
  }

  @Test
  void matured_byTheEndOfTheCollection_countsTheDelay() {
    // given rows at 0 h, 1 h, 2 h and a delay of one hour
    Frame open = rows(0, 1, 2);
    Frame.Builder builder = Frame.builder(LIKES, Duration.ofHours(1));
    add(builder, new float[] {0, 0}, 1);

    // then without a stated end the newest row is the end
    assertThat(open.collectedUntil()).isEqualTo(START.plus(Duration.ofHours(2)));
    assertThat(open.matured(1)).isTrue();
    assertThat(open.matured(2)).isFalse();
    assertThat(builder.collectedUntil(START.plusSeconds(3599)).build().matured(0)).isFalse();
    assertThat(builder.collectedUntil(START.plusSeconds(3600)).build().matured(0)).isTrue();
  }

  @Test
  void builder_negativeDelay_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.builder(LIKES, Duration.ofHours(-1)))
        .withMessageContaining("PT-1H");
  }

  @Test
  void withLabelDelay_otherDelay_isTheFrameBuiltUnderIt() {
    Frame frame = rows(0, 1, 2, 5).withLabelDelay(Duration.ofHours(3));

    assertThat(IntStream.range(0, 4).map(frame::visibleCount)).containsExactly(0, 0, 0, 3);
    assertThat(frame.labelDelay()).isEqualTo(Duration.ofHours(3));
    assertThat(frame.matured(3)).isFalse();
    assertThat(frame.matured(2)).isTrue();
  }

  @Test
  void withObservedOf_otherRows_movesTargetsAndExtrasTogetherAndLeavesWhatIsKnown() {
    // given
    Schema schema =
        new Schema(
            List.of(Column.count("length", "text")),
            List.of("likes", "shares"),
            List.of(Column.numeric("views", "observed")));
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    for (int k = 0; k < 3; k++) {
      builder.add(
          "row" + k,
          "nasa",
          START.plus(Duration.ofHours(k)),
          0,
          new float[] {k},
          new double[] {k, 10 + k},
          new float[] {20 + k});
    }

    // when
    Frame moved = builder.build().withObservedOf(new int[] {2, -1, 0});

    // then
    assertThat(moved.observed(0, 0)).isEqualTo(2);
    assertThat(moved.observed(0, 1)).isEqualTo(12);
    assertThat(moved.extra(0, 0)).isEqualTo(22);
    assertThat(moved.observed(1, 0)).isNaN();
    assertThat(moved.observed(2, 1)).isEqualTo(10);
    assertThat(IntStream.range(0, 3).mapToObj(row -> moved.known(row, 0)))
        .containsExactly(0f, 1f, 2f);
  }

  @Property(tries = 50)
  void withRows_some_isTheFrameBuiltOfThem(@ForAll long seed) {
    // given
    List<RandomFrame.Row> rows = RandomFrame.rows(seed, 60);
    rows.sort(Comparator.comparing(RandomFrame.Row::instant));
    int[] wanted = IntStream.range(0, 60).filter(row -> row % 3 == 1 || row > 45).toArray();
    Frame whole = RandomFrame.of(rows, Duration.ofHours(3));
    Frame built =
        RandomFrame.of(IntStream.of(wanted).mapToObj(rows::get).toList(), Duration.ofHours(3));

    // when
    Frame some = whole.withRows(wanted);

    // then
    assertThat(some.rows()).isEqualTo(wanted.length);
    assertThat(some.groups()).isEqualTo(built.groups());
    assertThat(some.collectedUntil()).isEqualTo(whole.collectedUntil());
    for (int row = 0; row < some.rows(); row++) {
      assertThat(some.id(row)).isEqualTo(built.id(row));
      assertThat(some.millis(row)).isEqualTo(built.millis(row));
      assertThat(some.group(row)).isEqualTo(built.group(row));
      assertThat(some.stratum(row)).isEqualTo(built.stratum(row));
      assertThat(some.visibleCount(row)).isEqualTo(built.visibleCount(row));
      for (int c = 0; c < 4; c++) {
        assertThat(some.known(row, c)).isEqualTo(Float.valueOf(built.known(row, c)));
      }
      assertThat(some.observed(row, 1)).isEqualTo(Double.valueOf(built.observed(row, 1)));
    }
  }

  @Test
  void rowSpan_ofRows_tellsThemFromOthers() {
    Frame frame = rows(0, 1, 2, 5);

    RowSpan span = RowSpan.of(frame, new int[] {3, 1});

    assertThat(span.rows()).isEqualTo(2);
    assertThat(span.oldest()).isEqualTo(START.plus(Duration.ofHours(1)));
    assertThat(span.newest()).isEqualTo(START.plus(Duration.ofHours(5)));
    assertThat(span).isEqualTo(RowSpan.of(frame, new int[] {3, 1}));
    assertThat(span.hash()).isNotEqualTo(RowSpan.of(frame, new int[] {3, 0, 1}).hash());
    assertThatIllegalArgumentException().isThrownBy(() -> RowSpan.of(frame, new int[0]));
  }

  private static void add(Frame.Builder builder, float[] known, double likes) {
    builder.add("p", "nasa", START, 0, known, new double[] {likes});
  }

  /** One author's rows at the given hours, with a label delay of one hour. */
  private static Frame rows(int... hours) {
    Frame.Builder builder = Frame.builder(LIKES, Duration.ofHours(1));
    for (int hour : hours) {
      builder.add(
          "row" + hour,
          "nasa",
          START.plus(Duration.ofHours(hour)),
          0,
          new float[] {hour, 0},
          new double[] {hour});
    }
    return builder.build();
  }

  @Property(tries = 50)
  void withKnown_someColumns_areReadAsTheyStoodWhereverTheyLay(
      @ForAll long seed, @ForAll @IntRange(max = 63) int wanted) {
    // given a frame whose columns lie in two parts
    Frame frame = RandomFrame.of(RandomFrame.rows(seed, 40), Duration.ofHours(3));
    float[] more = new float[40 * 2];
    for (int k = 0; k < more.length; k++) {
      more[k] = k;
    }
    List<Column> added = List.of(Column.count("even", "more"), Column.count("odd", "more"));
    Frame whole = frame.withKnown(added, more);
    List<Column> columns = whole.schema().known();
    int[] kept = IntStream.range(0, columns.size()).filter(c -> (wanted >> c & 1) == 1).toArray();

    // when
    Frame some = whole.withKnown(column -> (wanted >> columns.indexOf(column) & 1) == 1);

    // then
    assertThat(some.schema().known())
        .containsExactlyElementsOf(IntStream.of(kept).mapToObj(columns::get).toList());
    assertThat(some.schema().targets()).isEqualTo(whole.schema().targets());
    float[] read = new float[kept.length];
    for (int row = 0; row < 40; row++) {
      some.known(row, 0, kept.length, read);
      for (int c = 0; c < kept.length; c++) {
        assertThat(some.known(row, c)).isEqualTo(Float.valueOf(whole.known(row, kept[c])));
        assertThat(read[c]).isEqualTo(Float.valueOf(whole.known(row, kept[c])));
      }
      assertThat(some.observed(row, 0)).isEqualTo(Double.valueOf(whole.observed(row, 0)));
      assertThat(some.visibleCount(row)).isEqualTo(whole.visibleCount(row));
      assertThat(some.id(row)).isEqualTo(whole.id(row));
    }
  }
}
