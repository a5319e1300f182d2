package org.groundswell.text.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.groundswell.text.label.LabelledTexts.Example;
import org.junit.jupiter.api.Test;

class TrainedHeadTest {

  /** Three labels, each around a direction of its own, texts being directions. */
  private static LabelledTexts directions(int aLabel, double spread) {
    Random random = new Random(3);
    List<Example> examples = new ArrayList<>();
    for (int k = 0; k < 3 * aLabel; k++) {
      double angle = 2 * (k % 3) + spread * random.nextGaussian();
      examples.add(new Example(k % 3, "%s %s".formatted(Math.cos(angle), Math.sin(angle))));
    }
    return new LabelledTexts(List.of("east", "north", "south-west"), examples);
  }

  private static TrainedHead head(LabelledTexts texts) {
    return TrainedHead.train("direction", new Numbers(2), texts, 1);
  }

  @Test
  void train_labelsFarApart_areTold() {
    TrainedHead head = head(directions(100, 0.2));

    float[][] chances = head.encode(List.of("1 0", "-0.42 0.91"));

    assertThat(chances[0][0]).isGreaterThan(0.9f);
    assertThat(chances[1][1]).isGreaterThan(0.9f);
    assertThat((double) chances[0][0] + chances[0][1] + chances[0][2]).isCloseTo(1, within(1e-6));
    assertThat(head.evaluation().accuracy().estimate()).isGreaterThan(0.98);
    assertThat(head.evaluation().majorityAccuracy()).isCloseTo(1 / 3.0, within(1e-9));
  }

  private static final int WIDE = 60;

  private static String noise(Random random) {
    return random.doubles(WIDE, -1, 1).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  /** In so many dimensions, a head that has seen its test texts knows them by heart. */
  @Test
  void evaluation_labelsThatMeanNothing_isChance() {
    Random random = new Random(5);
    List<Example> examples = new ArrayList<>();
    for (int k = 0; k < 200; k++) {
      examples.add(new Example(k % 2, noise(random)));
    }
    LabelledTexts texts = new LabelledTexts(List.of("a", "b"), examples);

    HeadEvaluation evaluation =
        TrainedHead.train("noise", new Numbers(WIDE), texts, 1).evaluation();

    assertThat(evaluation.accuracy().estimate()).isBetween(0.35, 0.62);
  }

  @Test
  void evaluation_byHand_isAccuracyAndF1() {
    HeadEvaluation evaluation =
        HeadEvaluation.of(
            List.of("a", "b"), new int[] {0, 0, 0, 1, 1}, new int[] {0, 0, 1, 1, 0}, 1);

    assertThat(evaluation.accuracy().estimate()).isEqualTo(0.6);
    // a: 2 right of 3 named and 3 true; b: 1 of 2 and 2
    assertThat(evaluation.macroF1().estimate()).isCloseTo((4 / 6.0 + 2 / 4.0) / 2, within(1e-12));
    assertThat(evaluation.majorityAccuracy()).isEqualTo(0.6);
    // naming a always: F1 of a 6/8, of b 0
    assertThat(evaluation.majorityMacroF1()).isCloseTo(0.375, within(1e-12));
    assertThat(evaluation.accuracy().low()).isLessThan(0.6);
    assertThat(evaluation.accuracy().high()).isGreaterThan(0.6);
    assertThat(evaluation.summary())
        .startsWith("on 5 texts held out: accuracy 0.600 [")
        .contains("(commonest label 0.600)");
  }

  @Test
  void train_sameSeed_givesTheSameBits() {
    LabelledTexts texts = directions(30, 0.8);

    assertThat(head(texts).encode(List.of("1 1")))
        .isDeepEqualTo(head(texts).encode(List.of("1 1")));
    assertThat(head(texts).evaluation()).isEqualTo(head(texts).evaluation());
    assertThat(head(texts).fingerprint())
        .isNotEqualTo(TrainedHead.train("direction", new Numbers(2), texts, 2).fingerprint());
  }

  @Test
  void train_repeatedText_isNeverOnBothSides() {
    Random random = new Random(9);
    List<Example> examples = new ArrayList<>();
    for (int k = 0; k < 60; k++) {
      String text = noise(random);
      for (int copy = 0; copy < 5; copy++) {
        examples.add(new Example(k % 2, text));
      }
    }
    LabelledTexts texts = new LabelledTexts(List.of("a", "b"), examples);

    HeadEvaluation evaluation =
        TrainedHead.train("noise", new Numbers(WIDE), texts, 1).evaluation();

    assertThat(evaluation.accuracy().estimate()).isLessThan(0.7);
  }

  @Test
  void train_tooFewTexts_isRefused() {
    assertThatThrownBy(() -> head(directions(9, 0.1)))
        .isInstanceOf(LabelledTextsException.class)
        .hasMessageContaining("label 'east' has 9 distinct texts, a head needs 10");
  }

  /** The minimum is where the gradient is 0, here by differences of the objective. */
  @Test
  void fit_anySample_endsAtTheMinimum() {
    float[][] units = {{1, 0}, {0, 1}, {0.6f, 0.8f}, {-1, 0}, {0.8f, -0.6f}};
    int[] labels = {0, 1, 1, 2, 0};
    int[] rows = {0, 1, 2, 3, 4};
    double[][] weights = MultinomialRegression.fit(units, labels, rows, 3, 0.01).weights();

    double least = objective(weights, units, labels, rows);

    for (double[] label : weights) {
      for (int d = 0; d < label.length; d++) {
        for (double step : new double[] {-1e-3, 1e-3}) {
          label[d] += step;
          assertThat(objective(weights, units, labels, rows)).isGreaterThan(least - 1e-9);
          label[d] -= step;
        }
      }
    }
  }

  private static double objective(double[][] weights, float[][] units, int[] labels, int[] rows) {
    double objective = new MultinomialRegression(weights).loss(units, labels, rows);
    for (double[] label : weights) {
      objective += 0.01 / 2 * (label[0] * label[0] + label[1] * label[1]);
    }
    return objective;
  }
}
