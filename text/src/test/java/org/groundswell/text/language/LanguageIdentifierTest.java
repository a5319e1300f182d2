package org.groundswell.text.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageIdentifierTest {
  private static final LanguageIdentifier IDENTIFIER = new LanguageIdentifier();

  private static List<String[]> sentences(String resource) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                LanguageIdentifierTest.class.getResourceAsStream(resource),
                StandardCharsets.UTF_8))) {
      return in.lines().map(line -> line.split("\t")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String beginning(String sentence) {
    return sentence.contains(" ")
        ? String.join(" ", Arrays.asList(sentence.split(" ")).subList(0, 3))
        : sentence.substring(0, 6);
  }

  private static void assertTold(List<String[]> sentences, int right, int mostWrong) {
    int told = 0;
    int correct = 0;
    for (String[] sentence : sentences) {
      String code = IDENTIFIER.identify(sentence[1]).code();
      told += code.equals("und") ? 0 : 1;
      correct += code.equals(sentence[0]) ? 1 : 0;
    }
    System.out.printf("languages: %d right, %d told of %d%n", correct, told, sentences.size());
    assertThat(correct).isGreaterThanOrEqualTo(right);
    assertThat(told - correct).isLessThanOrEqualTo(mostWrong);
  }

  /** The least confidence was chosen on these and on their beginnings. */
  @Test
  void identify_aHundredSentences_areToldOrUndetermined() {
    // measured: 94 right, none wrong
    assertTold(sentences("sentences.tsv"), 91, 2);
  }

  @Test
  void identify_threeWords_areToldOrUndetermined() {
    // measured: 75 right, 1 wrong
    assertTold(
        sentences("sentences.tsv").stream()
            .map(sentence -> new String[] {sentence[0], beginning(sentence[1])})
            .toList(),
        68,
        4);
  }

  /** Written when everything was settled. */
  @Test
  void identify_laterSentences_areToldOrUndetermined() {
    // measured: 50 of 53 right, none wrong
    assertTold(sentences("later-sentences.tsv"), 48, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', und",
    "ok cool cool cool, und", // once taken for Chinese
    "Привет всем друзья, ru",
    "Это просто great, ru",
    "สวัสดีตอนเช้า, th",
    "ok!, und",
    "😀😀😀😀😀😀😀😀😀😀, und",
    "https://example.com/a/long/address/of/letters, und",
    "12345678901234567890, und",
    "今日は, ja",
    "@a_very_long_name_in_english hoy estrenamos nuestra canción https://t.co/abcdef, es"
  })
  void identify_markupAndShortTexts_sayNothing(String text, String expected) {
    assertThat(IDENTIFIER.identify(text).code()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a@", "ha", "😀", "\uD83D", "é", "今", "😀 abcdefghi", "www.", "the train "})
  void identify_aMillionCharacters_isReadInPart(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());

    Language language =
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> IDENTIFIER.identify(text));

    assertThat(LanguageIdentifier.CODES).contains(language.code());
  }

  @Test
  void write_post_isTheCodesPlace() {
    LanguageFeatures features = new LanguageFeatures();
    float[] into = new float[2];

    features.write(
        new Post("1", "a", Instant.EPOCH, "Merci à tous", 0, 0, 0, false, false), into, 0);

    assertThat(LanguageIdentifier.CODES.get((int) into[0])).isEqualTo("fr");
    assertThat(into[1]).isBetween(0.5f, 1f);
  }
}
