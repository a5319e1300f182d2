package org.groundswell.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FloatRowsBuilderTest {

  @Property(tries = 10)
  void build_moreThanTheHeapMayHold_givesTheRowsAdded(
      @ForAll @IntRange(min = 1, max = 3) int blocks,
      @ForAll @IntRange(max = 2) int blocksInHeap,
      @ForAll boolean full) {
    // given rows of 1000 values, 512 of which make a block
    int rows = blocks * 512 + (full ? 0 : 7);
    FloatRowsBuilder builder = new FloatRowsBuilder(1000, blocksInHeap * 512_000L);

    // when
    for (int row = 0; row < rows; row++) {
      builder.add(row(row));
    }
    FloatRows built = builder.build();
    builder.add(row(rows));
    FloatRows withOneMore = builder.build();

    // then
    assertThat(built instanceof FloatRows.InFile).isEqualTo((rows - 1) / 512 > blocksInHeap);
    float[] read = new float[1002];
    for (int row = 0; row < rows; row++) {
      built.read(row, 0, 1000, read, 1);
      assertThat(Arrays.copyOfRange(read, 1, 1001)).isEqualTo(row(row));
      built.read(row, 998, 2, read, 0);
      assertThat(read[1]).isEqualTo(row(row)[999]);
      assertThat(built.get(row, 999)).isEqualTo(row(row)[999]);
    }
    assertThat(withOneMore.get(rows, 5)).isEqualTo(row(rows)[5]);
    assertThat(withOneMore.get(3, 5)).isEqualTo(row(3)[5]);
  }

  @Example
  void inOrder_rows_areThoseOfTheOrder() {
    FloatRows rows = FloatRows.of(2, new float[] {0, 1, 10, 11, 20, 21}).inOrder(new int[] {2, 0});
    float[] read = new float[2];

    rows.read(0, 0, 2, read, 0);

    assertThat(read).containsExactly(20, 21);
    assertThat(rows.get(1, 1)).isEqualTo(1);
  }

  @Example
  void create_folderThatCannotBeWritten_saysWhichAndTheWayOut() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> RowsFile.create(Path.of("no such folder")))
        .withMessageContaining("no such folder")
        .withMessageContaining("java.io.tmpdir");
  }

  private static float[] row(int row) {
    Random random = new Random(row);
    float[] values = new float[1000];
    for (int c = 0; c < values.length; c++) {
      values[c] = random.nextFloat();
    }
    return values;
  }
}
