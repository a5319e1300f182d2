package org.groundswell.text;

/** The white space of a text, made even. */
final class WhiteSpace {
  private WhiteSpace() {}

  static String collapse(String text) {
    StringBuilder even = new StringBuilder(text.length());
    boolean gap = false;
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      if (Character.isWhitespace(point)
          || Character.isSpaceChar(point)
          || Character.isISOControl(point)) {
        gap = true;
        continue;
      }
      if (gap && even.length() > 0) {
        even.append(' ');
      }
      gap = false;
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      even.appendCodePoint(half ? 0xFFFD : point);
    }
    return even.toString();
  }
}
