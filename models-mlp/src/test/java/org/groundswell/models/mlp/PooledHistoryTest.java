package org.groundswell.models.mlp;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;

class PooledHistoryTest {
  private static final int PAD = Windows.PADDING;
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

  @Test
  void of_paddedHistory_poolsItsRowsOnly() {
    // given encodings of one feature, windows of three history rows and the query
    PooledHistory pooled = new PooledHistory(1, 3, true, 1);
    Batch batch = batch(4, new float[] {2, 8, 100}, PAD, 0, 1, 2);

    // when
    NetworkInput input = pooled.of(batch);

    // then: query, mean, newest, (8 + 2/2) / (1 + 1/2), two positions of three
    assertThat(input.size()).isEqualTo(1);
    assertThat(input.features()).isEqualTo(pooled.width());
    assertThat(input.rows()).containsExactly(new float[] {100, 5, 8, 6, 2f / 3}, CLOSE);
  }

  @Test
  void of_noHistory_givesZerosBesideTheQuery() {
    PooledHistory pooled = new PooledHistory(2, 2, true, 8);
    Batch batch =
        new Batch(
            new int[1],
            3,
            2,
            new float[] {7, 9},
            new int[] {PAD, PAD, 0},
            new float[0],
            new float[0]);

    assertThat(pooled.of(batch).rows()).containsExactly(7, 9, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void of_windowsWithoutQueryRow_startsWithTheMean() {
    PooledHistory pooled = new PooledHistory(1, 2, false, 8);

    float[] values = pooled.of(batch(2, new float[] {3, 5}, 0, 1)).rows();

    assertThat(values).hasSize(pooled.width()).hasSize(4);
    assertThat(values[0]).isEqualTo(4);
    assertThat(values[1]).isEqualTo(5);
  }

  private static Batch batch(int time, float[] encodings, int... index) {
    return new Batch(new int[1], time, 1, encodings, index, new float[0], new float[0]);
  }
}
