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

  /** A hundred sentences of ten languages, made up for this test. */
  private static List<String[]> sentences() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                LanguageIdentifierTest.class.getResourceAsStream("sentences.tsv"),
                StandardCharsets.UTF_8))) {
      return in.lines().map(line -> line.split("\t")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void identify_sentence_isAlmostAlwaysRight() {
    long right =
        sentences().stream().filter(s -> IDENTIFIER.identify(s[1]).code().equals(s[0])).count();

    System.out.println("languages of whole sentences: " + right + " of " + sentences().size());
    assertThat(right).isGreaterThanOrEqualTo(97);
  }

  @Test
  void identify_beginningOfASentence_isMostlyRight() {
    int right = 0;
    int told = 0;
    for (String[] sentence : sentences()) {
      boolean words = sentence[1].contains(" ");
      String beginning =
          words
              ? String.join(" ", Arrays.asList(sentence[1].split(" ")).subList(0, 3))
              : sentence[1].substring(0, 6);
      Language language = IDENTIFIER.identify(beginning);
      told += language.code().equals("und") ? 0 : 1;
      right += language.code().equals(sentence[0]) ? 1 : 0;
    }

    System.out.println("languages of three words: " + right + " of " + told + " told");
    assertThat(right).isGreaterThanOrEqualTo(80);
  }

  @ParameterizedTest
  @CsvSource({
    "'', und",
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
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> IDENTIFIER.identify(text));

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
