package org.groundswell.accelerate;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** A dense layer. */
final class FastDense implements FastLayer {
  /** Activations whose slope follows from their value. */
  enum Activation {
    IDENTITY,
    RELU,
    TANH,
    SIGMOID,
    OTHER;

    static Activation of(IActivation activation) {
      Class<?> type = activation.getClass();
      return type == ActivationIdentity.class
          ? IDENTITY
          : type == ActivationReLU.class
              ? RELU
              : type == ActivationTanH.class
                  ? TANH
                  : type == ActivationSigmoid.class ? SIGMOID : OTHER;
    }
  }

  /**
   * A layer's arrays by role, parameters or their gradients: {@code [unit, in]} and {@code [unit]}.
   */
  record Weights(Floats matrix, Floats bias) {}

  private final int inputs;
  private final int units;
  private final boolean first;
  private final Activation activation;
  private final Weights weights;
  private final Weights gradients;

  private final Scratch outputs = new Scratch();
  private final Scratch inputErrors = new Scratch();
  private final float[] bias;
  private float[] values = {};
  private float[] errors = {};

  private Floats x;
  private int batch;

  /**
   * @param first whether it is given the network's own input, {@code [batch, in]}
   */
  FastDense(boolean first, Activation activation, Weights weights, Weights gradients) {
    this.units = (int) weights.bias().limit();
    this.inputs = (int) weights.matrix().limit() / units;
    this.first = first;
    this.activation = activation;
    this.weights = weights;
    this.gradients = gradients;
    this.bias = new float[units];
  }

  @Override
  public Floats forward(Floats below, NetworkInput input, boolean training) {
    x = below;
    batch = input.size();
    int n = units * batch;
    Floats z = outputs.of(n);
    Blas.multiply(
        weights.matrix(),
        inputs,
        false,
        x,
        first ? inputs : batch,
        first,
        z,
        batch,
        units,
        batch,
        inputs,
        0);
    values = Lstm.grown(values, n);
    z.read(0, values, 0, n);
    weights.bias().read(0, bias, 0, units);
    for (int unit = 0; unit < units; unit++) {
      add(values, unit * batch, (unit + 1) * batch, bias[unit]);
    }
    switch (activation) {
      case RELU -> relu(values, n);
      case TANH -> Gates.tanh(values, 0, n);
      case SIGMOID -> Gates.sigmoid(values, 0, n);
      default -> {}
    }
    z.write(0, values, 0, n);
    return z;
  }

  @Override
  public Floats backward(Floats byOutputs, boolean wanted) {
    int n = units * batch;
    errors = Lstm.grown(errors, n);
    byOutputs.read(0, errors, 0, n);
    switch (activation) {
      case RELU -> reluErrors(errors, values, n);
      case TANH -> tanhErrors(errors, values, n);
      case SIGMOID -> sigmoidErrors(errors, values, n);
      default -> {}
    }
    byOutputs.write(0, errors, 0, n);
    for (int unit = 0; unit < units; unit++) {
      bias[unit] = Lstm.sum(errors, unit * batch, (unit + 1) * batch);
    }
    gradients.bias().write(0, bias, 0, units);
    Blas.multiply(
        byOutputs,
        batch,
        false,
        x,
        first ? inputs : batch,
        !first,
        gradients.matrix(),
        inputs,
        units,
        inputs,
        batch,
        0);
    if (!wanted) {
      return byOutputs;
    }
    Floats byInputs = inputErrors.of((long) inputs * batch);
    Blas.multiply(
        weights.matrix(),
        inputs,
        true,
        byOutputs,
        batch,
        false,
        byInputs,
        batch,
        inputs,
        batch,
        units,
        0);
    return byInputs;
  }

  // small loops, which the JVM vectorises

  private static void add(float[] values, int from, int to, float value) {
    for (int k = from; k < to; k++) {
      values[k] += value;
    }
  }

  private static void relu(float[] values, int n) {
    for (int k = 0; k < n; k++) {
      // unlike a comparison this lets NaN through, so that the trainer sees it
      values[k] = Math.max(values[k], 0);
    }
  }

  private static void reluErrors(float[] errors, float[] values, int n) {
    for (int k = 0; k < n; k++) {
      // 1 where there is a value, without a comparison, which is not vectorised
      errors[k] *= Math.min(1, values[k] * Float.MAX_VALUE);
    }
  }

  private static void tanhErrors(float[] errors, float[] values, int n) {
    for (int k = 0; k < n; k++) {
      errors[k] *= 1 - values[k] * values[k];
    }
  }

  private static void sigmoidErrors(float[] errors, float[] values, int n) {
    for (int k = 0; k < n; k++) {
      errors[k] *= values[k] * (1 - values[k]);
    }
  }

  @Override
  public void close() {
    outputs.close();
    inputErrors.close();
  }
}
