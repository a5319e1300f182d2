package org.groundswell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VectorIndexTest {

  @Test
  void get_manyTexts_isWhereEachWasPutLast() {
    VectorIndex index = new VectorIndex();
    for (int k = 0; k < 20_000; k++) {
      index.put(TextKey.of("text " + k % 15_000), k % 7, 12 + (1L << 35) + k);
    }

    assertThat(index.size()).isEqualTo(15_000);
    for (int k = 5_000; k < 20_000; k++) {
      long place = index.get(TextKey.of("text " + k % 15_000));
      assertThat(VectorIndex.file(place)).isEqualTo(k % 7);
      assertThat(VectorIndex.offset(place)).isEqualTo(12 + (1L << 35) + k);
    }
    assertThat(index.get(TextKey.of("another"))).isZero();
  }
}
