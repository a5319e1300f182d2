package org.groundswell.feature;

/**
 * Counts emoji as a reader sees them: a family joined by zero width joiners, a face with a skin
 * tone, a flag of two regional indicators and a keycap are one each.
 *
 * <p>An approximation by ranges of code points (Unicode Technical Standard #51 lists the characters
 * one by one): the blocks that hold emoji count as a whole, signs that are mostly plain text (©, ®,
 * ™, arrows) do not. New emoji of those blocks are counted without a new table.
 */
final class Emoji {
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int KEYCAP = 0x20E3;

  private int count;
  private boolean joined;
  private boolean halfFlag;

  /** Takes the next code point of a text. */
  void next(int codePoint) {
    boolean flagLetter = codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
    if (flagLetter) {
      count += halfFlag ? 0 : 1;
    } else if (codePoint == KEYCAP || (isPicture(codePoint) && !joined)) {
      count++;
    }
    halfFlag = flagLetter && !halfFlag;
    joined = codePoint == ZERO_WIDTH_JOINER;
  }

  int count() {
    return count;
  }

  private static boolean isPicture(int codePoint) {
    if (codePoint < 0x231A) {
      return false;
    }
    boolean skinTone = codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
    return !skinTone
        && (within(codePoint, 0x1F300, 0x1F64F) // pictographs and faces
            || within(codePoint, 0x1F680, 0x1F6FF) // transport
            || within(codePoint, 0x1F7E0, 0x1F7F0) // coloured circles and squares
            || within(codePoint, 0x1F900, 0x1F9FF) // supplemental pictographs
            || within(codePoint, 0x1FA70, 0x1FAFF) // extended pictographs
            || within(codePoint, 0x2600, 0x27BF) // weather, signs, dingbats
            || within(codePoint, 0x231A, 0x231B) // watch, hourglass
            || within(codePoint, 0x23E9, 0x23F3) // media buttons, clocks
            || within(codePoint, 0x2B1B, 0x2B1C) // large squares
            || codePoint == 0x2B50 // star
            || codePoint == 0x2B55 // circle
            || codePoint == 0x1F004 // mahjong tile
            || codePoint == 0x1F0CF // joker
            || within(codePoint, 0x1F18E, 0x1F19A)); // AB, CL … VS buttons
  }

  private static boolean within(int codePoint, int first, int last) {
    return codePoint >= first && codePoint <= last;
  }
}
