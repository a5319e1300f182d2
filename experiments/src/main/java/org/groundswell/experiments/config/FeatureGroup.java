package org.groundswell.experiments.config;

import java.util.List;
import java.util.Locale;

/** Known columns that are used or left out together; see {@code Column.group}. */
public enum FeatureGroup {
  /** Hour, weekday and the like of the row's instant. */
  CALENDAR,
  /** What the surface of the text shows: length, links, marks. */
  TEXT,
  /** What the author had earned so far, and with it the observed rows of the window. */
  HISTORY,
  /** What others had posted so far. */
  COMMUNITY,
  /** Who the author is. */
  AUTHOR,
  /** Whether the post is a reply or repost; of other rows their stratum. */
  KIND,
  /** What the post carries besides its text: photos, videos, links, where the file tells. */
  MEDIA,
  /** The text as the vector of a language model. */
  EMBEDDING,
  /** Whether the text speaks well or ill of things. */
  SENTIMENT,
  /** Which emotion the text expresses. */
  EMOTION,
  /** What the text is about. */
  TOPIC,
  /** Which language the text is in. */
  LANGUAGE,
  /** The known columns of a table as its file has them; they are used whether named or not. */
  TABLE,
  /**
   * The observed rows of the window alone: what stands in {@link #HISTORY} too, without its
   * columns.
   */
  WINDOW;

  /** Whether one of some groups shows models the observed rows of the window. */
  public static boolean showWindow(List<FeatureGroup> groups) {
    return groups.stream().anyMatch(FeatureGroup::showsWindow);
  }

  /** Their names, in order. */
  public static List<String> keys(List<FeatureGroup> groups) {
    return groups.stream().map(FeatureGroup::key).toList();
  }

  /** Whether its columns are made of texts by what {@code text} in a configuration names. */
  public boolean readsTexts() {
    return switch (this) {
      case EMBEDDING, SENTIMENT, EMOTION, TOPIC, LANGUAGE -> true;
      default -> false;
    };
  }

  /** Whether models are shown the observed rows of the window with it. */
  boolean showsWindow() {
    return this == HISTORY || this == WINDOW;
  }

  /** The name in configurations and of the columns' group, such as {@code calendar}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
