package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;

/**
 * What a text shows at a glance, without understanding it: its length, its words, links and marks.
 *
 * <p>The length counts Unicode code points of the whole text; everything else is counted outside
 * links, whose letters and question marks nobody wrote. A word is a run of characters between white
 * space that holds a letter or a digit. {@code capitals} is the share of letters that are upper
 * case, 0 in a text without letters. Exports of X write &amp;, &lt; and &gt; as HTML entities; each
 * counts as the one character it stands for.
 *
 * <p>A mention is an at sign before a Latin letter, a digit or an underscore, and not behind a
 * letter, a number or one of {@code _@/}; a hashtag a number sign before numbers or underscores, if
 * any, and then a letter, and not behind a letter, a number or one of {@code _&/#}.
 *
 * <p>The text is untrusted: it is read once, a character looks back one at most, so the cost is
 * linear whatever the text.
 */
public final class SurfaceTextFeatures implements PostFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "text";

  private static final List<Column> COLUMNS =
      List.of(
          Column.count("text_length", GROUP),
          Column.count("words", GROUP),
          Column.count("links", GROUP),
          Column.count("mentions", GROUP),
          Column.count("hashtags", GROUP),
          Column.count("question_marks", GROUP),
          Column.count("exclamation_marks", GROUP),
          Column.numeric("capitals", GROUP),
          Column.count("emoji", GROUP),
          Column.count("digits", GROUP),
          Column.count("line_breaks", GROUP),
          Column.count("quotes", GROUP),
          Column.flag("text_empty", GROUP));

  private static final String AFTER_A_LINK = "?!.,;:'\")]}>”’»…";

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    String text = unescape(post.text());
    Characters seen = new Characters();
    int links = readAroundLinks(text, seen);
    into[at] = text.codePointCount(0, text.length());
    into[at + 1] = seen.words;
    into[at + 2] = links;
    into[at + 3] = seen.mentions;
    into[at + 4] = seen.hashtags;
    into[at + 5] = seen.questionMarks;
    into[at + 6] = seen.exclamationMarks;
    into[at + 7] = seen.letters == 0 ? 0 : (float) ((double) seen.capitals / seen.letters);
    into[at + 8] = seen.emoji.count();
    into[at + 9] = seen.digits;
    into[at + 10] = seen.lineBreaks;
    into[at + 11] = seen.quotes;
    into[at + 12] = text.isBlank() ? 1 : 0;
  }

  private static String unescape(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    // the ampersand last: what was an entity before the export is text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  /** Counts links and reads what stands around them, a space in place of each. */
  private static int readAroundLinks(String text, Characters into) {
    int links = 0;
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int end = endOfLink(text, at);
      if (end < 0) {
        at++;
        continue;
      }
      into.read(text, from, at);
      into.next(' ');
      links++;
      at = end;
      from = end;
      while (AFTER_A_LINK.indexOf(text.charAt(from - 1)) >= 0) {
        from--; // ends at the latest at the slash or the letter the link begins with
      }
    }
    into.read(text, from, text.length());
    return links;
  }

  /**
   * Where the link ends that begins at a character, or −1 if there is none: {@code http://}, {@code
   * https://} or {@code www.} after no letter, number or full stop, in whatever case, and then at
   * least one character that is not white space.
   */
  private static int endOfLink(String text, int at) {
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
    return end > start ? end : -1;
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

  /** Counts over one pass of code points; a lone surrogate is a character like any other. */
  private static final class Characters {
    private static final int SPACE = 1;
    private static final int WORD = 2;
    private static final int LETTER = 4;
    private static final int CAPITAL = 8;
    private static final int DIGIT = 16;
    private static final int MARK = 32;
    private static final int ASCII = 0x80;

    /** The kinds of the characters that most texts are made of. */
    private static final byte[] KINDS = new byte[ASCII];

    static {
      for (int c = 0; c < ASCII; c++) {
        KINDS[c] = (byte) kind(c);
      }
    }

    private final Emoji emoji = new Emoji();
    private int words;
    private int letters;
    private int capitals;
    private int digits;
    private int questionMarks;
    private int exclamationMarks;
    private int lineBreaks;
    private int quotes;
    private int mentions;
    private int hashtags;
    private boolean inWord;

    /** Whether a mention begins if a character of a name follows. */
    private boolean beforeMention;

    /** Whether a hashtag stands here if a letter follows: {@code #1} is a rank. */
    private boolean beforeHashtag;

    private int previous;

    void read(String text, int from, int to) {
      int at = from;
      while (at < to) {
        char c = text.charAt(at++);
        if (Character.isHighSurrogate(c) && at < to && Character.isLowSurrogate(text.charAt(at))) {
          next(Character.toCodePoint(c, text.charAt(at++)));
        } else {
          next(c);
        }
      }
    }

    void next(int codePoint) {
      if (codePoint >= ASCII || previous >= ASCII) {
        emoji.next(codePoint);
      }
      int kind = codePoint < ASCII ? KINDS[codePoint] : kind(codePoint);
      if (beforeMention || beforeHashtag) {
        endOfMarks(codePoint, kind);
      }
      if ((kind & SPACE) != 0) {
        inWord = false;
      } else if ((kind & WORD) != 0) {
        words += inWord ? 0 : 1;
        inWord = true;
        letters += (kind & LETTER) / LETTER;
        capitals += (kind & CAPITAL) / CAPITAL;
        digits += (kind & DIGIT) / DIGIT;
      }
      if ((kind & MARK) != 0) {
        mark(codePoint);
      }
      previous = codePoint;
    }

    private void mark(int codePoint) {
      switch (codePoint) {
        case '?', '？', '؟' -> questionMarks++;
        case '!', '！' -> exclamationMarks++;
        case '\n' -> lineBreaks += previous == '\r' ? 0 : 1;
        case '\r', 0x85, 0x2028, 0x2029 -> lineBreaks++;
        case '"', '“', '”', '„', '«', '»', '「', '」' -> quotes++;
        case '@' -> beforeMention = !isLetterOrNumber(previous) && "_@/".indexOf(previous) < 0;
        case '#' -> beforeHashtag = !isLetterOrNumber(previous) && "_&/#".indexOf(previous) < 0;
        default -> {}
      }
    }

    private void endOfMarks(int codePoint, int kind) {
      if (beforeMention) {
        boolean ofName = codePoint < ASCII && ((kind & WORD) != 0 || codePoint == '_');
        mentions += ofName ? 1 : 0;
        beforeMention = false;
      }
      if (beforeHashtag) {
        boolean letter = Character.isLetter(codePoint);
        hashtags += letter ? 1 : 0;
        beforeHashtag = !letter && (codePoint == '_' || isNumber(codePoint));
      }
    }

    private static int kind(int codePoint) {
      int mark = "?？؟!！\n\r\u0085\u2028\u2029\"“”„«»「」@#".indexOf(codePoint) < 0 ? 0 : MARK;
      if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
        return SPACE | mark;
      }
      if (!Character.isLetterOrDigit(codePoint)) {
        return mark;
      }
      return WORD
          | (Character.isLetter(codePoint) ? LETTER : 0)
          | (Character.isUpperCase(codePoint) ? CAPITAL : 0)
          | (Character.isDigit(codePoint) ? DIGIT : 0)
          | mark;
    }
  }
}
