package org.groundswell.text.sentiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The words VADER knows; all in lower case but for some emoticons, which it never matches. */
final class VaderLexicon {
  private static final double BOOST = 0.293;

  /** The mean valence of a word, an emoticon or an abbreviation, from −4 to 4. */
  final Map<String, Double> valences = new HashMap<>();

  /** What an emoji shows, by its one code point. */
  final Map<Integer, String> emoji = new HashMap<>();

  /** How far a word in front lifts ({@code very}) or damps ({@code kinda}) the one behind it. */
  final Map<String, Double> boosters = new HashMap<>();

  /** Words that turn round what follows. */
  final Set<String> negations = new HashSet<>();

  /** The valence of phrases that mean something else than their words. */
  final Map<String, Double> idioms = new HashMap<>();

  VaderLexicon() {
    for (String[] line : lines("vader-lexicon.tsv")) {
      valences.put(line[0], Double.valueOf(line[1]));
    }
    for (String[] line : lines("vader-emoji.tsv")) {
      emoji.put(line[0].codePointAt(0), line[1]);
    }
    for (String[] line : lines("vader-rules.tsv")) {
      switch (line[0]) {
        case "boost" -> boosters.put(line[1], BOOST);
        case "damp" -> boosters.put(line[1], -BOOST);
        case "negation" -> negations.add(line[1]);
        case "idiom" -> idioms.put(line[1], Double.valueOf(line[2]));
        default -> throw new IllegalStateException("a rule '" + line[0] + "'");
      }
    }
  }

  private static Iterable<String[]> lines(String resource) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                VaderLexicon.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      // the first line says where the table comes from
      return in.lines().skip(1).map(line -> line.split("\t", -1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
