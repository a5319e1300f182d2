package org.groundswell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxClassifierTest {
  private static final OnnxClassifier.Reading OF_CONFIG = OnnxClassifier.Reading.OF_CONFIG;

  @TempDir Path folder;

  private ModelFolder tiny(String config) throws IOException {
    ModelFolder tiny = TinyModels.classifier(folder, 3);
    if (!config.isEmpty()) {
      Files.writeString(folder.resolve("config.json"), config);
    }
    return tiny;
  }

  @Test
  void encode_oneLabelHolds_isTheSoftmaxOfTheLogits() throws IOException {
    ModelFolder tiny =
        tiny("{\"id2label\":{\"2\":\"Positive\",\"0\":\"Negative\",\"1\":\"Neutral\"}}");

    try (OnnxClassifier classifier = OnnxClassifier.open(tiny, OF_CONFIG, TextInput.OF_POSTS)) {
      float[][] scores = classifier.encode(List.of("good news, good car", "bad", "good"));

      assertThat(classifier.labels()).containsExactly("negative", "neutral", "positive");
      double sum = Math.exp(-1) + Math.exp(1) + Math.exp(3);
      for (int k = 0; k < 3; k++) {
        assertThat((double) scores[0][k]).isCloseTo(Math.exp(2 * k - 1) / sum, within(1e-6));
        assertThat((double) scores[1][k]).isCloseTo(1.0 / 3, within(1e-6));
      }
    }
  }

  @Test
  void encode_severalLabelsMayHold_isTheSigmoidOfEach() throws IOException {
    ModelFolder tiny =
        tiny(
            "{\"problem_type\":\"multi_label_classification\",\"id2label\":{\"0\":\"a\",\"1\":\"b\",\"2\":\"c\"}}");

    try (OnnxClassifier classifier = OnnxClassifier.open(tiny, OF_CONFIG, TextInput.OF_POSTS)) {
      float[] scores = classifier.encode(List.of("good good"))[0];

      for (int k = 0; k < 3; k++) {
        assertThat((double) scores[k]).isCloseTo(1 / (1 + Math.exp(1 - 2 * k)), within(1e-6));
      }
    }
  }

  @Test
  void open_reading_goesBeforeTheFile() throws IOException {
    ModelFolder tiny = tiny("{\"id2label\":{\"0\":\"a\",\"1\":\"b\",\"2\":\"c\"}}");
    OnnxClassifier.Reading reading =
        new OnnxClassifier.Reading(Optional.of(true), List.of("x", "y", "z"));

    try (OnnxClassifier classifier = OnnxClassifier.open(tiny, reading, TextInput.OF_POSTS);
        OnnxClassifier byFile = OnnxClassifier.open(tiny, OF_CONFIG, TextInput.OF_POSTS)) {
      assertThat(classifier.labels()).containsExactly("x", "y", "z");
      assertThat((double) classifier.encode(List.of("bad"))[0][0])
          .isCloseTo(1 / (1 + Math.E), within(1e-6));
      assertThat(classifier.fingerprint()).isNotEqualTo(byFile.fingerprint());
    }
  }

  @Test
  void open_labelsMissingOrTooFew_saysHowManyThereMustBe() throws IOException {
    ModelFolder bare = tiny("");
    assertThatThrownBy(() -> OnnxClassifier.open(bare, OF_CONFIG, TextInput.OF_POSTS).close())
        .isInstanceOf(TextModelException.class)
        .hasMessage(
            folder
                + ": the model gives 3 scores and the labels are not given. Put the config.json it was exported with beside it, with id2label, or name the labels.");
    ModelFolder two = tiny("{\"id2label\":{\"0\":\"a\",\"1\":\"b\"}}");
    assertThatThrownBy(() -> OnnxClassifier.open(two, OF_CONFIG, TextInput.OF_POSTS).close())
        .isInstanceOf(TextModelException.class)
        .hasMessageContaining("gives 3 scores and the labels are [a, b]");
  }

  @Test
  void open_anEmbedding_isRefused() throws IOException {
    ModelFolder embedding = TinyModels.embedding(folder);

    assertThatThrownBy(() -> OnnxClassifier.open(embedding, OF_CONFIG, TextInput.OF_POSTS).close())
        .isInstanceOf(TextModelException.class)
        .hasMessageContaining("has no output [text, label] of 32-bit floats");
  }

  /** A product with one row may take another path in the runtime, with other roundings. */
  @Test
  void encode_oneTextOrMany_isTheSameBits() throws IOException {
    ModelFolder wide = TinyModels.randomHead(folder, 768, 19);
    List<String> labels = new ArrayList<>();
    for (int k = 0; k < 19; k++) {
      labels.add("label" + k);
    }
    OnnxClassifier.Reading reading = new OnnxClassifier.Reading(Optional.of(true), labels);
    try (OnnxClassifier classifier = OnnxClassifier.open(wide, reading, TextInput.OF_POSTS)) {
      List<String> texts = new ArrayList<>();
      for (int k = 0; k < 33; k++) {
        texts.add(TinyModels.WORDS.get(k % TinyModels.WORDS.size()));
      }

      float[][] together = classifier.encode(texts);

      for (int k = 0; k < texts.size(); k++) {
        assertThat(classifier.encode(texts.subList(k, k + 1))[0]).isEqualTo(together[k]);
      }
    }
  }
}
