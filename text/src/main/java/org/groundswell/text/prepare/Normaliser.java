package org.groundswell.text.prepare;

/**
 * How a text is prepared before an encoder reads it. Texts of one normal form have the same vector.
 */
public interface Normaliser {

  /** Changes whenever {@link #apply} may give another text; part of a fingerprint. */
  String version();

  /** The normal form of a text; that of a normal form is itself. */
  String apply(String text);
}
