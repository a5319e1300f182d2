package org.groundswell.accelerate;

/**
 * What a network is given for a batch: rows of features; and, for recurrent layers, which row
 * stands where in the batch's sequences. A row that stands in many places is given once.
 *
 * @param rows {@code [distinct, feature]}, row-major; may be longer
 * @param index {@code [batch, position]}, a row, or −1 for a row of zeros; empty for feed-forward
 *     layers, each row being a sample then
 * @param lengths by sequence, how many positions it has, from the first on, at least one; what the
 *     index says of later ones has no effect
 */
public record NetworkInput(float[] rows, int distinct, int features, int[] index, int[] lengths) {

  public NetworkInput {
    if (rows.length < (long) distinct * features
        || (lengths.length > 0 && index.length % lengths.length != 0)) {
      throw new IllegalArgumentException(
          "%d floats and %d positions do not fit %d rows of %d features in %d sequences"
              .formatted(rows.length, index.length, distinct, features, lengths.length));
    }
    for (int length : lengths) {
      if (length < 1 || length > index.length / lengths.length) {
        throw new IllegalArgumentException(
            "a sequence of %d steps where 1 to %d are possible"
                .formatted(length, index.length / lengths.length));
      }
    }
    for (int row : index) {
      if (row < -1 || row >= distinct) {
        throw new IllegalArgumentException(
            "there is no row %d among %d distinct ones".formatted(row, distinct));
      }
    }
  }

  /** Input of feed-forward layers, {@code [batch, feature]}. */
  public static NetworkInput flat(int batch, float[] values) {
    return flat(batch, values.length / batch, values);
  }

  /** Input of feed-forward layers, {@code [batch, feature]}; the array may be longer. */
  public static NetworkInput flat(int batch, int features, float[] values) {
    return new NetworkInput(values, batch, features, new int[0], new int[0]);
  }

  /** Whether there are sequences. */
  public boolean hasTime() {
    return lengths.length > 0;
  }

  /** Samples in the batch. */
  public int size() {
    return hasTime() ? lengths.length : distinct;
  }

  /** Steps of the longest sequence; 1 without time. */
  public int time() {
    int time = 1;
    for (int length : lengths) {
      time = Math.max(time, length);
    }
    return time;
  }

  /** The row of a sequence at a step, −1 where there is none. */
  public int row(int sequence, int step) {
    return step < lengths[sequence] ? index[sequence * (index.length / lengths.length) + step] : -1;
  }
}
