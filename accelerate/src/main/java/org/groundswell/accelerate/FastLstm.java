package org.groundswell.accelerate;

import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's LSTM layer, worked out by {@link Lstm}: whole sequences in float, forward and backward,
 * tanh and sigmoid. All else is DL4J's own code: other types and activations, dropout, weight
 * noise, a mask of its own, truncated backpropagation, stored state.
 *
 * <p>DL4J's layer runs forward again before it goes back; this one takes up the activations of the
 * last forward run over its present input.
 */
final class FastLstm extends LSTM {
  private final boolean inputGradient;
  private final boolean supported;
  private final Lstm lstm;

  /** The outputs and the input of the last run, while they can be taken up. */
  private INDArray outputs;

  private INDArray ranOn;

  /**
   * Takes the place of a layer.
   *
   * @param inputGradient whether the gradient by the input is worked out
   */
  FastLstm(LSTM layer, boolean inputGradient) {
    super(layer.conf(), layer.getDataType());
    this.inputGradient = inputGradient;
    setIndex(layer.getIndex());
    setListeners(layer.getListeners());
    setParamsViewArray(layer.params());
    setParamTable(layer.paramTable());
    if (layer.getGradientsViewArray() != null) {
      setBackpropGradientsViewArray(layer.getGradientsViewArray());
    }
    setCacheMode(layer.getCacheMode());
    INDArray recurrent = getParam(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    INDArray input = getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY);
    supported =
        getDataType() == DataType.FLOAT
            && layerConf().getActivationFn() instanceof ActivationTanH
            && layerConf().getGateActivationFn() instanceof ActivationSigmoid
            && layerConf().getIDropout() == null
            && layerConf().getWeightNoise() == null
            && getDataFormat() == RNNFormat.NCW
            && columnByColumn(paramTable());
    lstm = new Lstm((int) input.size(0), (int) recurrent.size(0));
  }

  private static boolean columnByColumn(Map<String, INDArray> table) {
    return table.values().stream().allMatch(Floats::columnByColumn);
  }

  private boolean fast() {
    return maskArray == null && fastWithoutMask();
  }

  /** Whether the present input can be worked on here if its mask need not be looked at. */
  boolean fastWithoutMask() {
    return supported && sequences(input);
  }

  /** Whether gradients can be written where DL4J wants them. */
  boolean gradientsFast() {
    return columnByColumn(gradientViews);
  }

  private static boolean sequences(INDArray array) {
    return array != null && array.rank() == 3 && array.dataType() == DataType.FLOAT;
  }

  @Override
  public INDArray activate(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    setInput(input, workspaces);
    return activate(training, workspaces);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return fast() ? run(workspaces, ArrayType.ACTIVATIONS) : super.activate(training, workspaces);
  }

  /** Runs over the present input; its outputs, {@code [batch, unit, time]} in order 'f'. */
  INDArray run(LayerWorkspaceMgr workspaces, ArrayType type) {
    long batch = input.size(0);
    long time = input.size(2);
    if (input.size(1) != getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY).size(0)) {
      throw new IllegalArgumentException(
          "an input of %d features does not fit an LSTM of %d"
              .formatted(input.size(1), getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY).size(0)));
    }
    long units = layerConf().getNOut();
    INDArray hidden =
        workspaces.createUninitialized(type, DataType.FLOAT, new long[] {batch, units, time}, 'f');
    try (Steps x = Steps.of(input)) {
      lstm.forward(
          weights(paramTable()), x.floats(), (int) time, (int) batch, true, Floats.of(hidden));
    }
    outputs = hidden;
    ranOn = input;
    return hidden;
  }

  private static Lstm.Weights weights(Map<String, INDArray> table) {
    return new Lstm.Weights(
        Floats.of(table.get(LSTMParamInitializer.INPUT_WEIGHT_KEY)),
        Floats.of(table.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY)),
        Floats.of(table.get(LSTMParamInitializer.BIAS_KEY)));
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray errors, LayerWorkspaceMgr workspaces) {
    if (!fast() || !sequences(errors) || !gradientsFast()) {
      return super.backpropGradient(errors, workspaces);
    }
    try (Steps steps = Steps.of(errors)) {
      int length = Math.toIntExact(errors.size(0) * errors.size(1));
      float[] scratch = new float[length];
      return goBack(
          workspaces,
          (into, t) -> {
            steps.floats().read(t * length, scratch, 0, length);
            for (int k = 0; k < length; k++) {
              into[k] += scratch[k];
            }
          });
    }
  }

  /** Goes back from given errors, in place of {@link #backpropGradient}. */
  Pair<Gradient, INDArray> goBack(LayerWorkspaceMgr workspaces, Lstm.Errors errors) {
    if (ranOn != input) {
      run(workspaces, ArrayType.BP_WORKING_MEM);
    }
    INDArray inputErrors =
        inputGradient
            ? workspaces.createUninitialized(
                ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'f')
            : null;
    // a second time it would find its activations overwritten
    ranOn = null;
    try (Steps x = Steps.of(input)) {
      lstm.backward(
          weights(paramTable()),
          x.floats(),
          Floats.of(outputs),
          errors,
          weights(gradientViews),
          inputErrors == null ? null : Floats.of(inputErrors));
    }
    Gradient gradient = new DefaultGradient();
    for (Map.Entry<String, INDArray> entry : gradientViews.entrySet()) {
      gradient.setGradientFor(entry.getKey(), entry.getValue());
    }
    return new Pair<>(gradient, inputErrors);
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
    forget();
    super.setInput(input, workspaces);
  }

  @Override
  public void clear() {
    forget();
    super.clear();
  }

  private void forget() {
    outputs = null;
    ranOn = null;
  }

  @Override
  public void close() {
    forget();
    lstm.close();
    super.close();
  }

  /**
   * An array {@code [batch, row, time]} in order 'f', step by step: itself, or a copy that goes
   * with it.
   */
  private record Steps(Floats floats, INDArray copy) implements AutoCloseable {
    static Steps of(INDArray array) {
      if (Floats.strided(array, 1, array.size(0), array.size(0) * array.size(1))) {
        return new Steps(Floats.of(array), null);
      }
      INDArray copy = array.dup('f');
      return new Steps(Floats.of(copy), copy);
    }

    @Override
    public void close() {
      if (copy != null && copy.closeable()) {
        copy.close();
      }
    }
  }
}
