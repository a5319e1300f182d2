package org.groundswell.text.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalisationTest {
  private static final String POST =
      "RT @esa: LIFT&amp;off 🚀\u00a0 with @NASA_ &lt;3!\n"
          + "#GoNASAArtemis_2 (https://nasa.gov/live?x=1), mail a@b.example";

  @Test
  void masked_post_keepsAllButNamesAndAddresses() {
    assertThat(Normalisation.MASKED.apply(POST))
        .isEqualTo("LIFT&off 🚀 with @user <3! #GoNASAArtemis_2 ( http ), mail a@b.example");
  }

  @Test
  void words_post_areWhatItSays() {
    assertThat(Normalisation.WORDS.apply(POST))
        .isEqualTo("LIFT&off with <3! Go NASA Artemis 2 ( ), mail a@b.example");
  }

  @Test
  void described_post_namesItsEmoji() {
    assertThat(Normalisation.DESCRIBED.apply(POST))
        .isEqualTo("LIFT&off rocket with <3! Go NASA Artemis 2 ( ), mail a@b.example");
  }

  @ParameterizedTest
  @CsvSource({
    "❤️, red heart",
    "❤, red heart",
    "so good😍😍, so good smiling face with heart-eyes smiling face with heart-eyes",
    "👍🏽!, thumbs up !",
    "🇫🇷🇩🇪, France Germany",
    "👩‍👩‍👧 and 👩‍🚀, family woman woman girl and woman astronaut",
    "👩‍🦄, woman unicorn", // no such sequence
    "1️⃣ of 11, keycap 1 of 11",
    "🥹 🫡 🫠, face holding back tears saluting face melting face", // younger than VADER
    "'© ™ → 1 #', '© ™ → 1 #'"
  })
  void described_emoji_areTheirNames(String text, String expected) {
    assertThat(Normalisation.DESCRIBED.apply(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "#throwback, throwback",
    "#ThisIsGreat, This Is Great",
    "#COVID19, COVID19",
    "#MSc, M Sc",
    "#_a, a",
    "#1, #1",
    "#2021goals, 2021goals",
    "a#b, a#b",
    "#über_Ärger, über Ärger"
  })
  void words_hashtag_areTheWordsItIsMadeOf(String text, String expected) {
    assertThat(Normalisation.WORDS.apply(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\t\u2003", "\uD83D", "\u0000\u200B", "@user https://t.co/x"})
  void words_textWithoutAny_isEmpty(String text) {
    assertThat(Normalisation.WORDS.apply(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "#",
        "#1",
        "@a",
        "a@",
        "&",
        "&a;",
        "&#",
        "www.",
        "https://",
        "http://a.b ",
        "\uD83D",
        "😀\u200D",
        "👩\u200D",
        "🇫",
        "1",
        "🏴\uDB40\uDC67",
        "\uFE0F",
        "_",
        " ",
        "#a",
        "A"
      })
  void apply_aMillionCharacters_costsLinearTime(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());

    for (Normalisation normalisation : Normalisation.values()) {
      // a quadratic pattern takes many minutes
      String normal =
          assertTimeoutPreemptively(Duration.ofSeconds(60), () -> normalisation.apply(text));
      assertThat(normal.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
  }
}
