package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.post.Media;
import org.groundswell.post.Post;

/** What a post carries besides its text; each column may be missing, as few sources tell all. */
public final class MediaFeatures implements PostFeatures {
  /** The feature group of all columns. */
  public static final String GROUP = "media";

  private static final List<Column> COLUMNS =
      List.of(
          Column.count("media_photos", GROUP).orMissing(),
          Column.count("media_videos", GROUP).orMissing(),
          Column.count("media_duration_s", GROUP).orMissing(),
          Column.flag("has_link", GROUP).orMissing(),
          Column.flag("has_card", GROUP).orMissing());

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    Media media = post.media();
    into[at] = (float) media.photos();
    into[at + 1] = (float) media.videos();
    into[at + 2] = (float) media.seconds();
    into[at + 3] = (float) media.link();
    into[at + 4] = (float) media.card();
  }
}
