package org.groundswell.experiments.audit;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.post.Post;

/**
 * Looks over the shoulder of the features of posts, which see each text once, and keeps a {@link
 * TextPrint} of each: 36 bytes a row. It makes no column.
 */
public final class TextPrints implements PostFeatures {
  private int count;
  private long[] millis = new long[64];
  private int[] ids = new int[64];
  private long[] hashes = new long[64];
  private long[] signatures = new long[64];
  private long[] more = new long[64];

  @Override
  public List<Column> columns() {
    return List.of();
  }

  @Override
  public void write(Post post, float[] into, int at) {
    if (count == hashes.length) {
      int capacity = Math.multiplyExact(count, 2);
      millis = Arrays.copyOf(millis, capacity);
      ids = Arrays.copyOf(ids, capacity);
      hashes = Arrays.copyOf(hashes, capacity);
      signatures = Arrays.copyOf(signatures, capacity);
      more = Arrays.copyOf(more, capacity);
    }
    TextPrint print = TextPrint.of(post.text());
    millis[count] = post.createdAt().toEpochMilli();
    ids[count] = post.id().hashCode();
    hashes[count] = print.hash();
    signatures[count] = print.signature();
    more[count] = print.more();
    count++;
  }

  /**
   * The prints by row of a frame; none where a row has no text to speak of.
   *
   * @param frame of posts that were seen, in the order of time; of one instant in the order seen
   */
  TextPrint[] of(Frame frame) {
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingLong(k -> millis[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    TextPrint[] prints = new TextPrint[frame.rows()];
    int k = 0;
    // posts that were seen and refused later stand between those that made it
    for (int row = 0; row < prints.length; row++) {
      int id = frame.id(row).hashCode();
      while (k < count && (millis[order[k]] != frame.millis(row) || ids[order[k]] != id)) {
        k++;
      }
      if (k == count) {
        throw new IllegalArgumentException(
            "row '%s' is of no post that was seen".formatted(frame.id(row)));
      }
      prints[row] = new TextPrint(hashes[order[k]], signatures[order[k]], more[order[k]]);
      k++;
    }
    return prints;
  }
}
