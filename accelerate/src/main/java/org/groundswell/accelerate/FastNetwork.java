package org.groundswell.accelerate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A DL4J network worked out as a whole, forward and backward, over its own parameters: dense
 * layers, LSTM layers of which the last stands in a {@code LastTimeStep}, or the ones behind the
 * others; in float. Results are DL4J's within float rounding.
 *
 * <p>Memory is kept from step to step and grows with the largest batch; {@link #close} gives it
 * back. Not thread-safe. The network must stay open and its parameters where they are.
 */
public final class FastNetwork implements AutoCloseable {
  /**
   * Up to so many features rows are laid out step by step: to hand on what weights make of a row
   * takes longer, there being four values for each unit.
   */
  private static final int FEW = 32;

  private final List<FastLayer> layers = new ArrayList<>();
  private final Scratch inputs = new Scratch();
  private final Scratch gradientMemory = new Scratch();
  private final Scratch outputErrors = new Scratch();
  private final MaskedCopy copy = new MaskedCopy();

  /** Held, so that the memory of its floats stays. */
  private final INDArray flat;

  private final Floats parameters;
  private final Floats gradients;
  private final boolean recurrent;
  private final int features;
  private Optional<SharedRows> shared = Optional.empty();
  private int outputs;
  private int batch;

  private FastNetwork(MultiLayerNetwork network) {
    flat = network.params();
    parameters = Floats.of(flat);
    gradients = gradientMemory.of(network.numParams());
    recurrent = lstm(network.getLayer(0)).isPresent();
    features = network.layerInputSize(0);
    long at = 0;
    boolean sequences = recurrent;
    for (Layer layer : network.getLayers()) {
      BaseLayer definition = definition(layer);
      IDropout dropout = definition.getIDropout();
      if (dropout != null) {
        layers.add(new FastDropout(outputs, sequences, (MaskedDropout) dropout, copy));
      }
      int in = layers.isEmpty() ? features : outputs;
      Optional<LSTM> lstm = lstm(layer);
      if (lstm.isPresent()) {
        outputs = (int) lstm.get().layerConf().getNOut();
        if (layers.isEmpty() && in > FEW) {
          shared = Optional.of(new SharedRows(in, outputs));
        }
        sequences = layer == lstm.get();
        layers.add(
            new FastRecurrent(
                !sequences,
                recurrentWeights(parameters, at, in, outputs),
                recurrentWeights(gradients, at, in, outputs),
                layers.isEmpty() ? shared : Optional.empty()));
      } else {
        outputs = (int) ((DenseLayer) layer).layerConf().getNOut();
        layers.add(
            new FastDense(
                layers.isEmpty(),
                FastDense.Activation.of(definition.getActivationFn()),
                denseWeights(parameters, at, in, outputs),
                denseWeights(gradients, at, in, outputs)));
      }
      at += layer.numParams();
    }
  }

  private static Lstm.Weights recurrentWeights(Floats flat, long at, int in, int units) {
    long recurrent = at + 4L * units * in;
    long bias = recurrent + 4L * units * units;
    return new Lstm.Weights(
        flat.part(at, 4L * units * in),
        flat.part(recurrent, 4L * units * units),
        flat.part(bias, 4L * units));
  }

  private static FastDense.Weights denseWeights(Floats flat, long at, int in, int units) {
    long bias = at + (long) in * units;
    return new FastDense.Weights(flat.part(at, (long) in * units), flat.part(bias, units));
  }

  /** The network worked out here; empty if it has anything that is not known here. */
  static Optional<FastNetwork> of(MultiLayerNetwork network) {
    return supported(network) ? Optional.of(new FastNetwork(network)) : Optional.empty();
  }

  private static boolean supported(MultiLayerNetwork network) {
    if (network.params().dataType() != DataType.FLOAT
        || !Floats.columnByColumn(network.params())
        || !network.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()) {
      return false;
    }
    boolean sequences = lstm(network.getLayer(0)).isPresent();
    for (int k = 0; k < network.getnLayers(); k++) {
      Layer layer = network.getLayer(k);
      Optional<LSTM> lstm = lstm(layer);
      if (lstm.isPresent() != sequences
          || !(lstm.isPresent() ? supported(lstm.get()) : supported(layer))
          || !laidOut(layer)) {
        return false;
      }
      IDropout dropout = definition(layer).getIDropout();
      if (dropout != null && (k == 0 || !(dropout instanceof MaskedDropout))) {
        return false;
      }
      sequences = lstm.isPresent() && layer == lstm.get();
    }
    return !sequences;
  }

  /** The LSTM that a layer is or, as its last step, holds. */
  private static Optional<LSTM> lstm(Layer layer) {
    Layer within =
        layer.getClass() == LastTimeStepLayer.class
            ? ((LastTimeStepLayer) layer).getUnderlying()
            : layer;
    return within.getClass() == LSTM.class ? Optional.of((LSTM) within) : Optional.empty();
  }

  private static BaseLayer definition(Layer layer) {
    return lstm(layer)
        .map(lstm -> (BaseLayer) lstm.layerConf())
        .orElseGet(() -> (BaseLayer) layer.conf().getLayer());
  }

  private static boolean supported(LSTM layer) {
    return layer.layerConf().getActivationFn().getClass() == ActivationTanH.class
        && layer.layerConf().getGateActivationFn().getClass() == ActivationSigmoid.class
        && layer.layerConf().getWeightNoise() == null
        && layer.getDataFormat() == RNNFormat.NCW;
  }

  private static boolean supported(Layer layer) {
    if (layer.getClass() != DenseLayer.class) {
      return false;
    }
    org.deeplearning4j.nn.conf.layers.DenseLayer definition = ((DenseLayer) layer).layerConf();
    return definition.hasBias()
        && !definition.hasLayerNorm()
        && definition.getWeightNoise() == null
        && FastDense.Activation.of(definition.getActivationFn()) != FastDense.Activation.OTHER;
  }

  /** Whether the layer's arrays lie column by column, one after the other, in the usual order. */
  private static boolean laidOut(Layer layer) {
    List<String> order =
        lstm(layer).isPresent()
            ? List.of(
                LSTMParamInitializer.INPUT_WEIGHT_KEY,
                LSTMParamInitializer.RECURRENT_WEIGHT_KEY,
                LSTMParamInitializer.BIAS_KEY)
            : List.of(DefaultParamInitializer.WEIGHT_KEY, DefaultParamInitializer.BIAS_KEY);
    Map<String, INDArray> table = layer.paramTable();
    long at = layer.params().offset();
    for (String name : order) {
      INDArray array = table.get(name);
      if (array == null || array.offset() != at || !Floats.columnByColumn(array)) {
        return false;
      }
      at += array.length();
    }
    return at == layer.params().offset() + layer.numParams();
  }

  /** How many floats {@link #setParameters} takes and {@link #gradient} gives. */
  public int parameters() {
    return (int) flat.length();
  }

  /**
   * Replaces the network's parameters, in its own flat order.
   *
   * @throws IllegalArgumentException if they are not as many as {@link #parameters}
   */
  public void setParameters(float[] values) {
    if (values.length != parameters()) {
      throw new IllegalArgumentException(
          "%d parameters do not fit a network of %d".formatted(values.length, parameters()));
    }
    parameters.write(0, values, 0, values.length);
  }

  /** The network's outputs, {@code [batch, output]} row-major, as in inference. */
  public float[] output(NetworkInput input) {
    return run(input, Masks.NONE, false);
  }

  /**
   * The same in training, with dropout.
   *
   * @param masks dropout of the input: a factor for each feature of each distinct row
   */
  public float[] train(NetworkInput input, Masks masks) {
    return run(input, masks, true);
  }

  private float[] run(NetworkInput input, Masks masks, boolean training) {
    if (input.features() != features || input.hasTime() != recurrent) {
      throw new IllegalArgumentException(
          "%d features, %s, do not fit a network of %d, %s"
              .formatted(
                  input.features(),
                  input.hasTime() ? "sequences" : "no sequences",
                  features,
                  recurrent ? "sequences" : "no sequences"));
    }
    batch = input.size();
    Floats at = read(input, masks);
    for (FastLayer layer : layers) {
      at = layer.forward(at, input, training);
    }
    float[] byUnit = new float[outputs * batch];
    at.read(0, byUnit, 0, byUnit.length);
    return transposed(byUnit, outputs);
  }

  private Floats read(NetworkInput input, Masks masks) {
    if (shared.isPresent()) {
      shared.get().set(input, copy, masks);
      return inputs.of(1);
    }
    int length = input.distinct() * features;
    if (recurrent) {
      copy.steps(input, masks, inputs);
    } else {
      copy.of(input.rows(), length, masks, inputs.of(length));
    }
    return inputs.of(0);
  }

  /**
   * Goes back through the last {@link #train}.
   *
   * @param errors by its outputs, {@code [batch, output]} row-major
   * @param into where the gradient by the parameters goes, in the network's flat order
   */
  public void gradient(float[] errors, float[] into) {
    Floats at = outputErrors.of(errors.length);
    at.write(0, transposed(errors, batch), 0, errors.length);
    for (int k = layers.size() - 1; k >= 0; k--) {
      at = layers.get(k).backward(at, k > 0);
    }
    gradients.read(0, into, 0, parameters());
  }

  private static float[] transposed(float[] values, int rows) {
    int columns = values.length / rows;
    float[] transposed = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      transposed[k % columns * rows + k / columns] = values[k];
    }
    return transposed;
  }

  /** Gives back all native memory; it cannot be used afterwards. */
  @Override
  public void close() {
    layers.forEach(FastLayer::close);
    inputs.close();
    gradientMemory.close();
    outputErrors.close();
  }
}
