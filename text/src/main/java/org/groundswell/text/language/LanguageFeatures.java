package org.groundswell.text.language;

import java.util.List;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;

/**
 * The language of a post's text, a category whose codes are places in {@link
 * LanguageIdentifier#CODES}.
 */
public final class LanguageFeatures implements PostFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "language";

  private static final List<Column> COLUMNS =
      List.of(Column.categorical("language", GROUP), Column.numeric("language_confidence", GROUP));

  private final LanguageIdentifier identifier = new LanguageIdentifier();

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    Language language = identifier.identify(post.text());
    into[at] = LanguageIdentifier.CODES.indexOf(language.code());
    into[at + 1] = (float) language.confidence();
  }
}
