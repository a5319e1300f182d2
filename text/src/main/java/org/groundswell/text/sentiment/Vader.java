package org.groundswell.text.sentiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * VADER (Hutto and Gilbert 2014, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
 * Social Media Text", ICWSM): a lexicon of valences that people gave words, emoticons and
 * abbreviations, and rules for words in front that lift, damp or negate, for capitals, {@code but},
 * exclamation and question marks. English only.
 *
 * <p>A port of the authors' Python program, version 3.3.2, rule by rule, with what looks like
 * oversights in it: emoji of several code points are read code point by code point, no space parts
 * an emoji's description from a letter behind it, and of two equal valences around {@code but} only
 * the first is found. So its scores are the ones papers report, except that they are not rounded.
 *
 * <p>The cost is linear in the text's length, but for texts with {@code but} n log n.
 */
public final class Vader {
  private static final double CAPITALS = 0.733;
  private static final double NEGATED = -0.74;

  /** The squared sum of valences at which the compound is 1/√2. */
  private static final double HALF_WAY = 15;

  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  private final VaderLexicon lexicon = new VaderLexicon();

  /** The sentiment of a text; all 0 without a word. */
  public Sentiment score(String text) {
    String described = describeEmoji(text);
    List<String> words = words(described);
    if (words.isEmpty()) {
      return Sentiment.NONE;
    }
    double[] valences = new Words(words).valences();
    return sum(valences, emphasis(described));
  }

  private String describeEmoji(String text) {
    StringBuilder described = new StringBuilder(text.length());
    boolean afterSpace = true;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      at += Character.charCount(codePoint);
      String description = codePoint < 0x80 ? null : lexicon.emoji.get(codePoint);
      if (description == null) {
        described.appendCodePoint(codePoint);
        afterSpace = codePoint == ' ';
      } else {
        described.append(afterSpace ? "" : " ").append(description);
        afterSpace = false;
      }
    }
    return described.toString();
  }

  /** What stands between white space, without punctuation around it unless it is an emoticon. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || isSpace(text.charAt(at))) {
        if (at > from) {
          words.add(withoutPunctuation(text.substring(from, at)));
        }
        from = at + 1;
      }
    }
    return words;
  }

  /** As Python's {@code str.split} has it. */
  private static boolean isSpace(char c) {
    return c < 0x80
        ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F)
        : c == 0x85 || Character.isSpaceChar(c);
  }

  private static String withoutPunctuation(String token) {
    int from = 0;
    int to = token.length();
    while (from < to && PUNCTUATION.indexOf(token.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && PUNCTUATION.indexOf(token.charAt(to - 1)) >= 0) {
      to--;
    }
    return token.codePointCount(from, to) <= 2 ? token : token.substring(from, to);
  }

  /** As Python's {@code str.isupper} has it: no small letter, and at least one capital. */
  private static boolean isCapitals(String word) {
    boolean capital = false;
    for (int at = 0; at < word.length(); ) {
      int codePoint = word.codePointAt(at);
      at += Character.charCount(codePoint);
      if (Character.isLowerCase(codePoint) || Character.isTitleCase(codePoint)) {
        return false;
      }
      capital |= Character.isUpperCase(codePoint);
    }
    return capital;
  }

  private static double emphasis(String text) {
    int exclamations = 0;
    int questions = 0;
    for (int at = 0; at < text.length(); at++) {
      exclamations += text.charAt(at) == '!' ? 1 : 0;
      questions += text.charAt(at) == '?' ? 1 : 0;
    }
    double ofQuestions = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
    return Math.min(exclamations, 4) * 0.292 + ofQuestions;
  }

  private static Sentiment sum(double[] valences, double emphasis) {
    double sum = 0;
    double positive = 0;
    double negative = 0;
    int neutral = 0;
    for (double valence : valences) {
      sum += valence;
      // a neutral word counts 1, so one with a valence counts 1 more than that
      if (valence > 0) {
        positive += valence + 1;
      } else if (valence < 0) {
        negative -= valence - 1;
      } else {
        neutral++;
      }
    }
    sum += Math.signum(sum) * emphasis;
    if (positive > negative) {
      positive += emphasis;
    } else if (positive < negative) {
      negative += emphasis;
    }
    double total = positive + negative + neutral;
    return new Sentiment(
        negative / total, neutral / total, positive / total, sum / Math.sqrt(sum * sum + HALF_WAY));
  }

  /** The words of one text. */
  private final class Words {
    private final String[] lower;
    private final boolean[] capitals;

    /** Whether some words, but not all, are in capitals: only then do capitals say something. */
    private final boolean capitalsTell;

    Words(List<String> words) {
      lower = new String[words.size()];
      capitals = new boolean[words.size()];
      int inCapitals = 0;
      for (int i = 0; i < lower.length; i++) {
        lower[i] = words.get(i).toLowerCase(Locale.ROOT);
        capitals[i] = isCapitals(words.get(i));
        inCapitals += capitals[i] ? 1 : 0;
      }
      capitalsTell = inCapitals > 0 && inCapitals < lower.length;
    }

    double[] valences() {
      double[] valences = new double[lower.length];
      for (int i = 0; i < valences.length; i++) {
        boolean modifies =
            lexicon.boosters.containsKey(lower[i])
                || (lower[i].equals("kind") && i + 1 < lower.length && lower[i + 1].equals("of"));
        Double valence = modifies ? null : lexicon.valences.get(lower[i]);
        valences[i] = valence == null ? 0 : inContext(i, valence);
      }
      weighAroundBut(valences);
      return valences;
    }

    private double inContext(int i, double alone) {
      double valence = alone;
      if (lower[i].equals("no")
          && i + 1 < lower.length
          && lexicon.valences.containsKey(lower[i + 1])) {
        valence = 0;
      }
      if (is(i - 1, "no")
          || is(i - 2, "no")
          || (is(i - 3, "no") && (is(i - 1, "or") || is(i - 1, "nor")))) {
        valence = alone * NEGATED;
      }
      if (capitals[i] && capitalsTell) {
        valence += valence > 0 ? CAPITALS : -CAPITALS;
      }
      for (int distance = 1; distance <= 3; distance++) {
        int before = i - distance;
        if (before >= 0 && !lexicon.valences.containsKey(lower[before])) {
          valence += boost(before, valence) * (distance == 1 ? 1 : distance == 2 ? 0.95 : 0.9);
          valence *= negation(i, distance);
          if (distance == 3) {
            valence = idioms(i, valence);
          }
        }
      }
      boolean exempt = is(i - 2, "at") || is(i - 2, "very");
      return is(i - 1, "least") && !exempt ? valence * NEGATED : valence;
    }

    private boolean is(int i, String word) {
      return i >= 0 && lower[i].equals(word);
    }

    private double boost(int i, double valence) {
      Double booster = lexicon.boosters.get(lower[i]);
      if (booster == null) {
        return 0;
      }
      double boost = valence < 0 ? -booster : booster;
      if (capitals[i] && capitalsTell) {
        boost += valence > 0 ? CAPITALS : -CAPITALS;
      }
      return boost;
    }

    /** What a word in front at a distance makes of a valence. */
    private double negation(int i, int distance) {
      int before = i - distance;
      if (distance == 2) {
        if (is(before, "never") && (is(i - 1, "so") || is(i - 1, "this"))) {
          return 1.25;
        }
        if (is(before, "without") && is(i - 1, "doubt")) {
          return 1;
        }
      }
      if (distance == 3) {
        if ((is(before, "never") && (is(i - 2, "so") || is(i - 2, "this")))
            || is(i - 1, "so")
            || is(i - 1, "this")) {
          return 1.25;
        }
        if (is(before, "without") && (is(i - 2, "doubt") || is(i - 1, "doubt"))) {
          return 1;
        }
      }
      boolean negated = lexicon.negations.contains(lower[before]) || lower[before].contains("n't");
      return negated ? NEGATED : 1;
    }

    /** For a word with at least three before it. */
    private double idioms(int i, double otherwise) {
      String three = phrase(i - 3, i - 1);
      String two = phrase(i - 3, i - 2);
      String nearTwo = phrase(i - 2, i - 1);
      double valence = otherwise;
      for (String phrase : List.of(phrase(i - 1, i), phrase(i - 2, i), nearTwo, three, two)) {
        Double idiom = lexicon.idioms.get(phrase);
        if (idiom != null) {
          valence = idiom;
          break;
        }
      }
      for (int last = i + 1; last <= i + 2 && last < lower.length; last++) {
        valence = lexicon.idioms.getOrDefault(phrase(i, last), valence);
      }
      for (String phrase : List.of(three, two, nearTwo)) {
        valence += lexicon.boosters.getOrDefault(phrase, 0.0);
      }
      return valence;
    }

    private String phrase(int first, int last) {
      return String.join(" ", Arrays.asList(lower).subList(first, last + 1));
    }

    /** Halves what stands before the first {@code but} and lifts what stands behind it. */
    private void weighAroundBut(double[] valences) {
      int but = Arrays.asList(lower).indexOf("but");
      if (but < 0) {
        return;
      }
      Map<Double, TreeSet<Integer>> places = new HashMap<>();
      for (int i = 0; i < valences.length; i++) {
        places.computeIfAbsent(valences[i] + 0.0, value -> new TreeSet<>()).add(i);
      }
      for (int i = 0; i < valences.length; i++) {
        double valence = valences[i] + 0.0;
        // the first of equal valences, like the original
        int place = places.get(valence).first();
        if (valence != 0 && place != but) {
          double weighed = valence * (place < but ? 0.5 : 1.5);
          places.get(valence).remove(place);
          places.computeIfAbsent(weighed, value -> new TreeSet<>()).add(place);
          valences[place] = weighed;
        }
      }
    }
  }
}
