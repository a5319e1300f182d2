package org.groundswell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import onnx.Onnx.GraphProto;
import org.groundswell.text.prepare.Normalisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxEmbeddingTest {
  private static final int CLS = TinyModels.MARKS.indexOf("[CLS]");
  private static final int SEP = TinyModels.MARKS.indexOf("[SEP]");

  /** Where bundled models are unpacked once for all tests. */
  private static final Path UNPACKED = Path.of("target", "test-cache");

  @TempDir Path folder;

  private OnnxEmbedding tiny(Pooling pooling, TextInput input) throws IOException {
    return OnnxEmbedding.open(TinyModels.embedding(folder.resolve("tiny")), pooling, input);
  }

  /** The mean of the vectors of tokens, scaled to length 1, worked out by hand. */
  private static double[] mean(int... tokens) {
    double[] mean = new double[TinyModels.WIDTH];
    double squares = 0;
    for (int d = 0; d < mean.length; d++) {
      for (int token : tokens) {
        mean[d] += TinyModels.value(token, d) / tokens.length;
      }
      squares += mean[d] * mean[d];
    }
    for (int d = 0; d < mean.length; d++) {
      mean[d] /= Math.sqrt(squares);
    }
    return mean;
  }

  private static void assertClose(float[] vector, double[] expected) {
    assertThat(vector).hasSize(expected.length);
    for (int d = 0; d < expected.length; d++) {
      assertThat((double) vector[d]).isCloseTo(expected[d], within(1e-6));
    }
  }

  @Test
  void encode_meanPooling_isTheMeanOfTheTextsOwnTokens() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS)) {
      // when a long text pads the short ones
      float[][] vectors =
          embedding.encode(List.of("Good news", "", "rocket rocket car car news news good", "?"));

      // then
      assertThat(embedding.dimensions()).isEqualTo(TinyModels.WIDTH);
      assertClose(vectors[0], mean(CLS, TinyModels.token("good"), TinyModels.token("news"), SEP));
      assertClose(vectors[1], mean(CLS, SEP));
      assertClose(vectors[3], mean(CLS, TinyModels.token("?"), SEP));
    }
  }

  @Test
  void encode_clsPooling_isTheFirstToken() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.CLS, TextInput.OF_POSTS)) {
      assertClose(embedding.encode(List.of("good news"))[0], mean(CLS));
    }
  }

  @Test
  void encode_prefix_standsBeforeEachText() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS.withPrefix("news! "))) {
      assertClose(
          embedding.encode(List.of("car"))[0],
          mean(CLS, TinyModels.token("news"), TinyModels.token("!"), TinyModels.token("car"), SEP));
    }
  }

  @Test
  void encode_longText_isCutAtMaxTokens() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS.withMaxTokens(4))) {
      assertThat(embedding.encode(List.of("good car rocket rocket"))[0])
          .isEqualTo(embedding.encode(List.of("good car"))[0]);
    }
  }

  @Test
  void encode_textsOfAllSorts_haveFiniteVectors() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS)) {
      List<String> texts =
          List.of(
              "\u0000",
              "\uD83D",
              "\uDE80\uD83D",
              "\uD83D\uDE80",
              "a\u0000b",
              " \n\t",
              "x".repeat(100_000));

      for (float[] vector : embedding.encode(texts)) {
        for (float value : vector) {
          assertThat(value).isFinite();
        }
      }
      assertThat(embedding.encode(List.of())).isEmpty();
    }
  }

  @Test
  void encode_moreTextsThanASlice_givesEachItsOwn() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS)) {
      List<String> texts = new ArrayList<>();
      Random random = new Random(1);
      for (int k = 0; k < 9000; k++) {
        StringBuilder text = new StringBuilder();
        for (int w = random.nextInt(12); w >= 0; w--) {
          text.append(TinyModels.WORDS.get(random.nextInt(TinyModels.WORDS.size()))).append(' ');
        }
        texts.add(text.toString());
      }

      float[][] together = embedding.encode(texts);

      for (int k = 0; k < texts.size(); k += 97) {
        assertThat(together[k]).isEqualTo(embedding.encode(List.of(texts.get(k)))[0]);
      }
    }
  }

  @Test
  void encode_interrupted_stopsAndCanGoOn() throws IOException {
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, TextInput.OF_POSTS)) {
      List<String> texts = Collections.nCopies(4096, "good news");
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> embedding.encode(texts))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageEndingWith("model.onnx was interrupted");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(embedding.encode(texts)).hasDimensions(4096, TinyModels.WIDTH);
    }
  }

  @Test
  void encode_vectorThatIsNotFinite_isRefusedAndTheRestStops() throws IOException {
    ModelFolder broken = TinyModels.notANumber(folder.resolve("broken"));
    try (OnnxEmbedding embedding = OnnxEmbedding.open(broken, Pooling.CLS, TextInput.OF_POSTS)) {
      assertThatThrownBy(() -> embedding.encode(Collections.nCopies(200, "good")))
          .isInstanceOf(TextModelException.class)
          .hasMessage(
              broken.model()
                  + " failed: broken gives a text a vector that is not finite. Export it again in fp32.");
    }
  }

  /** Of real weights: the claim that the bits of a text do not depend on what comes with it. */
  @ParameterizedTest
  @EnumSource
  void encode_bundledModel_isTheSameBitsInAnyBatchOrderAndThreads(BundledEmbedding bundled) {
    // given texts of 2 to 128 tokens
    List<String> texts = new ArrayList<>();
    Random random = new Random(2);
    List<String> words =
        List.of(
            "the",
            "launch",
            "of",
            "rocket",
            "delayed",
            "again",
            "🚀",
            "@space",
            "https://t.co/x",
            "#Mars");
    for (int k = 0; k < 70; k++) {
      StringBuilder text = new StringBuilder();
      for (int w = k; w > 0; w--) {
        text.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      texts.add(text.toString());
    }
    float[][] together;
    try (OnnxEmbedding embedding = bundled.open(UNPACKED, TextInput.OF_POSTS)) {
      // when
      together = embedding.encode(texts);
      List<Integer> order = new ArrayList<>();
      for (int k = 0; k < texts.size(); k++) {
        order.add(k);
      }
      Collections.shuffle(order, random);
      float[][] shuffled = embedding.encode(order.stream().map(texts::get).toList());

      // then
      assertThat(embedding.dimensions()).isEqualTo(384);
      for (int k = 0; k < texts.size(); k++) {
        assertThat(shuffled[order.indexOf(k)]).as("text %d", k).isEqualTo(together[k]);
      }
    }
    try (OnnxEmbedding alone = bundled.open(UNPACKED, TextInput.OF_POSTS.withThreads(1))) {
      for (int k = 0; k < texts.size(); k += 3) {
        assertThat(alone.encode(List.of(texts.get(k)))[0]).as("text %d", k).isEqualTo(together[k]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void encode_bundledModel_putsLikeBesideLike(BundledEmbedding bundled) {
    try (OnnxEmbedding embedding = bundled.open(UNPACKED, TextInput.OF_POSTS)) {
      float[][] v =
          embedding.encode(
              List.of(
                  "The rocket lifted off this morning.",
                  "A launch vehicle took off today.",
                  "My grandmother bakes apple pie."));

      assertThat(dot(v[0], v[0])).isCloseTo(1, within(1e-5));
      assertThat(dot(v[0], v[1])).isGreaterThan(dot(v[0], v[2]) + 0.15);
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  @Test
  void fingerprint_changesWithEverythingAVectorDependsOn() throws IOException {
    List<String> all = new ArrayList<>();
    TextInput input = TextInput.OF_POSTS;
    for (TextInput each :
        List.of(
            input,
            input.withPrefix("query: "),
            input.withMaxTokens(64),
            input.withNormaliser(Normalisation.WORDS))) {
      try (OnnxEmbedding embedding = tiny(Pooling.MEAN, each)) {
        all.add(embedding.fingerprint());
      }
    }
    try (OnnxEmbedding embedding = tiny(Pooling.CLS, input)) {
      all.add(embedding.fingerprint());
    }
    ModelFolder other = TinyModels.embedding(folder.resolve("other"));
    Files.writeString(
        other.tokenizer(),
        TinyModels.tokenizer().replace("\"good\":4,\"bad\":5", "\"bad\":4,\"good\":5"));
    try (OnnxEmbedding embedding = OnnxEmbedding.open(other, Pooling.MEAN, input)) {
      all.add(embedding.fingerprint());
    }

    assertThat(all).doesNotHaveDuplicates().allMatch(each -> each.matches("[0-9a-f]{64}"));
    try (OnnxEmbedding embedding = tiny(Pooling.MEAN, input.withThreads(1))) {
      assertThat(embedding.fingerprint()).isEqualTo(all.get(0));
      assertThat(embedding.name()).isEqualTo("tiny");
    }
  }

  @Test
  void open_noFolderOrFile_saysWhichAndTheWayOut() throws IOException {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> new ModelFolder(none))
        .isInstanceOf(TextModelException.class)
        .hasMessage(
            none
                + ": there is no such folder. Name a folder that holds model.onnx and tokenizer.json; docs/text.md says how to make one.");
    Path half = Files.createDirectory(folder.resolve("half"));
    Files.write(half.resolve("model.onnx"), new byte[3]);
    assertThatThrownBy(() -> new ModelFolder(half))
        .isInstanceOf(TextModelException.class)
        .hasMessageStartingWith(half + ": there is no tokenizer.json in this folder.");
  }

  @Test
  void open_filesThatAreNoModel_saysWhichAndTheWayOut() throws IOException {
    ModelFolder tiny = TinyModels.embedding(folder.resolve("tiny"));
    byte[] model = Files.readAllBytes(tiny.model());

    Files.write(tiny.model(), new byte[] {1, 2, 3});
    assertRefused(tiny, tiny.model() + " can't be run (");
    Files.write(tiny.model(), model);
    Files.writeString(tiny.tokenizer(), "{\"version\":\"1.0\"}");
    assertRefused(tiny, tiny.tokenizer() + " is no tokenizer that can be read (");
    Files.writeString(tiny.tokenizer(), "not json {");
    assertRefused(tiny, tiny.tokenizer() + " is not JSON in UTF-8 (");
  }

  @Test
  void open_otherInputsOrOutputs_saysWhatItHas() throws IOException {
    GraphProto.Builder picture =
        TinyModels.inputs(false)
            .addInput(TinyModels.value("pixel_values", "batch", "length", 5))
            .addNode(TinyModels.node("Identity", "out", "pixel_values"))
            .addOutput(TinyModels.value("out", "batch", "length", 5));
    assertRefused(
        TinyModels.write(folder.resolve("picture"), picture),
        folder.resolve("picture/model.onnx")
            + " has the inputs [input_ids, attention_mask, pixel_values] where input_ids and attention_mask are expected");
    assertRefused(
        TinyModels.classifier(folder.resolve("classifier"), 3),
        folder.resolve("classifier/model.onnx")
            + " has no output [text, token, width] of 32-bit floats; it has [logits ");
  }

  private static void assertRefused(ModelFolder model, String message) {
    assertThatThrownBy(() -> OnnxEmbedding.open(model, Pooling.MEAN, TextInput.OF_POSTS).close())
        .isInstanceOf(TextModelException.class)
        .hasMessageStartingWith(message);
  }
}
