package org.groundswell.text;

/**
 * How a text is prepared before an encoder reads it. Texts of one normal form have the same vector.
 */
public interface Normaliser {

  /**
   * Makes text that every tokenizer takes: each run of white space and control characters is one
   * space, none at the ends; half of a surrogate pair becomes U+FFFD.
   */
  Normaliser WHITE_SPACE =
      new Normaliser() {
        @Override
        public String version() {
          return "white-space-1";
        }

        @Override
        public String apply(String text) {
          return WhiteSpace.collapse(text);
        }
      };

  /** Changes whenever {@link #apply} may give another text; part of a fingerprint. */
  String version();

  /** The normal form of a text; that of a normal form is itself. */
  String apply(String text);
}
