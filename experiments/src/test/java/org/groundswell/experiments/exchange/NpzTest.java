package org.groundswell.experiments.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  @TempDir Path scratch;

  @Test
  void arrays_largerThanTheBuffer_areReadBack() throws IOException {
    Path file = scratch.resolve("a.npz");
    try (Npz npz = new Npz(file)) {
      npz.matrix(
          "m",
          Npz.Type.FLOAT32,
          50_000,
          3,
          (row, into) -> into.putFloat(row).putFloat(row + 0.5f).putFloat(Float.NaN));
      npz.vector("t", Npz.Type.INT64, 20_000, (row, into) -> into.putLong(row * 3_000_000_000L));
      npz.matrix("none", Npz.Type.FLOAT64, 4, 0, (row, into) -> {});
    }

    NpzFile read = new NpzFile(file);

    assertThat(read.names()).containsExactly("m.npy", "t.npy", "none.npy");
    NpzFile.Array m = read.array("m");
    assertThat(m.shape()).containsExactly(50_000, 3);
    assertThat(m.at(0, 1)).isEqualTo(0.5);
    assertThat(m.at(49_999, 0)).isEqualTo(49_999);
    assertThat(m.at(31_234, 1)).isEqualTo(31_234.5);
    assertThat(m.at(49_999, 2)).isNaN();
    assertThat(read.array("t").values()[19_999]).isEqualTo(19_999 * 3e9);
    assertThat(read.array("none").shape()).containsExactly(4, 0);
  }

  @Test
  void texts_ofManyLengthsAndPlanes_areReadBack() throws IOException {
    Path file = scratch.resolve("a.npz");
    List<String> texts = List.of("", "a", "wörter", "😍 both");
    try (Npz npz = new Npz(file)) {
      npz.texts("texts", texts);
      npz.texts("none", List.of());
    }

    NpzFile.Array read = new NpzFile(file).array("texts");

    assertThat(read.type()).isEqualTo("<U6");
    assertThat(read.texts()).isEqualTo(texts);
    assertThat(new NpzFile(file).array("none").shape()).containsExactly(0);
  }
}
