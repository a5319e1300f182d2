package org.groundswell.models.mlp;

import java.util.List;
import org.nd4j.linalg.activations.Activation;

/**
 * How the MLP is built.
 *
 * @param hidden widths of the hidden layers, first to last; empty for a linear model
 * @param activation of the hidden layers
 * @param dropout probability of an input value to be dropped in training
 * @param hiddenDropout probability of a hidden layer's output to be dropped in training
 * @param halfLife how many positions back in history the weight of the recency-weighted mean is
 *     halved
 */
public record MlpConfig(
    List<Integer> hidden,
    Activation activation,
    double dropout,
    double hiddenDropout,
    double halfLife) {

  public MlpConfig {
    hidden = List.copyOf(hidden);
    for (int width : hidden) {
      if (width < 1) {
        throw new IllegalArgumentException(
            "hidden layers " + hidden + " must have positive widths");
      }
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
    if (!(halfLife > 0)) {
      throw new IllegalArgumentException(
          "halfLife %s is a number of positions and must be positive".formatted(halfLife));
    }
  }

  /** Without dropout of hidden values. */
  public MlpConfig(List<Integer> hidden, Activation activation, double dropout, double halfLife) {
    this(hidden, activation, dropout, 0, halfLife);
  }
}
