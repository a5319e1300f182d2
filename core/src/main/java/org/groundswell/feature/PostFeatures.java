package org.groundswell.feature;

import java.util.List;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;

/** Known columns that follow from a post alone: its text, its time. Never from its counts. */
public interface PostFeatures {

  /** The columns, all of one feature group. */
  List<Column> columns();

  /** Writes one value a column to {@code into[at …]}; {@code NaN} only for nullable columns. */
  void write(Post post, float[] into, int at);

  /**
   * Writes what {@link #write(Post, float[], int)} would for each of some posts, to {@code
   * rows[k][at …]} for post k. An extractor that is faster on many texts than on one, such as a
   * language model, overrides it; values must not depend on which posts come together.
   *
   * @param posts a chunk, a few thousand at most
   * @param rows at least one a post
   */
  default void write(List<Post> posts, float[][] rows, int at) {
    for (int k = 0; k < posts.size(); k++) {
      write(posts.get(k), rows[k], at);
    }
  }
}
