package org.groundswell.models.transformer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The shape of a Transformer encoder.
 *
 * @param dModel width of the encoder
 * @param heads attention heads; they share {@code dModel}
 * @param layers encoder layers
 * @param feedForward width of the hidden layer of the feed-forward blocks
 * @param dropout share of a block's output that is dropped in training, in [0, 1)
 * @param position how the encoder learns where in the window a row stands
 * @param pooling what the output layer sees
 * @param activation of the feed-forward blocks
 */
public record TransformerConfig(
    int dModel,
    int heads,
    int layers,
    int feedForward,
    double dropout,
    Position position,
    Pooling pooling,
    Activation activation) {

  /** How the encoder learns where in the window a row stands, counted from the window's end. */
  public enum Position {
    /** Sines and cosines (Vaswani et al. 2017, section 3.5). */
    SINUSOIDAL,
    /** A trained vector a position. */
    LEARNED,
    /** Not at all: the history is a set. */
    NONE
  }

  /** What the output layer sees. */
  public enum Pooling {
    /** The last position: the query, if windows have one. */
    LAST,
    /** The mean over all positions that are not padding. */
    MEAN
  }

  /** The nonlinearity of the feed-forward blocks. */
  public enum Activation {
    RELU,
    /** {@code x·σ(1.702x)} (Hendrycks and Gimpel 2016, section 2). */
    GELU
  }

  public TransformerConfig {
    if (dModel < 2 || heads < 1 || layers < 1 || feedForward < 1) {
      throw new IllegalArgumentException(
          "dModel %d must be at least 2; heads %d, layers %d and feedForward %d positive"
              .formatted(dModel, heads, layers, feedForward));
    }
    if (dModel % heads != 0) {
      throw new IllegalArgumentException(
          "dModel %d is not divisible by %d heads. Maybe take dModel %d."
              .formatted(dModel, heads, (dModel / heads + 1) * heads));
    }
    if (!(dropout >= 0) || dropout >= 1) {
      throw new IllegalArgumentException(
          "dropout %s must be in [0, 1): it is the share that is dropped".formatted(dropout));
    }
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(pooling, "pooling");
    Objects.requireNonNull(activation, "activation");
  }

  /** Small and strongly regularised: engagement data are few and noisy. */
  public static TransformerConfig defaults() {
    return new TransformerConfig(
        32, 4, 2, 64, 0.3, Position.SINUSOIDAL, Pooling.LAST, Activation.RELU);
  }

  /** Width of a head. */
  int headWidth() {
    return dModel / heads;
  }

  /** What a saved model writes about its configuration. */
  Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("dModel", Integer.toString(dModel));
    entries.put("heads", Integer.toString(heads));
    entries.put("layers", Integer.toString(layers));
    entries.put("feedForward", Integer.toString(feedForward));
    entries.put("dropout", Double.toString(dropout));
    entries.put("position", position.name());
    entries.put("pooling", pooling.name());
    entries.put("activation", activation.name());
    return entries;
  }
}
