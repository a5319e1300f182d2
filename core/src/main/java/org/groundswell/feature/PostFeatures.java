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
}
