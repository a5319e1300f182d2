package org.groundswell.data;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces author names by {@code author-1a2b3c4d}: the first 32 bits of a keyed hash
 * (HMAC-SHA-256), so that who lacks the key can't try out names. The same key gives the same
 * pseudonym. Two of 10,000 authors share one with a probability of about 1 %. Texts and post ids
 * may still give an author away.
 */
public final class Pseudonyms {
  private final byte[] key;

  /**
   * @param key secret, at least 16 bytes
   */
  public Pseudonyms(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException(
          "a key of %d bytes can be guessed; take at least 16 random ones".formatted(key.length));
    }
    this.key = key.clone();
  }

  public String of(String author) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] hash = mac.doFinal(author.getBytes(StandardCharsets.UTF_8));
      return "author-" + HexFormat.of().formatHex(hash, 0, 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
