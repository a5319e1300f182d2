package org.groundswell.text.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import org.groundswell.text.prepare.Normalisation;

/**
 * Tells languages by the letters that follow each other: Apache OpenNLP's model (n-grams of 1 to 3
 * characters, maximum entropy), asked only about languages that are common in social media. Its 103
 * languages include many that short texts are easily mistaken for.
 *
 * <p>Reads the {@linkplain Normalisation#WORDS words} of a text, 500 characters (UTF-16) of them at
 * most. For one thread at a time.
 */
public final class LanguageIdentifier {
  /** All codes a text can get; the order never changes. */
  public static final List<String> CODES;

  private static final int MOST_CHARACTERS = 500;

  /** In letters; one of a script without an alphabet counts as three. */
  private static final int SHORTEST = 8;

  /** ISO 639-3, as the model has it, to 639-1. */
  private static final Map<String, String> LANGUAGES = new LinkedHashMap<>();

  static {
    String known =
        "eng en spa es por pt fra fr deu de ita it nld nl tur tr rus ru jpn ja ara ar hin hi ind id"
            + " kor ko cmn zh pol pl swe sv ukr uk ell el heb he tha th vie vi dan da nob nb fin fi"
            + " ces cs ron ro hun hu fas fa cat ca bul bg tgl tl msa ms urd ur ben bn tam ta";
    List<String> codes = new ArrayList<>(List.of(Language.UNDETERMINED.code()));
    String[] words = known.split(" ");
    for (int k = 0; k < words.length; k += 2) {
      LANGUAGES.put(words[k], words[k + 1]);
      codes.add(words[k + 1]);
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
    if (letters(words) < SHORTEST) {
      return Language.UNDETERMINED;
    }
    String best = null;
    double chance = 0;
    for (opennlp.tools.langdetect.Language language : detector.predictLanguages(words)) {
      String code = LANGUAGES.get(language.getLang());
      if (code != null && best != null) {
        return new Language(best, chance / (chance + language.getConfidence()));
      }
      if (code != null) {
        best = code;
        chance = language.getConfidence();
      }
    }
    throw new IllegalStateException("the language model knows none of " + LANGUAGES.keySet());
  }

  private static int letters(String text) {
    return text.codePoints()
        .map(c -> Character.isIdeographic(c) || isSyllable(c) ? 3 : Character.isLetter(c) ? 1 : 0)
        .sum();
  }

  private static boolean isSyllable(int codePoint) {
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HIRAGANA, KATAKANA, HANGUL -> true;
      default -> false;
    };
  }
}
