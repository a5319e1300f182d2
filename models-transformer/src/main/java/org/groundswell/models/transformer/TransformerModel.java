package org.groundswell.models.transformer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.groundswell.accelerate.Accelerated;
import org.groundswell.model.GradientModel;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.WeightsFile;
import org.groundswell.models.transformer.EncoderGraph.Dropout;
import org.groundswell.models.transformer.EncoderGraph.Parameter;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.window.Batch;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Transformer encoder over windows, trained in float.
 *
 * <p>Not thread-safe; models in different threads do not disturb each other and give the same bits
 * as one after the other. Native memory is held until {@link #close}.
 */
public final class TransformerModel implements GradientModel {
  private final TransformerConfig config;
  private final ModelSpec spec;
  private final DataType type;
  private final SameDiff graph;
  private final List<Parameter> parameters;
  private final List<Dropout> dropouts;
  private final List<String> names;
  private final int length;
  private final StepMemory memory = new StepMemory();

  public TransformerModel(TransformerConfig config, ModelSpec spec) {
    this(config, spec, DataType.FLOAT);
  }

  /**
   * @param type in which the graph is worked out
   */
  TransformerModel(TransformerConfig config, ModelSpec spec, DataType type) {
    Accelerated.ops();
    EncoderGraph encoder = new EncoderGraph(config, spec, type);
    this.config = config;
    this.spec = spec;
    this.type = type;
    this.graph = encoder.graph();
    this.parameters = List.copyOf(encoder.parameters());
    this.dropouts = List.copyOf(encoder.dropouts());
    this.names = parameters.stream().map(Parameter::name).toList();
    this.length = parameters.stream().mapToInt(parameter -> parameter.initial().length).sum();
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public float[] initialParameters() {
    float[] flat = new float[length];
    int at = 0;
    for (Parameter parameter : parameters) {
      System.arraycopy(parameter.initial(), 0, flat, at, parameter.initial().length);
      at += parameter.initial().length;
    }
    return flat;
  }

  @Override
  public float[] parameters() {
    float[] flat = new float[length];
    int at = 0;
    for (String name : names) {
      at = copy(graph.getVariable(name).getArr(), flat, at);
    }
    return flat;
  }

  @Override
  public void setParameters(float[] flat) {
    if (flat.length != length) {
      throw new IllegalArgumentException(
          "%d parameters do not fit a model of %d".formatted(flat.length, length));
    }
    int at = 0;
    for (Parameter parameter : parameters) {
      int end = at + parameter.initial().length;
      try (INDArray values = array(Arrays.copyOfRange(flat, at, end), parameter.shape())) {
        graph.getVariable(parameter.name()).getArr().assign(values);
      }
      at = end;
    }
  }

  @Override
  public boolean[] decayed() {
    boolean[] decayed = new boolean[length];
    int at = 0;
    for (Parameter parameter : parameters) {
      int end = at + parameter.initial().length;
      Arrays.fill(decayed, at, end, parameter.decayed());
      at = end;
    }
    return decayed;
  }

  @Override
  public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
    if (!graph.hasGradientFunction()) {
      // not in the constructor: a model that only forecasts does without
      QuietDifferentiation.differentiate(graph);
    }
    Map<String, INDArray> inputs = inputs(batch);
    int targets = spec.targets();
    inputs.put(EncoderGraph.TARGET, array(batch.targets(), batch.size(), targets));
    inputs.put(EncoderGraph.WEIGHT, array(batch.weights(), batch.size(), targets));
    SplittableRandom random = new SplittableRandom(dropoutSeed);
    for (Dropout dropout : dropouts) {
      int rows = batch.size() * dropout.positions();
      float[] mask = DropoutMask.draw(random, config.dropout(), rows * config.dModel());
      inputs.put(dropout.name(), array(mask, rows, config.dModel()));
    }
    memory.serve(graph.getFunction("grad"));
    OutAndGrad step = graph.calculateGradientsAndOutputs(inputs, List.of(EncoderGraph.LOSS), names);
    double loss = step.getOutputs().get(EncoderGraph.LOSS).getDouble(0);
    int at = 0;
    for (String name : names) {
      at = copy(step.getGradients().get(name), gradient, at);
    }
    memory.endStep();
    close(inputs);
    return loss;
  }

  @Override
  public float[] forward(Batch batch) {
    return forecast(batch, DataBuffer::asFloat);
  }

  /** Forecasts as {@link #forward} gives them, in double. */
  double[] forwardInDouble(Batch batch) {
    return forecast(batch, DataBuffer::asDouble);
  }

  private <T> T forecast(Batch batch, Function<DataBuffer, T> read) {
    Map<String, INDArray> inputs = inputs(batch);
    for (Dropout dropout : dropouts) {
      inputs.put(dropout.name(), array(new float[] {1}, 1, 1));
    }
    memory.serve(graph);
    INDArray forecast = graph.output(inputs, EncoderGraph.FORECAST).get(EncoderGraph.FORECAST);
    T values = read(forecast, read);
    memory.endStep();
    close(inputs);
    return values;
  }

  private Map<String, INDArray> inputs(Batch batch) {
    spec.requireFits(batch);
    int size = batch.size();
    int time = spec.time();
    float[] mask = batch.mask();
    float[] padding = new float[mask.length];
    for (int k = 0; k < mask.length; k++) {
      padding[k] = mask[k] == 0 ? EncoderGraph.MASKED : 0;
    }
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put(EncoderGraph.FEATURES, array(batch.dense(), (long) size * time, spec.features()));
    inputs.put(EncoderGraph.PADDING, array(padding, size, 1, 1, time));
    if (config.pooling() == Pooling.MEAN) {
      inputs.put(EncoderGraph.POOLING, shares(mask, size, time));
    }
    return inputs;
  }

  /** Each position's share in the mean over its window; all 0 in a window of padding only. */
  private INDArray shares(float[] mask, int size, int time) {
    double[] shares = new double[mask.length];
    for (int from = 0; from < mask.length; from += time) {
      float present = 0;
      for (int k = from; k < from + time; k++) {
        present += mask[k];
      }
      for (int k = from; k < from + time; k++) {
        shares[k] = mask[k] == 0 ? 0 : 1.0 / present;
      }
    }
    return inType(Nd4j.create(shares, new long[] {size, 1, time}, 'c'));
  }

  private INDArray array(float[] values, long... shape) {
    // not createFromArray and reshape: a reshaped array is a view, and views cannot be closed
    return inType(Nd4j.create(values, shape, 'c'));
  }

  private INDArray inType(INDArray array) {
    if (array.dataType() == type) {
      return array;
    }
    try (array) {
      return array.castTo(type);
    }
  }

  /** Copies an array row-major; returns where the copy ends. */
  private static int copy(INDArray from, float[] into, int at) {
    float[] values = read(from, DataBuffer::asFloat);
    System.arraycopy(values, 0, into, at, values.length);
    return at + values.length;
  }

  /** Reads an array row-major. */
  private static <T> T read(INDArray array, Function<DataBuffer, T> read) {
    if (array.ordering() == 'c' && !array.isView()) {
      return read.apply(array.data());
    }
    try (INDArray rowMajor = array.dup('c')) {
      return read.apply(rowMajor.data());
    }
  }

  private static void close(Map<String, INDArray> arrays) {
    for (INDArray array : arrays.values()) {
      if (array.closeable()) {
        array.close();
      }
    }
  }

  @Override
  public void save(Path folder) throws IOException {
    WeightsFile.write(folder, TransformerFactory.NAME, description(), shapes(), parameters());
  }

  @Override
  public void load(Path folder) throws IOException {
    setParameters(WeightsFile.read(folder, TransformerFactory.NAME, description(), shapes()));
  }

  private Map<String, String> description() {
    Map<String, String> description = config.entries();
    description.put("features", Integer.toString(spec.features()));
    description.put("history", Integer.toString(spec.history()));
    description.put("queryRow", Boolean.toString(spec.queryRow()));
    description.put("outputs", Integer.toString(spec.outputs()));
    return description;
  }

  /** The shape of each parameter, in the order of the flat parameters. */
  Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    parameters.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return shapes;
  }

  @Override
  public void close() {
    memory.close();
    for (String name : names) {
      INDArray values = graph.getVariable(name).getArr();
      if (values.closeable()) {
        values.close();
      }
    }
  }
}
