package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What is kept of a text to find it again: a hash of its normal form, and a MinHash signature
 * (Broder 1997) of that form's shingles of {@value #SHINGLE} letters, {@value #MINIMA} minima of 8
 * bits each. The share of equal minima estimates what two texts have in common of all their
 * shingles (Li and König 2010).
 *
 * <p>The normal form has lower case letters and single spaces: no links, mentions, digits or marks.
 *
 * @param hash of the normal form; 0 where it is shorter than {@value #FEWEST_LETTERS} letters,
 *     which tells texts apart no more
 * @param signature the minima, eight in each
 */
record TextPrint(long hash, long signature, long more) {
  static final int FEWEST_LETTERS = 20;
  static final int MINIMA = 16;
  private static final int SHINGLE = 5;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long[] MULTIPLIERS =
      new SplittableRandom(97).longs(MINIMA).map(value -> value | 1).toArray();
  private static final TextPrint NONE = new TextPrint(0, 0, 0);

  static TextPrint of(String text) {
    String normal = normal(text);
    if (normal.codePointCount(0, normal.length()) < FEWEST_LETTERS) {
      return NONE;
    }
    long[] minima = new long[MINIMA];
    Arrays.fill(minima, Long.MAX_VALUE);
    int[] letters = normal.codePoints().toArray();
    for (int from = 0; from + SHINGLE <= letters.length; from++) {
      long shingle = hash(letters, from, from + SHINGLE);
      for (int k = 0; k < MINIMA; k++) {
        minima[k] = Math.min(minima[k], (shingle * MULTIPLIERS[k]) >>> 1);
      }
    }
    long[] signature = new long[2];
    for (int k = 0; k < MINIMA; k++) {
      signature[k / 8] |= (mixed(minima[k]) & 0xff) << (8 * (k % 8));
    }
    long hash = mixed(hash(letters, 0, letters.length));
    return new TextPrint(hash == 0 ? 1 : hash, signature[0], signature[1]);
  }

  private static long hash(int[] letters, int from, int to) {
    long hash = FNV_OFFSET;
    for (int k = from; k < to; k++) {
      hash = (hash ^ letters[k]) * FNV_PRIME;
    }
    return mixed(hash);
  }

  /** The finaliser of SplitMix64: every bit hangs on every other. */
  private static long mixed(long z) {
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /** Words of lower case letters with a space between, without links and mentions. */
  static String normal(String text) {
    StringBuilder normal = new StringBuilder();
    for (String word : text.toLowerCase(Locale.ROOT).split("\\s+", -1)) {
      if (word.startsWith("http://")
          || word.startsWith("https://")
          || word.startsWith("www.")
          || word.startsWith("@")) {
        continue;
      }
      boolean apart = normal.length() > 0;
      for (int k = 0; k < word.length(); ) {
        int c = word.codePointAt(k);
        k += Character.charCount(c);
        if (Character.isLetter(c)) {
          normal.append(apart ? " " : "").appendCodePoint(c);
          apart = false;
        } else if (c != '\'' && c != '’') {
          apart = normal.length() > 0;
        }
      }
    }
    return normal.toString();
  }

  /** How many of the {@value #MINIMA} minima two signatures have in common. */
  static int common(long signature, long more, long other, long otherMore) {
    return equalBytes(signature ^ other) + equalBytes(more ^ otherMore);
  }

  private static int equalBytes(long difference) {
    int equal = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      equal += (difference >>> shift & 0xff) == 0 ? 1 : 0;
    }
    return equal;
  }
}
