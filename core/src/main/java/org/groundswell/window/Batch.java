package org.groundswell.window;

/**
 * What a network sees in one step, in two views: the distinct row encodings with the index {@code
 * [batch, time]} into them, and the dense {@code [batch, time, feature]}. A position-wise first
 * layer needs the first view only.
 *
 * <p>The last position of a window is the query if the frame's windows have one. All arrays are
 * row-major and belong to the batch: read, don't write.
 *
 * @param rows the frame rows to be forecast, {@code [batch]}
 * @param time positions a window
 * @param features width of an encoding
 * @param distinct number of distinct encodings
 * @param encodings {@code [distinct, feature]}, finite numbers; the array may be longer, and what
 *     comes behind means nothing
 * @param index {@code [batch, time]}, a row of {@code encodings}, or {@link Windows#PADDING}
 * @param targets targets in z, {@code [batch, target]}, 0 where missing
 * @param weights weight of each target cell in the loss, {@code [batch, target]}, 0 where missing:
 *     the loss is the sum over cells of weight × loss, which is the mean over targets of the mean
 *     over observed cells
 */
public record Batch(
    int[] rows,
    int time,
    int features,
    int distinct,
    float[] encodings,
    int[] index,
    float[] targets,
    float[] weights) {

  /**
   * A batch whose array of encodings is just as long as they are.
   *
   * @throws IllegalArgumentException if a value of an encoding is not finite
   */
  public Batch(
      int[] rows,
      int time,
      int features,
      float[] encodings,
      int[] index,
      float[] targets,
      float[] weights) {
    this(rows, time, features, encodings.length / features, encodings, index, targets, weights);
    requireFinite(encodings, encodings.length, features);
  }

  /** Refuses an infinite value, or none, which would spoil all weights at once. */
  static void requireFinite(float[] encodings, int length, int features) {
    for (int k = 0; k < length; k++) {
      if (!Float.isFinite(encodings[k])) {
        throw new IllegalArgumentException(
            "encoding %d has %s as feature %d; what is missing is 0, with an indicator"
                .formatted(k / features, encodings[k], k % features));
      }
    }
  }

  public int size() {
    return rows.length;
  }

  /** The dense view {@code [batch, time, feature]}; padding is all zeros. A new array each call. */
  public float[] dense() {
    float[] dense = new float[Math.multiplyExact(index.length, features)];
    for (int k = 0; k < index.length; k++) {
      if (index[k] != Windows.PADDING) {
        System.arraycopy(encodings, index[k] * features, dense, k * features, features);
      }
    }
    return dense;
  }

  /**
   * 1 where a position holds a row and 0 where it is padding, {@code [batch, time]}. A new array
   * each call.
   */
  public float[] mask() {
    float[] mask = new float[index.length];
    for (int k = 0; k < index.length; k++) {
      mask[k] = index[k] == Windows.PADDING ? 0 : 1;
    }
    return mask;
  }
}
