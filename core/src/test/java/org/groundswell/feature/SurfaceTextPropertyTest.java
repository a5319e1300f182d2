package org.groundswell.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.groundswell.post.Post;

/** Links, mentions and hashtags as patterns define them. */
class SurfaceTextPropertyTest {
  private static final Pattern LINK =
      Pattern.compile("(?i:https?://|(?<![\\p{L}\\p{N}.])www\\.)[^\\s\\p{Z}]++");
  private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_@/])@[A-Za-z0-9_]");
  private static final Pattern HASHTAG =
      Pattern.compile("(?<![\\p{L}\\p{N}_&/#])#[\\p{N}_]*+\\p{L}");

  @Property
  void write_anyText_countsWhatThePatternsFind(@ForAll("texts") String text) {
    StringBuilder prose = new StringBuilder();
    int links = 0;
    int from = 0;
    Matcher matcher = LINK.matcher(text);
    while (matcher.find()) {
      int end = matcher.end();
      while ("?!.,;:'\")]}>”’»…".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      prose.append(text, from, matcher.start()).append(' ');
      from = end;
      links++;
    }
    prose.append(text, from, text.length());

    float[] written = new float[13];
    new SurfaceTextFeatures()
        .write(new Post("1", "a", Instant.EPOCH, text, 0, 0, 0, false, false), written, 0);

    assertThat(written[2]).as("links of '%s'", text).isEqualTo(links);
    assertThat(written[3]).as("mentions of '%s'", text).isEqualTo((float) count(MENTION, prose));
    assertThat(written[4]).as("hashtags of '%s'", text).isEqualTo((float) count(HASHTAG, prose));
    assertThat(written[5])
        .as("question marks of '%s'", text)
        .isEqualTo((float) prose.codePoints().filter(c -> "?？؟".indexOf(c) >= 0).count());
    assertThat(written[9])
        .as("digits of '%s'", text)
        .isEqualTo((float) prose.codePoints().filter(Character::isDigit).count());
  }

  private static long count(Pattern pattern, CharSequence text) {
    return pattern.matcher(text).results().count();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "http",
            "https",
            "HTTPS://",
            "://",
            "/",
            "www.",
            "WwW",
            ".",
            "s",
            "ſ",
            "K",
            "a",
            "é",
            "_",
            "&",
            "#",
            "@",
            "1",
            "Ⅳ",
            "½",
            "٣",
            " ",
            "\u00a0",
            "\u001c",
            "\t",
            "?",
            "؟",
            "!",
            ")",
            "…",
            "😀",
            "𝐀",
            "\uD83D",
            "\uDE00",
            "\u0301",
            "x");
    return pieces.list().ofMaxSize(14).map(all -> String.join("", all));
  }
}
