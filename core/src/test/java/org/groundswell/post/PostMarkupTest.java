package org.groundswell.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostMarkupTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Q&amp;A &lt;3 &gt; &quot;x&quot; it&apos;s, Q&A <3 > \"x\" it's",
        "a&#39;b &#x1F600; &#X41;, a'b 😀 A",
        "&amp;lt; &amp;amp;amp;, &lt; &amp;amp;",
        "&&amp;;, &&;",
        "AT&T; & &; &#; &#x; &#xZZ; &eacute;, AT&T; & &; &#; &#x; &#xZZ; &eacute;",
        "&#0; &#xD800; &#9999999; &#٣;, &#0; &#xD800; &#9999999; &#٣;",
        "&amp, &amp"
      })
  void unescape_entity_isItsCharacterOnce(String text, String expected) {
    assertThat(PostMarkup.unescape(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"&", "&a", "&#1", "&amp", "&amp;", "&#x;", ";"})
  void unescape_aMillionCharacters_costsLinearTime(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());

    // a quadratic pattern takes many minutes
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> PostMarkup.unescape(text));
  }
}
