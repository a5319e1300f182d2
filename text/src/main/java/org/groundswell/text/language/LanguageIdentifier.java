package org.groundswell.text.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.groundswell.text.prepare.Normalisation;

/**
 * Tells languages by the letters that follow each other: Apache OpenNLP's model (n-grams of 1 to 3
 * characters, maximum entropy), asked only about languages that are common in social media and are
 * written in the script most of the letters belong to. Its 103 languages include many that short
 * texts are easily mistaken for.
 *
 * <p>Reads the {@linkplain Normalisation#WORDS words} of a text, 500 characters (UTF-16) of them at
 * most. For one thread at a time.
 */
public final class LanguageIdentifier {
  /** All codes a text can get; the order never changes. */
  public static final List<String> CODES;

  private static final int MOST_CHARACTERS = 500;

  /** In letters; one of a script without an alphabet counts as {@link #SYLLABLE}. */
  private static final int SHORTEST = 8;

  private static final int SYLLABLE = 3;

  /** Below it, the first of two languages is right about as often as the second. */
  private static final double LEAST_CONFIDENCE = 0.52;

  /** By script: ISO 639-3, as the model has it, to 639-1. */
  private static final Map<UnicodeScript, Map<String, String>> LANGUAGES =
      new EnumMap<>(UnicodeScript.class);

  static {
    String known =
        """
        LATIN eng:en spa:es por:pt fra:fr deu:de ita:it nld:nl tur:tr ind:id pol:pl swe:sv vie:vi dan:da nob:nb \
        fin:fi ces:cs ron:ro hun:hu cat:ca tgl:tl msa:ms
        CYRILLIC rus:ru ukr:uk bul:bg
        ARABIC ara:ar fas:fa urd:ur
        HIRAGANA jpn:ja
        HAN cmn:zh jpn:ja
        HANGUL kor:ko
        DEVANAGARI hin:hi
        BENGALI ben:bn
        TAMIL tam:ta
        THAI tha:th
        GREEK ell:el
        HEBREW heb:he
        """;
    List<String> codes = new ArrayList<>(List.of(Language.UNDETERMINED.code()));
    for (String line : known.lines().toList()) {
      String[] words = line.split(" ");
      Map<String, String> ofScript = new LinkedHashMap<>();
      for (int k = 1; k < words.length; k++) {
        String code = words[k].substring(4);
        ofScript.put(words[k].substring(0, 3), code);
        if (!codes.contains(code)) {
          codes.add(code);
        }
      }
      LANGUAGES.put(UnicodeScript.valueOf(words[0]), ofScript);
    }
    CODES = List.copyOf(codes);
  }

  private final LanguageDetectorME detector;

  /** Loads the model, which takes a second or two. */
  public LanguageIdentifier() {
    try (InputStream model =
        LanguageDetectorModel.class.getResourceAsStream("/langdetect-183.bin")) {
      detector = new LanguageDetectorME(new LanguageDetectorModel(model));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The language of a text. */
  public Language identify(String text) {
    String words = Normalisation.WORDS.apply(text);
    if (words.length() > MOST_CHARACTERS) {
      boolean halfOfOne = Character.isHighSurrogate(words.charAt(MOST_CHARACTERS - 1));
      words = words.substring(0, MOST_CHARACTERS - (halfOfOne ? 1 : 0));
    }
    Map<String, String> candidates = candidates(words);
    if (candidates.size() <= 1) {
      return candidates.values().stream()
          .findAny()
          .map(code -> new Language(code, 1))
          .orElse(Language.UNDETERMINED);
    }
    String best = null;
    double chance = 0;
    for (opennlp.tools.langdetect.Language language : detector.predictLanguages(words)) {
      String code = candidates.get(language.getLang());
      if (code != null && best != null) {
        double confidence = chance / (chance + language.getConfidence());
        return confidence < LEAST_CONFIDENCE
            ? Language.UNDETERMINED
            : new Language(best, confidence);
      }
      if (code != null) {
        best = code;
        chance = language.getConfidence();
      }
    }
    throw new IllegalStateException("the language model knows too few of " + candidates);
  }

  /** The languages of the script that most letters are of; none if they are too few to tell. */
  private static Map<String, String> candidates(String text) {
    Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
    text.codePoints()
        .filter(Character::isLetter)
        .forEach(
            letter -> {
              UnicodeScript script = script(letter);
              letters.merge(script, isSyllabic(script) ? SYLLABLE : 1, Integer::sum);
            });
    // Chinese characters among Japanese ones are Japanese
    Integer han = letters.get(UnicodeScript.HAN);
    if (han != null && letters.containsKey(UnicodeScript.HIRAGANA)) {
      letters.merge(UnicodeScript.HIRAGANA, han, Integer::sum);
    }
    UnicodeScript most = UnicodeScript.UNKNOWN;
    int count = SHORTEST - 1;
    for (Map.Entry<UnicodeScript, Integer> entry : letters.entrySet()) {
      if (entry.getValue() > count) {
        most = entry.getKey();
        count = entry.getValue();
      }
    }
    return LANGUAGES.getOrDefault(most, Map.of());
  }

  /** Both kinds of kana count as one script. */
  private static UnicodeScript script(int letter) {
    UnicodeScript script = UnicodeScript.of(letter);
    return script == UnicodeScript.KATAKANA ? UnicodeScript.HIRAGANA : script;
  }

  private static boolean isSyllabic(UnicodeScript script) {
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.HANGUL;
  }
}
