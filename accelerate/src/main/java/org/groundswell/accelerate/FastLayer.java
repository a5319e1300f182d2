package org.groundswell.accelerate;

/**
 * A layer of a {@link FastNetwork}. Values between layers are {@code [unit, batch]}, in sequences
 * {@code [time, unit, batch]}, row-major, and stay valid until the next step.
 */
interface FastLayer extends AutoCloseable {
  /**
   * Gives the layer's outputs.
   *
   * @param below what it is given
   * @param input of the network, for batch and lengths
   */
  Floats forward(Floats below, NetworkInput input, boolean training);

  /**
   * Goes back through the last {@link #forward} in training and writes the gradients by the layer's
   * parameters.
   *
   * @param errors by the outputs; may be changed
   * @param wanted whether those by {@code below} are to be given
   */
  Floats backward(Floats errors, boolean wanted);

  /** Gives back native memory; the next step takes it anew. */
  @Override
  void close();
}
