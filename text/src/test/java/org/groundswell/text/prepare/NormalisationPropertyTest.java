package org.groundswell.text.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NormalisationPropertyTest {

  @Property(tries = 5000)
  void apply_normalForm_isItself(
      @ForAll Normalisation normalisation, @ForAll("texts") String text) {
    String normal = normalisation.apply(text);

    assertThat(normalisation.apply(normal)).isEqualTo(normal);
    assertThat(normal).isEqualTo(normal.strip()).doesNotContain("  ");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "http://", "https", "://", "www.", ".", "/", "RT @", "RT ", "@", "@a", "@user", ":",
            " ", "#", "#a", "_", "1", "A", "Bc", "é", "&", "amp;", "&amp;", "&lt;", "#38;", "&#64;",
            "&#x23;", "&#32;", ";", "\u200B", "\n", "\u0000", "\uD83D", "\uDE00", "😀", "👩",
            "\u200D", "🚀", "\uFE0F", "👍🏽", "🏽", "🇫", "🇷", "1️⃣", "\u20E3", "x", "\u0301");
    return pieces.list().ofMaxSize(16).map(all -> String.join("", all));
  }
}
