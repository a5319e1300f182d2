package org.groundswell.accelerate;

/** Multiplies what one layer hands to the next, in training. */
final class FastDropout implements FastLayer {
  private final int units;
  private final boolean sequences;
  private final MaskedDropout dropout;
  private final MaskedCopy copy;
  private final Scratch dropped = new Scratch();
  private float[] factors = {};
  private int length;

  /**
   * @param units below
   * @param sequences whether it is given whole sequences
   */
  FastDropout(int units, boolean sequences, MaskedDropout dropout, MaskedCopy copy) {
    this.units = units;
    this.sequences = sequences;
    this.dropout = dropout;
    this.copy = copy;
  }

  @Override
  public Floats forward(Floats below, NetworkInput input, boolean training) {
    if (!training) {
      return below;
    }
    length = Math.multiplyExact(units * input.size(), sequences ? input.time() : 1);
    factors = Lstm.grown(factors, length);
    // not in place: an LSTM below needs its outputs still
    Floats into = dropped.of(length);
    copy.of(below, length, dropout.masks(), factors, into);
    return into;
  }

  @Override
  public Floats backward(Floats errors, boolean wanted) {
    copy.again(errors, length, factors);
    return errors;
  }

  @Override
  public void close() {
    dropped.close();
  }
}
