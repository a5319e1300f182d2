package org.groundswell.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
  private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void of_author_isStableAndHangsOnTheKey() {
    String pseudonym = new Pseudonyms(KEY).of("ada");

    // printf ada | openssl dgst -sha256 -hmac 0123456789abcdef
    assertThat(pseudonym).isEqualTo("author-83eeb38e");
    assertThat(new Pseudonyms(KEY).of("bo")).isNotEqualTo(pseudonym);
    byte[] other = KEY.clone();
    other[0]++;
    assertThat(new Pseudonyms(other).of("ada")).isNotEqualTo(pseudonym);
  }

  @Test
  void new_shortKey_throws() {
    assertThatThrownBy(() -> new Pseudonyms(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15 bytes");
  }
}
