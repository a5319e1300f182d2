package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.groundswell.post.Post;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurfaceTextFeaturesTest {
  private final SurfaceTextFeatures text = new SurfaceTextFeatures();

  @Test
  void write_post_countsWhatItShows() {
    Map<String, Float> values =
        write(
            """
            .@NASA and @esa: "LIFT off" at 10:45!!
            Ready? #Artemis #3 (https://nasa.gov/live?x=1) 🚀""");

    assertThat(values)
        .containsEntry("text_length", 87f)
        .containsEntry("words", 10f)
        .containsEntry("links", 1f)
        .containsEntry("mentions", 2f)
        .containsEntry("hashtags", 1f)
        .containsEntry("question_marks", 1f)
        .containsEntry("exclamation_marks", 2f)
        .containsEntry("capitals", 10f / 31)
        .containsEntry("emoji", 1f)
        .containsEntry("digits", 5f)
        .containsEntry("line_breaks", 1f)
        .containsEntry("quotes", 2f)
        .containsEntry("text_empty", 0f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t ", "\u2003"})
  void write_blankText_isEmptyWithoutWords(String blank) {
    Map<String, Float> values = write(blank);

    assertThat(values.get("text_empty")).isEqualTo(1);
    assertThat(values.get("words")).isZero();
    assertThat(values.get("capitals")).isZero();
    assertThat(values.get("text_length")).isEqualTo(blank.length());
  }

  @Test
  void write_entitiesOfAnExport_areTheCharactersTheyStandFor() {
    assertThat(write("Q&amp;A &lt;3 &gt; &amp; B")).isEqualTo(write("Q&A <3 > & B"));
    assertThat(write("Q&amp;A &lt;3"))
        .containsEntry("text_length", 6f)
        .containsEntry("words", 2f)
        .containsEntry("capitals", 1f);
    // somebody wrote about entities
    assertThat(write("&amp;lt;").get("text_length")).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "plain text, 0",
    "'©, ™, → and 1 are text', 0",
    "😀, 1",
    "😀😀 ❤️, 3",
    "👍🏽, 1", // with a skin tone
    "👩‍👩‍👧‍👦, 1", // a family joined by zero width joiners
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦, 2",
    "🇫🇷🇩🇪, 2", // flags of two code points each
    "1️⃣, 1", // a keycap
    "🪿, 1" // of Unicode 15, newer than the JDK's
  })
  void write_emoji_areCountedAsSeen(String emoji, float expected) {
    assertThat(write(emoji).get("emoji")).isEqualTo(expected);
  }

  @Test
  void write_supplementaryCharacters_areOneEach() {
    // mathematical bold A and x, two UTF-16 units each
    Map<String, Float> values = write("\uD835\uDC00\uD835\uDC31");

    assertThat(values.get("text_length")).isEqualTo(2);
    assertThat(values.get("words")).isEqualTo(1);
    assertThat(values.get("capitals")).isEqualTo(0.5f);
  }

  @Test
  void write_loneSurrogates_areCharactersOfNoKind() {
    Map<String, Float> values = write("\uDE00 a \uD83D");

    assertThat(values.get("text_length")).isEqualTo(5);
    assertThat(values.get("words")).isEqualTo(1);
    assertThat(values.get("emoji")).isZero();
  }

  @Test
  void write_rightToLeft_countsItsOwnMarks() {
    Map<String, Float> values = write("ما هذا؟ انظر #القمر @esa");

    assertThat(values.get("words")).isEqualTo(5);
    assertThat(values.get("question_marks")).isEqualTo(1);
    assertThat(values.get("hashtags")).isEqualTo(1);
    assertThat(values.get("mentions")).isEqualTo(1);
    assertThat(values.get("capitals")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "see https://a.example/?q=1!, 1, 0",
    "HTTP://A.EXAMPLE and www.b.example, 2, 0",
    "awww.sweet, 0, 0",
    "https://m.example/@someone, 1, 0",
    "mail me@b.example, 0, 0",
    "https://, 0, 0",
    "'https://a.example\u00a0@esa', 1, 1",
    "@a @b_c @, 0, 2"
  })
  void write_linksAndMentions_areTellable(String post, float links, float mentions) {
    Map<String, Float> values = write(post);

    assertThat(values.get("links")).isEqualTo(links);
    assertThat(values.get("mentions")).isEqualTo(mentions);
    assertThat(values.get("question_marks")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'a\nb', 1", "'a\r\nb', 1", "'a\n\r\nb', 2", "'a\rb\u2028c', 2", "a, 0"})
  void write_lineBreaks_ofEverySystemCountOnce(String lines, float expected) {
    assertThat(write(lines).get("line_breaks")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        " ",
        "@",
        "#",
        "#1",
        "#_",
        "1",
        "/",
        "www.",
        "https://",
        "https://!",
        "http",
        "\u0301",
        "a\u0301",
        "😀\u200D",
        "\uD83D",
        "🇫",
        "?",
        "\r",
        "@a",
        "٣#"
      })
  void write_aMillionCharacters_costsLinearTime(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());

    // a quadratic pattern takes minutes
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> write(text));
  }

  private Map<String, Float> write(String post) {
    int width = text.columns().size();
    float[] into = new float[width];
    text.write(new Post("1", "a", Instant.EPOCH, post, 0, 0, 0, false, false), into, 0);
    Map<String, Float> values = new LinkedHashMap<>();
    for (int c = 0; c < width; c++) {
      values.put(text.columns().get(c).name(), into[c]);
    }
    return values;
  }
}
