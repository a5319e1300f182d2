package org.groundswell.post;

/**
 * What stands in a post's text besides its prose: HTML entities of an export, links, mentions,
 * hashtags.
 *
 * <p>A link is {@code http://}, {@code https://} or {@code www.} (after no letter, number or full
 * stop), in whatever case, and what follows up to white space, closing punctuation left out. A
 * mention is an at sign before a Latin letter, a digit or an underscore, and not behind a letter, a
 * number or one of {@code _@/}; a hashtag a number sign before numbers or underscores, if any, and
 * then a letter, and not behind a letter, a number or one of {@code _&/#}.
 *
 * <p>Texts are untrusted: whoever asks at each place of a text in turn, and goes on behind a link
 * once there is one, pays linear time whatever the text.
 */
public final class PostMarkup {
  private static final String AFTER_A_LINK = "?!.,;:'\")]}>”’»…";
  private static final int LONGEST_ENTITY = 10;

  private PostMarkup() {}

  /**
   * The text with each HTML entity as the character it stands for: the names amp, lt, gt, quot,
   * apos, nbsp, and those by number. Once: what is an entity only then is text, since somebody
   * wrote about entities.
   */
  public static String unescape(String text) {
    int ampersand = text.indexOf('&');
    if (ampersand < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int from = 0;
    while (ampersand >= 0) {
      int character = -1;
      int end = ampersand + 1;
      while (end < text.length()
          && end - ampersand < LONGEST_ENTITY
          && text.charAt(end) != ';'
          && text.charAt(end) != '&') {
        end++;
      }
      if (end < text.length() && text.charAt(end) == ';') {
        character = entity(text.substring(ampersand + 1, end));
      }
      if (character >= 0) {
        plain.append(text, from, ampersand).appendCodePoint(character);
        from = end + 1;
      }
      ampersand = text.indexOf('&', end);
    }
    return plain.append(text, from, text.length()).toString();
  }

  /** The character an entity stands for, or −1. */
  private static int entity(String name) {
    return switch (name) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      case "nbsp" -> 0xA0;
      default -> numbered(name);
    };
  }

  private static int numbered(String name) {
    boolean hexadecimal = name.startsWith("#x") || name.startsWith("#X");
    int first = hexadecimal ? 2 : 1;
    if (!name.startsWith("#") || name.length() == first) {
      return -1;
    }
    int number = 0;
    for (int k = first; k < name.length(); k++) {
      int digit =
          name.charAt(k) < 0x80 ? Character.digit(name.charAt(k), hexadecimal ? 16 : 10) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * (hexadecimal ? 16 : 10) + digit;
      if (number > Character.MAX_CODE_POINT) {
        return -1;
      }
    }
    boolean surrogate = number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
    return number == 0 || surrogate ? -1 : number;
  }

  /**
   * Where the link ends that begins at a place, closing punctuation left out, or −1 if none begins
   * there.
   */
  public static int linkEnd(String text, int at) {
    char first = text.charAt(at);
    int start = -1;
    if (first == 'h' || first == 'H') {
      int secure = at + 4 < text.length() && (text.charAt(at + 4) | 0x20) == 's' ? 1 : 0;
      if (isAt(text, at, "http") && text.startsWith("://", at + 4 + secure)) {
        start = at + 7 + secure;
      }
    } else if ((first == 'w' || first == 'W') && isAt(text, at, "www") && !isWithinName(text, at)) {
      start = text.startsWith(".", at + 3) ? at + 4 : -1;
    }
    int end = start;
    while (end >= 0 && end < text.length() && !isSpace(text.charAt(end))) {
      end++;
    }
    if (end <= start) {
      return -1;
    }
    while (AFTER_A_LINK.indexOf(text.charAt(end - 1)) >= 0) {
      end--; // ends at the latest at the slash or the letter the link begins with
    }
    return end;
  }

  /** Whether an at sign behind a character begins a mention if a character of a name follows. */
  public static boolean mayBeginMention(int previousCodePoint) {
    return !isLetterOrNumber(previousCodePoint) && "_@/".indexOf(previousCodePoint) < 0;
  }

  /** Whether a character can stand in the name of an account: a Latin letter, digit, underscore. */
  public static boolean isOfName(int codePoint) {
    return codePoint < 0x80 && (Character.isLetterOrDigit(codePoint) || codePoint == '_');
  }

  /** Whether a number sign behind a character begins a hashtag if a letter follows. */
  public static boolean mayBeginHashtag(int previousCodePoint) {
    return !isLetterOrNumber(previousCodePoint) && "_&/#".indexOf(previousCodePoint) < 0;
  }

  /** Whether a character can stand between a number sign and the letter that makes it a hashtag. */
  public static boolean isBeforeLetterOfHashtag(int codePoint) {
    return codePoint == '_' || isNumber(codePoint);
  }

  /** Whether Latin letters stand at a place, in whatever case. */
  private static boolean isAt(String text, int at, String lowerCase) {
    if (at + lowerCase.length() > text.length()) {
      return false;
    }
    for (int k = 0; k < lowerCase.length(); k++) {
      if ((text.charAt(at + k) | 0x20) != lowerCase.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithinName(String text, int at) {
    if (at == 0) {
      return false;
    }
    char before = text.charAt(at - 1);
    return before == '.' || isLetterOrNumber(before);
  }

  private static boolean isSpace(char c) {
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : Character.isSpaceChar(c);
  }

  /** Whether a name could go on behind it; letters beyond the basic plane are ornaments. */
  private static boolean isLetterOrNumber(int codePoint) {
    return Character.isBmpCodePoint(codePoint)
        && (Character.isLetter(codePoint) || isNumber(codePoint));
  }

  private static boolean isNumber(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }
}
