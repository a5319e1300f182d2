package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;
import org.groundswell.post.PostMarkup;

/**
 * What a text shows at a glance, without understanding it: its length, its words, links and marks.
 *
 * <p>The length counts Unicode code points of the whole text; everything else is counted outside
 * links, whose letters and question marks nobody wrote. A word is a run of characters between white
 * space that holds a letter or a digit. {@code capitals} is the share of letters that are upper
 * case, 0 in a text without letters. An HTML entity, as exports write them, counts as the one
 * character it stands for. {@link PostMarkup} says what links, mentions and hashtags are.
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

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    String text = PostMarkup.unescape(post.text());
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

  /** Counts links and reads what stands around them, a space in place of each. */
  private static int readAroundLinks(String text, Characters into) {
    int links = 0;
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int end = PostMarkup.linkEnd(text, at);
      if (end < 0) {
        at++;
        continue;
      }
      into.read(text, from, at);
      into.next(' ');
      links++;
      at = end;
      from = end;
    }
    into.read(text, from, text.length());
    return links;
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
        endOfMarks(codePoint);
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
        case '@' -> beforeMention = PostMarkup.mayBeginMention(previous);
        case '#' -> beforeHashtag = PostMarkup.mayBeginHashtag(previous);
        default -> {}
      }
    }

    private void endOfMarks(int codePoint) {
      if (beforeMention) {
        mentions += PostMarkup.isOfName(codePoint) ? 1 : 0;
        beforeMention = false;
      }
      if (beforeHashtag) {
        boolean letter = Character.isLetter(codePoint);
        hashtags += letter ? 1 : 0;
        beforeHashtag = !letter && PostMarkup.isBeforeLetterOfHashtag(codePoint);
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
