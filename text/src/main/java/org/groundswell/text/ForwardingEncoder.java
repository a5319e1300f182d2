package org.groundswell.text;

/** An encoder over another one, to which it leaves all but how texts are encoded. */
public abstract class ForwardingEncoder implements TextEncoder {
  /** The encoder below. */
  protected final TextEncoder encoder;

  /**
   * @param encoder closed with this
   */
  protected ForwardingEncoder(TextEncoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public String name() {
    return encoder.name();
  }

  @Override
  public String fingerprint() {
    return encoder.fingerprint();
  }

  @Override
  public String normalised(String text) {
    return encoder.normalised(text);
  }

  @Override
  public int dimensions() {
    return encoder.dimensions();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
