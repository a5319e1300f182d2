package org.groundswell.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.groundswell.frame.Frame;
import org.groundswell.frame.RandomFrame;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;

class BatchesTest {
  private static final TargetTransform.Config CONFIG =
      TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION);

  @Property(tries = 20)
  void next_rowsInAnyOrder_givesTheBitsOfBatchesMadeOneByOne(
      @ForAll long seed,
      @ForAll boolean queryRow,
      @ForAll boolean training,
      @ForAll boolean kept,
      @ForAll boolean ahead) {
    // given
    ScaledFrame data = data(seed, queryRow, kept ? Long.MAX_VALUE : 0);
    int[] rows = new Random(seed).ints(103, 0, 150).toArray();

    try (Batches batches = new Batches(data, training, ahead ? 0 : Long.MAX_VALUE)) {
      // when one round is broken off and another begins
      batches.over(rows, 20, 7);
      batches.next();
      batches.over(rows, 3, 10);

      // then
      for (int from = 3; from < rows.length; from += 10) {
        int[] chosen = Arrays.copyOfRange(rows, from, Math.min(from + 10, rows.length));
        Batch expected = training ? data.trainingBatch(chosen) : data.forecastBatch(chosen);
        assertThat(batches.hasNext()).isTrue();
        assertSame(batches.next(), expected);
      }
      assertThat(batches.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(batches::next);
    }
  }

  private static void assertSame(Batch batch, Batch expected) {
    int length = expected.distinct() * expected.features();
    assertThat(batch.distinct()).isEqualTo(expected.distinct());
    assertThat(Arrays.copyOf(batch.encodings(), length)).isEqualTo(expected.encodings());
    assertThat(batch.rows()).isEqualTo(expected.rows());
    assertThat(batch.index()).isEqualTo(expected.index());
    assertThat(batch.targets()).isEqualTo(expected.targets());
    assertThat(batch.weights()).isEqualTo(expected.weights());
    assertThat(batch.dense()).isEqualTo(expected.dense());
  }

  @Example
  void next_makingTheBatchFails_failsThereAndNotBefore() {
    ScaledFrame data = data(1, true, 0);
    try (Batches batches = new Batches(data, false, 0)) {
      batches.over(new int[] {1, 2, -5, 3}, 0, 2);

      assertThat(batches.next().size()).isEqualTo(2);
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(batches::next);
    }
  }

  @Example
  void next_threadIsInterrupted_waitsAndStaysInterrupted() {
    ScaledFrame data = data(1, true, 0);
    try (Batches batches = new Batches(data, false, 0)) {
      batches.over(IntStream.range(0, 150).toArray(), 0, 10);
      Thread.currentThread().interrupt();

      batches.next();
      batches.next();

      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Example
  void close_batchUnderWay_endsTheThread() throws InterruptedException {
    Batches batches = new Batches(data(1, true, 0), false, 0);
    batches.over(IntStream.range(0, 150).toArray(), 0, 10);
    batches.next();
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("groundswell-batches"))
            .toList();
    assertThat(threads).isNotEmpty();

    batches.close();

    for (Thread thread : threads) {
      thread.join(5000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Property(tries = 100)
  void of_anyKeys_areNumberedByFirstAppearance(@ForAll int[] keys) {
    RowPlaces places = new RowPlaces();
    for (int round = 0; round < 2; round++) {
      Map<Integer, Integer> expected = new HashMap<>();
      places.clear(keys.length);
      for (int key : keys) {
        if (key != Integer.MIN_VALUE) {
          expected.putIfAbsent(key, expected.size());
          assertThat(places.of(key)).isEqualTo(expected.get(key));
          assertThat(places.key(expected.get(key))).isEqualTo(key);
        }
      }
      assertThat(places.size()).isEqualTo(expected.size());
    }
  }

  @Property(tries = 50)
  void requireFinite_notANumberAnywhere_isRefusedUnlessBehindTheEncodings(@ForAll int seed) {
    int at = Math.floorMod(seed, 22);
    float[] encodings = new float[28];
    Arrays.fill(encodings, Float.MAX_VALUE);
    encodings[at] = seed % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY;

    if (at < 21) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Batch.requireFinite(encodings, 21, 7))
          .withMessageContaining("encoding %d has".formatted(at / 7))
          .withMessageContaining("feature %d".formatted(at % 7));
    } else {
      Batch.requireFinite(encodings, 21, 7);
    }
  }

  private static ScaledFrame data(long seed, boolean queryRow, long mostKept) {
    Frame frame = RandomFrame.of(RandomFrame.rows(seed, 150), Duration.ofHours(3));
    return ScaledFrame.fit(
        new Windows(frame, 5, queryRow),
        Anchors.of(frame, CONFIG.link()),
        ScaledFrame.InputScaling.robust(),
        CONFIG,
        IntStream.range(0, 80).toArray(),
        mostKept);
  }
}
