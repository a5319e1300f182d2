package org.groundswell.feature;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * <p>The text is untrusted: patterns never backtrack over more than they matched and look back one
 * character at most, so the cost is linear whatever the text.
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

  // no \b here: Java's looks back over any number of combining marks, at every position
  private static final Pattern LINK =
      Pattern.compile("(?i:https?://|(?<![\\p{L}\\p{N}.])www\\.)[^\\s\\p{Z}]++");
  private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_@/])@[A-Za-z0-9_]");

  /** A hashtag holds a letter: {@code #1} is a rank. */
  private static final Pattern HASHTAG =
      Pattern.compile("(?<![\\p{L}\\p{N}_&/#])#[\\p{N}_]*+\\p{L}");

  private static final String AFTER_A_LINK = "?!.,;:'\")]}>”’»…";

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    String text = unescape(post.text());
    StringBuilder prose = new StringBuilder();
    int links = splitLinks(text, prose);
    Characters seen = new Characters();
    prose.codePoints().forEach(seen::next);
    into[at] = text.codePointCount(0, text.length());
    into[at + 1] = seen.words;
    into[at + 2] = links;
    into[at + 3] = count(MENTION, prose);
    into[at + 4] = count(HASHTAG, prose);
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
    // the ampersand last: what was an entity before the export is text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  /** Counts links and appends what stands around them. */
  private static int splitLinks(String text, StringBuilder prose) {
    int links = 0;
    int from = 0;
    Matcher matcher = LINK.matcher(text);
    while (matcher.find()) {
      int end = matcher.end();
      while (AFTER_A_LINK.indexOf(text.charAt(end - 1)) >= 0) {
        end--; // ends at the latest at the slash or the letter the link begins with
      }
      prose.append(text, from, matcher.start()).append(' ');
      from = end;
      links++;
    }
    prose.append(text, from, text.length());
    return links;
  }

  private static int count(Pattern pattern, CharSequence text) {
    int count = 0;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      count++;
    }
    return count;
  }

  /** Counts over one pass of code points; a lone surrogate is a character like any other. */
  private static final class Characters {
    private final Emoji emoji = new Emoji();
    private int words;
    private int letters;
    private int capitals;
    private int digits;
    private int questionMarks;
    private int exclamationMarks;
    private int lineBreaks;
    private int quotes;
    private boolean inWord;
    private int previous;

    void next(int codePoint) {
      emoji.next(codePoint);
      if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
        inWord = false;
      } else if (Character.isLetterOrDigit(codePoint)) {
        words += inWord ? 0 : 1;
        inWord = true;
        letters += Character.isLetter(codePoint) ? 1 : 0;
        capitals += Character.isUpperCase(codePoint) ? 1 : 0;
        digits += Character.isDigit(codePoint) ? 1 : 0;
      }
      switch (codePoint) {
        case '?', '？', '؟' -> questionMarks++;
        case '!', '！' -> exclamationMarks++;
        case '\n' -> lineBreaks += previous == '\r' ? 0 : 1;
        case '\r', 0x85, 0x2028, 0x2029 -> lineBreaks++;
        case '"', '“', '”', '„', '«', '»', '「', '」' -> quotes++;
        default -> {}
      }
      previous = codePoint;
    }
  }
}
