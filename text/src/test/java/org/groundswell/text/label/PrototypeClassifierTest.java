package org.groundswell.text.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.groundswell.text.BundledEmbedding;
import org.groundswell.text.TextEncoder;
import org.groundswell.text.TextInput;
import org.groundswell.text.label.LabelledTexts.Example;
import org.groundswell.text.prepare.Normalisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrototypeClassifierTest {
  private static final TextInput INPUT = TextInput.OF_POSTS.withNormaliser(Normalisation.DESCRIBED);

  @TempDir Path folder;

  /** 60 made-up posts of 6 emotions; none is a prototype. */
  @Test
  void encode_posts_mostlyHaveTheirEmotionFirst() throws IOException {
    // measured with bge-small: 50 of 60, among the first two 55
    assertRight("emotion", LabelledTexts.emotions(), posts("emotion-posts.csv"), 47, 53);
  }

  /** 76 made-up posts of 19 topics; none is a prototype. */
  @Test
  void encode_posts_mostlyHaveTheirTopicFirst() throws IOException {
    // measured with bge-small: 69 of 76, among the first two 73
    assertRight("topic", LabelledTexts.topics(), posts("topic-posts.csv"), 66, 70);
  }

  private static void assertRight(
      String name, LabelledTexts prototypes, LabelledTexts posts, int first, int firstTwo) {
    assertThat(posts.texts()).doesNotContainAnyElementsOf(prototypes.texts());
    try (TextEncoder encoder =
        BundledEmbedding.BGE_SMALL.open(Path.of("target", "test-cache"), INPUT)) {
      PrototypeClassifier classifier = new PrototypeClassifier(name, encoder, prototypes);

      float[][] scores = classifier.encode(posts.texts());

      int right = 0;
      int nearlyRight = 0;
      for (int k = 0; k < scores.length; k++) {
        String label = posts.labels().get(posts.examples().get(k).label());
        float own = scores[k][prototypes.labels().indexOf(label)];
        int higher = 0;
        double sum = 0;
        for (float score : scores[k]) {
          higher += score > own ? 1 : 0;
          sum += score;
        }
        right += higher == 0 ? 1 : 0;
        nearlyRight += higher <= 1 ? 1 : 0;
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
      System.out.printf(
          "%s: %d of %d right, %d among the first two, temperature %s%n",
          classifier.name(), right, scores.length, nearlyRight, classifier.temperature());
      assertThat(right).isGreaterThanOrEqualTo(first);
      assertThat(nearlyRight).isGreaterThanOrEqualTo(firstTwo);
    }
  }

  /**
   * Prototypes (1, 0), (0.8, 0.6) of one label and their mirror images of the other: the mean lies
   * on the diagonal, so seen from it centroids are opposite, and (1, 0) has cosines 1 and −1.
   */
  @Test
  void encode_mirrorImages_areScoredByHand() {
    PrototypeClassifier classifier =
        new PrototypeClassifier(
            "side",
            new Numbers(2),
            new LabelledTexts(
                List.of("right", "up"),
                List.of(
                    new Example(0, "1 0"),
                    new Example(0, "0.8 0.6"),
                    new Example(1, "0 1"),
                    new Example(1, "0.6 0.8"))));

    float[][] scores = classifier.encode(List.of("2 0", "3 3", "0 1"));

    double temperature = classifier.temperature();
    double[] from = {1 - 0.6, 0 - 0.6};
    double[] centroid = seenFromTheMean();
    double cosine = (from[0] * centroid[0] + from[1] * centroid[1]) / Math.hypot(from[0], from[1]);
    double expected = 1 / (1 + Math.exp(-2 * cosine / temperature));
    assertThat((double) scores[0][0]).isCloseTo(expected, within(1e-6));
    assertThat(scores[1][0]).isEqualTo(0.5f, within(1e-6f));
    assertThat(scores[2][1]).isEqualTo(scores[0][0], within(1e-6f));
  }

  private static double[] seenFromTheMean() {
    double[] first = {0.4, -0.6};
    double[] second = {0.2, 0};
    double[] sum = {
      first[0] / Math.hypot(0.4, 0.6) + second[0] / 0.2, first[1] / Math.hypot(0.4, 0.6)
    };
    double length = Math.hypot(sum[0], sum[1]);
    return new double[] {sum[0] / length, sum[1] / length};
  }

  @Test
  void fingerprint_otherPrototypes_isAnother() {
    assertThat(new PrototypeClassifier("x", new Numbers(2), numbers("1 0")).fingerprint())
        .hasSize(64)
        .isNotEqualTo(new PrototypeClassifier("x", new Numbers(2), numbers("1 1")).fingerprint());
  }

  private static LabelledTexts numbers(String first) {
    return new LabelledTexts(
        List.of("a", "b"),
        List.of(
            new Example(0, first),
            new Example(0, "2 1"),
            new Example(1, "0 1"),
            new Example(1, "1 3")));
  }

  private LabelledTexts posts(String resource) throws IOException {
    Path file = folder.resolve(resource);
    try (InputStream in = PrototypeClassifierTest.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
    return LabelledTexts.read(file);
  }
}
