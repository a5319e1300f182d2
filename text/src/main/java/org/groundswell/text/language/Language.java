package org.groundswell.text.language;

/**
 * The language a text seems to be in.
 *
 * @param code ISO 639-1 as in {@link LanguageIdentifier#CODES}, or {@code und} of a text too short
 *     to tell
 * @param confidence the language's chance against the runner-up alone, in [0.5, 1]; 0 of {@code
 *     und}
 */
public record Language(String code, double confidence) {
  static final Language UNDETERMINED = new Language("und", 0);
}
