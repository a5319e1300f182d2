package org.groundswell.text.prepare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names Unicode gives emoji, sequences as wholes, whatever the skin tone. */
final class EmojiNames {
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private static final Map<String, String> NAMES = new HashMap<>();

  /** All beginnings of emoji, so that a search stops where none can follow. */
  private static final Set<String> BEGINNINGS = new HashSet<>();

  static {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                EmojiNames.class.getResourceAsStream("emoji-names.tsv"), StandardCharsets.UTF_8))) {
      in.lines().skip(1).map(line -> line.split("\t")).forEach(EmojiNames::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmojiNames() {}

  /**
   * An emoji of a text.
   *
   * @param end behind its last character, joiners and tones without a meaning of their own included
   */
  record Found(String name, int end) {}

  /** The longest emoji that begins at a place. */
  static Optional<Found> at(String text, int start) {
    if (!BEGINNINGS.contains(text.substring(start, text.offsetByCodePoints(start, 1)))) {
      return Optional.empty();
    }
    Found longest = null;
    StringBuilder emoji = new StringBuilder();
    int at = start;
    while (at < text.length()) {
      int codePoint = text.codePointAt(at);
      boolean silent = isSilent(codePoint);
      if (!silent) {
        emoji.appendCodePoint(codePoint);
        if (!BEGINNINGS.contains(emoji.toString())) {
          break;
        }
      }
      at += Character.charCount(codePoint);
      String name = NAMES.get(emoji.toString());
      if (name != null) {
        longest = new Found(name, at);
      }
    }
    if (longest != null
        && longest.end < text.length()
        && text.charAt(longest.end) == ZERO_WIDTH_JOINER) {
      longest = new Found(longest.name, longest.end + 1);
    }
    return Optional.ofNullable(longest);
  }

  /** Variation selectors and skin tones. */
  private static boolean isSilent(int codePoint) {
    return codePoint == 0xFE0F
        || codePoint == 0xFE0E
        || (codePoint >= 0x1F3FB && codePoint <= 0x1F3FF);
  }

  private static void add(String[] line) {
    NAMES.put(line[0], line[1]);
    for (int end = 0; end < line[0].length(); ) {
      end = line[0].offsetByCodePoints(end, 1);
      BEGINNINGS.add(line[0].substring(0, end));
    }
  }
}
