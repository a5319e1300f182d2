package org.groundswell.text.sentiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaderTest {
  private static final Vader VADER = new Vader();

  static Stream<String[]> reference() throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                VaderTest.class.getResourceAsStream("reference-vader.tsv"),
                StandardCharsets.UTF_8))) {
      List<String[]> lines = in.lines().skip(1).map(line -> line.split("\t", -1)).toList();
      assertThat(lines).hasSizeGreaterThan(500);
      return lines.stream();
    }
  }

  /** Scores of the authors' program, which rounds them to 3 and 4 digits. */
  @ParameterizedTest
  @MethodSource("reference")
  void score_text_isTheAuthorsProgram(
      String text, String negative, String neutral, String positive, String compound) {
    Sentiment sentiment = VADER.score(text.translateEscapes());

    Offset<Double> rounding = Offset.offset(0.0005 + 1e-9);
    assertThat(sentiment.negative()).isEqualTo(Double.parseDouble(negative), rounding);
    assertThat(sentiment.neutral()).isEqualTo(Double.parseDouble(neutral), rounding);
    assertThat(sentiment.positive()).isEqualTo(Double.parseDouble(positive), rounding);
    assertThat(sentiment.compound())
        .isEqualTo(Double.parseDouble(compound), Offset.offset(0.00005 + 1e-9));
  }

  @Test
  void score_loneSurrogates_areNoWordsItKnows() {
    assertThat(VADER.score("good \uD83D \uDE00").compound())
        .isEqualTo(VADER.score("good a b").compound());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@", "a", "! ", "good ", "😀", "\uD83D", "NO ", "good but bad ", "n't ", ":) "})
  void score_aMillionCharacters_costsNoMoreThanSorting(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());

    // a quadratic rule takes many minutes
    Sentiment sentiment =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> VADER.score(text));

    assertThat(sentiment.compound()).isBetween(-1.0, 1.0);
  }
}
