package org.groundswell.text.prepare;

import java.util.Locale;
import java.util.Optional;
import org.groundswell.post.PostMarkup;

/**
 * How much of a post's markup a reader of its words gets to see. Always: HTML entities become
 * characters, the {@code RT @name:} of a repost goes, white space becomes single spaces, and what
 * is no character (half a surrogate pair, a control) becomes a space. {@link PostMarkup} says what
 * links, mentions and hashtags are.
 *
 * <p>A normal form is its own normal form. For that, an entity within an entity is decoded too; an
 * ampersand that hides more than {@value #MOST_PASSES} of them is taken out.
 *
 * <p>The text is untrusted: the cost is linear whatever the text.
 */
public enum Normalisation implements Normaliser {
  /**
   * Links as {@code http} and mentions as {@code @user}: what the classifiers of TweetEval
   * (Barbieri et al. 2020) were trained on.
   */
  MASKED,
  /** Words alone: no links, mentions or emoji, and hashtags as the words they are made of. */
  WORDS,
  /** As {@link #WORDS}, with emoji by their English names. */
  DESCRIBED;

  private static final int MOST_PASSES = 3;

  @Override
  public String version() {
    return "tweet-" + name().toLowerCase(Locale.ROOT) + "-1";
  }

  /** The text in this form. */
  @Override
  public String apply(String text) {
    String normal = pass(text);
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String next = pass(normal);
      if (next.equals(normal)) {
        return normal;
      }
      normal = next;
    }
    return pass(pass(normal.replace('&', ' ')));
  }

  private String pass(String text) {
    String plain = PostMarkup.unescape(text);
    Writer into = new Writer(plain.length());
    int at = afterReposts(plain);
    int previous = ' ';
    while (at < plain.length()) {
      int codePoint = plain.codePointAt(at);
      int end = at + Character.charCount(codePoint);
      int link = PostMarkup.linkEnd(plain, at);
      if (link >= 0) {
        into.word(this == MASKED ? "http" : "");
        end = link;
      } else if (codePoint == '@' && isMention(plain, at, previous)) {
        end = nameEnd(plain, end);
        into.word(this == MASKED ? "@user" : "");
      } else if (codePoint == '#' && this != MASKED && isHashtag(plain, at, previous)) {
        end = hashtagEnd(plain, end);
        into.hashtag(plain, at + 1, end);
      } else {
        end = character(plain, at, codePoint, into);
      }
      previous = into.last();
      at = end;
    }
    return into.text();
  }

  private int character(String text, int at, int codePoint, Writer into) {
    if (this != MASKED) {
      Optional<EmojiNames.Found> emoji = EmojiNames.at(text, at);
      if (emoji.isPresent()) {
        into.word(this == DESCRIBED ? emoji.get().name() : "");
        return emoji.get().end();
      }
    }
    into.character(codePoint);
    return at + Character.charCount(codePoint);
  }

  /** Behind {@code RT @name:}, however often, or 0. */
  private static int afterReposts(String text) {
    int at = 0;
    while (text.startsWith("RT @", at) && isMention(text, at + 3, ' ')) {
      at = nameEnd(text, at + 4);
      at += text.startsWith(":", at) ? 1 : 0;
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }
    return at;
  }

  private static boolean isMention(String text, int at, int previous) {
    return PostMarkup.mayBeginMention(previous)
        && at + 1 < text.length()
        && PostMarkup.isOfName(text.charAt(at + 1));
  }

  private static int nameEnd(String text, int from) {
    int end = from;
    while (end < text.length() && PostMarkup.isOfName(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isHashtag(String text, int at, int previous) {
    if (!PostMarkup.mayBeginHashtag(previous)) {
      return false;
    }
    int letter = at + 1;
    while (letter < text.length() && PostMarkup.isBeforeLetterOfHashtag(text.codePointAt(letter))) {
      letter = text.offsetByCodePoints(letter, 1);
    }
    return letter < text.length() && Character.isLetter(text.codePointAt(letter));
  }

  private static int hashtagEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isOfHashtag(text.codePointAt(end))) {
      end = text.offsetByCodePoints(end, 1);
    }
    return end;
  }

  private static boolean isOfHashtag(int codePoint) {
    int type = Character.getType(codePoint);
    return Character.isLetter(codePoint)
        || PostMarkup.isBeforeLetterOfHashtag(codePoint)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Puts the text together with single spaces. */
  private static final class Writer {
    private final StringBuilder text;

    Writer(int capacity) {
      text = new StringBuilder(capacity);
    }

    void space() {
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
        text.append(' ');
      }
    }

    /** The character written last, a space at the beginning. */
    int last() {
      return text.isEmpty() ? ' ' : text.codePointBefore(text.length());
    }

    /** A word with spaces around it, which may be none. */
    void word(String word) {
      space();
      text.append(word);
      space();
    }

    void character(int codePoint) {
      int type = Character.getType(codePoint);
      if (Character.isWhitespace(codePoint)
          || Character.isSpaceChar(codePoint)
          || type == Character.CONTROL
          || type == Character.SURROGATE
          || codePoint == 0x200B
          || codePoint == 0xFEFF) {
        space();
      } else {
        text.appendCodePoint(codePoint);
      }
    }

    /** {@code NASAArtemis_is2cool} as NASA Artemis is2cool. */
    void hashtag(String of, int from, int to) {
      space();
      for (int at = from; at < to; ) {
        int codePoint = of.codePointAt(at);
        int next = at + Character.charCount(codePoint);
        boolean capital = Character.isUpperCase(codePoint) && at > from;
        boolean afterSmall = capital && Character.isLowerCase(of.codePointBefore(at));
        boolean beforeSmall = capital && next < to && Character.isLowerCase(of.codePointAt(next));
        if (codePoint == '_' || afterSmall || beforeSmall) {
          space();
        }
        if (codePoint != '_') {
          text.appendCodePoint(codePoint);
        }
        at = next;
      }
      space();
    }

    String text() {
      return text.toString().strip();
    }
  }
}
