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
 * @param encodings {@code [distinct, feature]}; the array may be longer, and what comes behind
 *     means nothing
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

  public Batch {
    int length = Math.multiplyExact(distinct, features);
    if (!finite(encodings, length)) {
      for (int k = 0; k < length; k++) {
        // not a row of the frame: an encoding may stand in many windows
        if (!Float.isFinite(encodings[k])) {
          throw new IllegalArgumentException(
              "encoding %d of a batch has %s as feature %d; what is missing is 0, with an indicator"
                  .formatted(k / features, encodings[k], k % features));
        }
      }
    }
  }

  /** A batch whose array of encodings is just as long as they are. */
  public Batch(
      int[] rows,
      int time,
      int features,
      float[] encodings,
      int[] index,
      float[] targets,
      float[] weights) {
    this(rows, time, features, encodings.length / features, encodings, index, targets, weights);
  }

  /** Whether all values are: 0 times a value is 0 or no number, and so is the sum. */
  private static boolean finite(float[] values, int length) {
    // many sums side by side, in a loop that the JVM vectorises
    float[] sums = new float[Math.min(length, 512)];
    for (int from = 0; from < length; from += sums.length) {
      addZeros(values, from, Math.min(sums.length, length - from), sums);
    }
    float sum = 0;
    for (float one : sums) {
      sum += one;
    }
    return sum == 0;
  }

  private static void addZeros(float[] values, int from, int length, float[] sums) {
    for (int k = 0; k < length; k++) {
      sums[k] += values[from + k] * 0f;
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
