package org.groundswell.models.lstm;

/**
 * How the LSTM is built.
 *
 * @param layers how many LSTM layers are stacked
 * @param units width of each LSTM layer
 * @param dense width of a ReLU layer between the last LSTM layer and the output, 0 for none
 * @param dropout probability of an input value to be dropped in training; a row that stands in
 *     several windows of a batch lacks the same values in all of them
 * @param hiddenDropout probability of a value that one layer hands to the next to be dropped in
 *     training, each step of the sequence by itself
 */
public record LstmConfig(int layers, int units, int dense, double dropout, double hiddenDropout) {

  public LstmConfig {
    if (layers < 1 || units < 1 || dense < 0) {
      throw new IllegalArgumentException(
          "layers %d and units %d must be positive, dense %d not negative"
              .formatted(layers, units, dense));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout %s is the probability to drop an input and must lie within [0, 1)"
              .formatted(dropout));
    }
    if (!(hiddenDropout >= 0 && hiddenDropout < 1)) {
      throw new IllegalArgumentException(
          "hiddenDropout %s is the probability to drop a hidden value and must lie within [0, 1)"
              .formatted(hiddenDropout));
    }
  }

  /** Without dropout of hidden values. */
  public LstmConfig(int layers, int units, int dense, double dropout) {
    this(layers, units, dense, dropout, 0);
  }
}
