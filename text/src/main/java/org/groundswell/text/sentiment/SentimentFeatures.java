package org.groundswell.text.sentiment;

import java.util.List;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;
import org.groundswell.text.prepare.Normalisation;

/**
 * The sentiment of a post's text by {@link Vader}, which reads it {@linkplain
 * Normalisation#DESCRIBED normalised}: so the name of an account has no valence, words in hashtags
 * have one, and emoji newer than VADER are read too.
 */
public final class SentimentFeatures implements PostFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "sentiment";

  private static final List<Column> COLUMNS =
      List.of(
          Column.numeric("sentiment_negative", GROUP),
          Column.numeric("sentiment_neutral", GROUP),
          Column.numeric("sentiment_positive", GROUP),
          Column.numeric("sentiment_compound", GROUP));

  private final Vader vader = new Vader();

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    Sentiment sentiment = vader.score(Normalisation.DESCRIBED.apply(post.text()));
    into[at] = (float) sentiment.negative();
    into[at + 1] = (float) sentiment.neutral();
    into[at + 2] = (float) sentiment.positive();
    into[at + 3] = (float) sentiment.compound();
  }
}
