package org.groundswell.models.dl4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.accelerate.FastNetwork;
import org.groundswell.accelerate.Masks;
import org.groundswell.accelerate.NetworkInput;
import org.groundswell.model.GradientModel;
import org.groundswell.model.InvertedDropout;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.WeightsFile;
import org.groundswell.window.Batch;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model whose forecast is the output of a DL4J {@link MultiLayerNetwork}.
 *
 * <p>The last layer is a plain layer with identity activation and {@link ModelSpec#outputs} units,
 * not one of DL4J's output layers: the loss and its gradient by the forecast are those of {@link
 * org.groundswell.loss.Loss}, and the network carries the gradient on ("external errors"). DL4J's
 * own updaters, losses, regularisation and random numbers are not used.
 *
 * <p>Weight matrices start as Glorot and Bengio (2010) propose: uniform within ±√(6 / (rows +
 * columns)), drawn from the seed. Biases start as the layers' definition says.
 *
 * <p>Dropout is on the network's input, and between layers where the definition has {@link
 * HiddenDropout}; both are drawn from the seed of the step.
 *
 * <p>Not to be used by two threads at once; several models may be.
 */
public final class Dl4jModel implements GradientModel {
  private static final String BIAS = "_" + DefaultParamInitializer.BIAS_KEY;

  private final String name;
  private final Map<String, String> configuration;
  private final ModelSpec spec;
  private final double dropout;
  private final Function<Batch, NetworkInput> inputs;
  private final DataType type;
  private final MultiLayerNetwork network;

  /** The faster way to work the network out, where there is one for it. */
  private final Optional<FastNetwork> fast;

  private final List<HiddenDropout> hiddenDropouts = new ArrayList<>();

  /**
   * By parameter array, in the order in which DL4J lays them out flat. DL4J's matrices are column
   * by column, so a matrix {@code [in, out]} of its is {@code [out, in]} row by row.
   */
  private final LinkedHashMap<String, long[]> shapes = new LinkedHashMap<>();

  private final boolean[] decayed;
  private final float[] initial;

  /**
   * A fresh model.
   *
   * @param name of its factory
   * @param configuration what was configured, to be saved with the weights
   * @param dropout probability of an input value to be dropped in training
   * @param definition of the network; weight matrices are initialised here, whatever it says
   * @param inputs what the network is given for a batch; called by the thread that trains, and used
   *     up before it is called again
   */
  public Dl4jModel(
      String name,
      Map<String, String> configuration,
      ModelSpec spec,
      double dropout,
      MultiLayerConfiguration definition,
      Function<Batch, NetworkInput> inputs) {
    this.name = name;
    this.configuration = configuration;
    this.spec = spec;
    this.dropout = dropout;
    this.inputs = inputs;
    type = definition.getDataType();
    network = new MultiLayerNetwork(definition);
    network.init();
    for (Layer layer : network.getLayers()) {
      if (layer.conf().getLayer().getIDropout() instanceof HiddenDropout hidden) {
        hiddenDropouts.add(hidden);
      }
    }
    Accelerated.ops();
    fast = Accelerated.network(network);
    initial = parameters();
    decayed = new boolean[initial.length];
    SplittableRandom random = new SplittableRandom(spec.seed()).split();
    int at = 0;
    for (Map.Entry<String, INDArray> entry : network.paramTable().entrySet()) {
      INDArray array = entry.getValue();
      shapes.put(entry.getKey(), reversed(array.shape()));
      int end = at + Math.toIntExact(array.length());
      if (!entry.getKey().endsWith(BIAS)) {
        double limit = Math.sqrt(6.0 / (array.rows() + array.columns()));
        for (int k = at; k < end; k++) {
          initial[k] = (float) random.nextDouble(-limit, limit);
          decayed[k] = true;
        }
      }
      at = end;
    }
    setParameters(initial);
  }

  /** Whether {@link FastNetwork} works the network out, not DL4J. */
  public boolean accelerated() {
    return fast.isPresent();
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public float[] parameters() {
    return network.params().toFloatVector();
  }

  @Override
  public void setParameters(float[] parameters) {
    if (parameters.length != initial.length) {
      throw new IllegalArgumentException(
          "%d parameters do not fit a model of %d".formatted(parameters.length, initial.length));
    }
    if (fast.isPresent()) {
      fast.get().setParameters(parameters);
      return;
    }
    try (INDArray values = Nd4j.createFromArray(parameters)) {
      network.setParams(values);
    }
  }

  @Override
  public boolean[] decayed() {
    return decayed.clone();
  }

  @Override
  public float[] initialParameters() {
    return initial.clone();
  }

  @Override
  public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
    spec.requireFits(batch);
    NetworkInput input = inputs.apply(batch);
    Masks masks = dropout == 0 ? Masks.NONE : new InvertedDropout(dropout, dropoutSeed)::next;
    SplittableRandom hiddenSeeds = new SplittableRandom(dropoutSeed).split();
    hiddenDropouts.forEach(hidden -> hidden.seed(hiddenSeeds.nextLong()));
    double[] targets = doubles(batch.targets());
    double[] weights = doubles(batch.weights());
    if (fast.isPresent()) {
      double[] forecast = doubles(fast.get().train(input, masks));
      float[] errors = floats(spec.loss().gradient(forecast, targets, weights));
      fast.get().gradient(errors, gradient);
      return spec.loss().value(forecast, targets, weights);
    }
    return gradient(new Dl4jInput(input, masks, type), targets, weights, gradient);
  }

  /** By DL4J's own code. */
  private double gradient(Dl4jInput input, double[] targets, double[] weights, float[] gradient) {
    List<INDArray> arrays = new ArrayList<>();
    try (input) {
      network.setInput(input.features());
      network.setLayerMaskArrays(input.mask(), null);
      List<INDArray> activations = network.feedForward(true, false);
      arrays.addAll(activations);
      double[] forecast = rowMajor(activations.get(activations.size() - 1));
      INDArray errors =
          Nd4j.create(
              spec.loss().gradient(forecast, targets, weights),
              activations.get(activations.size() - 1).shape(),
              type);
      arrays.add(errors);
      Pair<Gradient, INDArray> back = network.backpropGradient(errors, null);
      if (back.getSecond() != null) {
        arrays.add(back.getSecond());
      }
      float[] flat = back.getFirst().gradient().toFloatVector();
      System.arraycopy(flat, 0, gradient, 0, flat.length);
      return spec.loss().value(forecast, targets, weights);
    } finally {
      network.clearLayerMaskArrays();
      network.clear();
      close(arrays);
    }
  }

  @Override
  public float[] forward(Batch batch) {
    spec.requireFits(batch);
    NetworkInput input = inputs.apply(batch);
    if (fast.isPresent()) {
      return fast.get().output(input);
    }
    try (Dl4jInput given = new Dl4jInput(input, Masks.NONE, type);
        INDArray output = network.output(given.features(), false, given.mask(), null)) {
      return floats(rowMajor(output));
    }
  }

  @Override
  public void save(Path folder) throws IOException {
    WeightsFile.write(folder, name, configuration, shapes, parameters());
  }

  @Override
  public void load(Path folder) throws IOException {
    setParameters(WeightsFile.read(folder, name, configuration, shapes));
  }

  @Override
  public void close() {
    fast.ifPresent(FastNetwork::close);
    network.close();
  }

  private static double[] rowMajor(INDArray matrix) {
    int columns = matrix.columns();
    double[] values = new double[Math.toIntExact(matrix.length())];
    for (int k = 0; k < values.length; k++) {
      values[k] = matrix.getDouble(k / columns, k % columns);
    }
    return values;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      doubles[k] = values[k];
    }
    return doubles;
  }

  private static long[] reversed(long[] shape) {
    long[] reversed = new long[shape.length];
    for (int k = 0; k < shape.length; k++) {
      reversed[k] = shape[shape.length - 1 - k];
    }
    return reversed;
  }

  /** Gives back native memory now: the collector does not see how much of it there is. */
  private static void close(List<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array.closeable()) {
        array.close();
      }
    }
  }
}
