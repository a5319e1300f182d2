package org.groundswell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  private static final int DIMENSIONS = 7;

  /** An int, 32 bytes and a checksum, and a vector with its own. */
  private static final int BYTES_OF_ONE = 4 + 32 + 4 + 4 * DIMENSIONS + 4;

  @TempDir Path folder;

  private final CountingEncoder encoder = new CountingEncoder("a", DIMENSIONS);

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(k -> "text " + k).toList();
  }

  /** Asks a cache opened anew, checks the vectors, and says which texts had to be worked out. */
  private List<String> ask(List<String> texts) {
    return ask(texts, FeatureCache.MOST_BYTES);
  }

  private List<String> ask(List<String> texts, long mostBytes) {
    encoder.asked.clear();
    try (FeatureCache cache = new FeatureCache(folder, mostBytes)) {
      float[][] vectors = cache.over(encoder).encode(texts);
      assertThat(vectors).isDeepEqualTo(vectors(texts));
    }
    return List.copyOf(encoder.asked);
  }

  private float[][] vectors(List<String> texts) {
    return texts.stream().map(encoder::vector).toArray(float[][]::new);
  }

  private List<Path> files() throws IOException {
    Path own = folder.resolve("features").resolve(encoder.fingerprint());
    return Files.exists(own) ? VectorStore.paths(own) : List.of();
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  @Test
  void encode_secondRun_worksNothingOutAgain() throws IOException {
    List<String> texts = texts(0, 5000);

    assertThat(ask(texts)).isEqualTo(texts);
    assertThat(ask(texts)).isEmpty();
    assertThat(ask(texts(4990, 5010))).isEqualTo(texts(5000, 5010));
    assertThat(ask(texts(0, 5010))).isEmpty();
    // what came later went into the file there was
    onlyFile();
  }

  @Test
  void encode_sameNormalForm_isWorkedOutOnce() {
    assertThat(ask(List.of("a  b", "c", "a b", " a\nb "))).containsExactly("a  b", "c");
    try (FeatureCache cache = new FeatureCache(folder, FeatureCache.MOST_BYTES)) {
      CachedEncoder cached = cache.over(encoder);
      float[][] vectors = cached.encode(List.of("new", "new", "a b", "c"));
      assertThat(cached.computed()).isEqualTo(1);
      assertThat(cached.found()).isEqualTo(2);
      // each its own array
      vectors[0][0] = 9;
      assertThat(vectors[1]).isEqualTo(encoder.vector("new"));
      assertThat(cached.encode(List.of("new"))[0]).isEqualTo(encoder.vector("new"));
    }
  }

  @Test
  void encode_otherFingerprint_findsNothing() {
    ask(texts(0, 10));
    CountingEncoder other = new CountingEncoder("b", DIMENSIONS);
    try (FeatureCache cache = new FeatureCache(folder, FeatureCache.MOST_BYTES)) {
      cache.over(other).encode(texts(0, 10));
    }
    assertThat(other.asked).hasSize(10);
    assertThat(ask(texts(0, 10))).isEmpty();
  }

  @Test
  void over_classifier_keepsItsLabelsAndScores() throws IOException {
    ModelFolder tiny = TinyModels.classifier(folder.resolve("tiny"), 2);
    OnnxClassifier.Reading reading =
        new OnnxClassifier.Reading(Optional.empty(), List.of("bad", "good"));
    try (FeatureCache cache = new FeatureCache(folder, FeatureCache.MOST_BYTES);
        OnnxClassifier plain = OnnxClassifier.open(tiny, reading, TextInput.OF_POSTS);
        TextClassifier cached = cache.over(plain)) {
      float[][] scores = plain.encode(List.of("good", "news"));

      assertThat(cached.labels()).containsExactly("bad", "good");
      assertThat(cached.encode(List.of("good", "news"))).isDeepEqualTo(scores);
      assertThat(cached.encode(List.of("good", "news"))).isDeepEqualTo(scores);
    }
  }

  @Test
  void encode_afterAFileWasCutAnywhere_isNeverWrongAndGoesOn() throws IOException {
    // given four blocks
    for (int k = 0; k < 4; k++) {
      ask(texts(k, k + 1));
    }
    byte[] whole = Files.readAllBytes(onlyFile());
    assertThat(whole).hasSize(12 + 4 * BYTES_OF_ONE);

    for (int length = 0; length < whole.length; length++) {
      // when a program was stopped while it wrote
      Files.write(onlyFile(), Arrays.copyOf(whole, length));
      int left = length < 12 ? 0 : (length - 12) / BYTES_OF_ONE;

      // then what was whole is found and the rest is worked out, once
      assertThat(ask(texts(0, 4))).as("length %d", length).isEqualTo(texts(left, 4));
      assertThat(ask(texts(0, 4))).isEmpty();
      for (Path more : files()) {
        if (length < 12 && Files.size(more) != length) {
          Files.delete(more);
        }
      }
    }
  }

  @Test
  void encode_anyByteChanged_isNeverWrong() throws IOException {
    ask(texts(0, 3));
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] harmed = whole.clone();
      harmed[at] ^= 0x40;
      for (Path each : files()) {
        Files.delete(each);
      }
      Files.write(file, harmed);

      assertThat(ask(texts(0, 3))).as("byte %d", at).isNotEmpty();
      assertThat(ask(texts(0, 3))).as("byte %d", at).isEmpty();
    }
  }

  @Test
  void encode_afterDamage_cutsOffWhatCanNotBeRead() throws IOException {
    // given four blocks, the first of them harmed
    for (int k = 0; k < 4; k++) {
      ask(texts(k, k + 1));
    }
    byte[] harmed = Files.readAllBytes(onlyFile());
    harmed[20]++;
    Files.write(onlyFile(), harmed);

    // when all four are worked out again, in one block that is shorter
    assertThat(ask(texts(0, 4))).hasSize(4);

    // then nothing of the old ones is behind it
    assertThat(onlyFile()).hasSize(12 + 4 + 4 * 32 + 4 + 4 * (4 * DIMENSIONS + 4));
  }

  @Test
  void prune_tooManyBytes_dropsWhatWasNotUsedForTheLongestTime() throws IOException {
    // given three files of two encoders
    CountingEncoder other = new CountingEncoder("b", DIMENSIONS);
    long bytesOfFile = 12 + BYTES_OF_ONE;
    long most = 3 * bytesOfFile;
    ask(List.of("first"), most);
    ask(List.of("second"), most);
    try (FeatureCache cache = new FeatureCache(folder, most)) {
      cache.over(other).encode(List.of("third"));
      assertThat(cache.bytes()).isEqualTo(3 * bytesOfFile);
    }
    for (Path file : files()) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    }

    // when one of the old ones is used, and a fourth comes
    assertThat(ask(List.of("first"), most)).isEmpty();
    ask(List.of("fourth"), most);

    // then the one that was not used is gone
    try (FeatureCache cache = new FeatureCache(folder, most)) {
      assertThat(cache.bytes()).isEqualTo(most);
      other.asked.clear();
      cache.over(other).encode(List.of("third"));
      assertThat(other.asked).isEmpty();
      cache.over(encoder).encode(List.of("first", "fourth"));
    }
    assertThat(encoder.asked).containsExactly("fourth");
    try (Stream<Path> all = Files.list(files().get(0).getParent())) {
      assertThat(all).hasSize(2 * files().size());
    }
  }

  @Test
  void encode_moreThanTheCacheMayHold_staysBounded() throws IOException {
    long most = 40 * 1024L;
    try (FeatureCache cache = new FeatureCache(folder, most)) {
      CachedEncoder cached = cache.over(encoder);
      for (int k = 0; k < 100; k++) {
        List<String> texts = texts(50 * k, 50 * (k + 1));
        assertThat(cached.encode(texts)).isDeepEqualTo(vectors(texts));
        assertThat(cache.bytes()).isLessThan(most + most / 4);
      }
      // what was dropped under its feet is worked out anew
      assertThat(cached.encode(texts(0, 50))).isDeepEqualTo(vectors(texts(0, 50)));
      assertThat(cached.computed()).isEqualTo(5050);
    }
    try (FeatureCache cache = new FeatureCache(folder, most)) {
      assertThat(cache.bytes()).isBetween(most / 2, most);
    }
  }

  @Test
  void encode_twoCachesOfOneProgram_writeToFilesOfTheirOwn() throws IOException {
    try (FeatureCache one = new FeatureCache(folder, FeatureCache.MOST_BYTES);
        FeatureCache two = new FeatureCache(folder, FeatureCache.MOST_BYTES)) {
      CachedEncoder first = one.over(encoder);
      CachedEncoder second = two.over(encoder);
      for (int k = 0; k < 20; k++) {
        first.encode(texts(10 * k, 10 * k + 10));
        second.encode(texts(1000 + 10 * k, 1000 + 10 * k + 10));
      }
      assertThat(files()).hasSize(2);
    }
    assertThat(ask(texts(0, 200))).isEmpty();
    assertThat(ask(texts(1000, 1200))).isEmpty();
  }

  @Test
  void encode_twoProgramsAtOnce_loseAndSpoilNothing() throws Exception {
    // given two programs that write the same and different texts, in many small steps
    List<Process> programs = new ArrayList<>();
    for (int from : new int[] {0, 400}) {
      programs.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName(),
                  folder.toString(),
                  Integer.toString(from),
                  Integer.toString(from + 800))
              .inheritIO()
              .start());
    }
    for (Process program : programs) {
      assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(program.exitValue()).isZero();
    }

    assertThat(ask(texts(0, 1200))).isEmpty();
    assertThat(files()).hasSizeLessThanOrEqualTo(2);
  }

  /** A program of its own that fills a cache. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      CountingEncoder encoder = new CountingEncoder("a", DIMENSIONS);
      List<String> texts = texts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      for (int k = 0; k < texts.size(); k += 40) {
        // opened anew each time: claims go to and fro
        try (FeatureCache cache =
            new FeatureCache(Path.of(arguments[0]), FeatureCache.MOST_BYTES)) {
          CachedEncoder cached = cache.over(encoder);
          for (int s = k; s < k + 40; s += 4) {
            List<String> some = texts.subList(s, s + 4);
            float[][] vectors = cached.encode(some);
            for (int v = 0; v < vectors.length; v++) {
              if (!Arrays.equals(vectors[v], encoder.vector(some.get(v)))) {
                throw new AssertionError(some.get(v));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void encode_whileAnotherProgramWritesHalfABlock_readsWhatIsWhole() throws IOException {
    ask(texts(0, 2));
    try (FileChannel other = FileChannel.open(onlyFile(), StandardOpenOption.APPEND)) {
      other.write(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 7, 7}));
      try (FeatureCache cache = new FeatureCache(folder, FeatureCache.MOST_BYTES)) {
        cache.over(encoder).encode(texts(0, 2));
      }
    }
    assertThat(encoder.asked).hasSize(2);
  }

  @Test
  void over_folderThatCantBeUsed_saysWhich() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");

    try (FeatureCache cache = new FeatureCache(file, 1000)) {
      assertThatThrownBy(() -> cache.over(encoder))
          .isInstanceOf(TextModelException.class)
          .hasMessageStartingWith("the cache folder " + file)
          .hasMessageEndingWith("Name another one, or none (text.cache of an experiment).");
    }
    assertThatThrownBy(() -> new FeatureCache(folder, 0))
        .hasMessage("a cache of 0 bytes keeps nothing");
  }
}
