package org.groundswell.text;

import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.post.Post;

/** What an encoder says of a post's text, a chunk of posts at a time: one column a dimension. */
public final class EncodedTextFeatures implements PostFeatures {
  private final TextEncoder encoder;
  private final List<Column> columns;

  private EncodedTextFeatures(TextEncoder encoder, List<Column> columns) {
    this.encoder = encoder;
    this.columns = columns;
  }

  /** The columns {@code group_0}, {@code group_1} and so on. */
  public static EncodedTextFeatures numbered(TextEncoder encoder, String group) {
    return new EncodedTextFeatures(
        encoder,
        IntStream.range(0, encoder.dimensions())
            .mapToObj(d -> Column.numeric(group + "_" + d, group))
            .toList());
  }

  /** A column {@code group_label} for each label. */
  public static EncodedTextFeatures labelled(TextClassifier classifier, String group) {
    return new EncodedTextFeatures(
        classifier,
        classifier.labels().stream()
            .map(label -> Column.numeric(group + "_" + label, group))
            .toList());
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public void write(Post post, float[] into, int at) {
    write(List.of(post), new float[][] {into}, at);
  }

  @Override
  public void write(List<Post> posts, float[][] rows, int at) {
    float[][] vectors = encoder.encode(posts.stream().map(Post::text).toList());
    for (int k = 0; k < vectors.length; k++) {
      System.arraycopy(vectors[k], 0, rows[k], at, vectors[k].length);
    }
  }
}
