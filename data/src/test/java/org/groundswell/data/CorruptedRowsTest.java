package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.groundswell.post.Post;

class CorruptedRowsTest {
  private static final String[] TEXTS = {
    "plain", "\"a, b\"", "\"\"", "\"two\nlines\"", "\"he said \"\"no\"\"\"", "\", odd\"", "\"\n\""
  };

  @Property(tries = 100)
  void read_rowsCorruptedAtRandom_readsEachOtherRowAndCountsAll(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @DoubleRange(min = 0, max = 1) double share)
      throws IOException {
    Random random = new Random(seed);
    StringBuilder content =
        new StringBuilder("id,author,created_utc,text,likes,shares,comments,is_repost,is_reply\n");
    List<String> intact = new ArrayList<>();
    for (int k = 0; k < rows; k++) {
      String text = TEXTS[random.nextInt(TEXTS.length)];
      String row = "r%d,ada,2024-01-01T00:00:%02dZ,%s,5,2,1,0,0".formatted(k, k, text);
      if (k > 0 && random.nextDouble() < share) {
        content.append(
            corrupted("r%d,ada,2024-01-01T00:00:%02dZ,word,5,2,1,0,0".formatted(k, k), random));
      } else {
        content.append(row);
        intact.add("r" + k);
      }
      content.append('\n');
    }
    Path folder = Files.createTempDirectory("corrupted");
    Path file = Files.writeString(folder.resolve("posts.csv"), content);
    Path quarantine = folder.resolve("quarantine.csv");
    List<String> read = new ArrayList<>();

    ReadSummary summary =
        PostReader.read(
            file, quarantine, chunk -> chunk.posts().stream().map(Post::id).forEach(read::add));

    assertThat(read).isEqualTo(intact);
    assertThat(summary.read()).isEqualTo(intact.size());
    assertThat(summary.rowsIn()).isEqualTo(rows);
    assertThat(summary.quarantined()).isEqualTo(rows - intact.size());
    assertThat(summary.reasons().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(summary.quarantined());
    if (summary.quarantined() > 0) {
      assertThat(Files.readAllLines(quarantine)).hasSize(1 + rows - intact.size());
      Files.delete(quarantine);
    }
    Files.delete(file);
    Files.delete(folder);
  }

  /** One line, certainly bad. */
  private static String corrupted(String row, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> row.replace(",word", ",\"word"); // never closed
      case 1 -> row.replace(",word,", ",\"word\"no,"); // goes on after its end
      case 2 -> row.substring(0, 1 + random.nextInt(row.lastIndexOf(',') - 1)); // cut off
      case 3 -> row.replace(",5,", ",five,");
      case 4 -> row.replace("2024", "MMXXIV");
      case 5 -> row + ",more";
      case 6 -> "\"" + row;
      default -> row.replace("ada", "");
    };
  }
}
