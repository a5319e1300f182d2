package org.groundswell.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** The SHA-256 of a text in its normal form. */
record TextKey(byte[] bytes) {
  static final int BYTES = 32;

  static TextKey of(String normalised) {
    return new TextKey(Sha256.bytes(normalised));
  }

  static TextKey read(ByteBuffer from) {
    byte[] bytes = new byte[BYTES];
    from.get(bytes);
    return new TextKey(bytes);
  }

  /** The first half of the sum, by which an index tells texts apart. */
  long high() {
    return ByteBuffer.wrap(bytes).getLong(0);
  }

  long low() {
    return ByteBuffer.wrap(bytes).getLong(Long.BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
