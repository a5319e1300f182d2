package org.groundswell.models.transformer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.groundswell.accelerate.GraphRunner;
import org.groundswell.accelerate.GraphRunner.Doubles;
import org.groundswell.accelerate.GraphRunner.Feed;
import org.groundswell.accelerate.GraphRunner.One;
import org.groundswell.accelerate.GraphRunner.Rows;
import org.groundswell.accelerate.GraphRunner.Values;
import org.groundswell.model.GradientModel;
import org.groundswell.model.InvertedDropout;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.WeightsFile;
import org.groundswell.models.transformer.EncoderGraph.Dropout;
import org.groundswell.models.transformer.EncoderGraph.Parameter;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.window.Batch;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A Transformer encoder over windows, trained in float.
 *
 * <p>Not thread-safe; models in different threads do not disturb each other and give the same bits
 * as one after the other. Native memory is held until {@link #close}.
 */
public final class TransformerModel implements GradientModel {
  private final TransformerConfig config;
  private final ModelSpec spec;
  private final SameDiff graph;
  private final List<Parameter> parameters;
  private final List<Dropout> dropouts;
  private final List<String> names;
  private final int length;
  private final GraphRunner runner;

  public TransformerModel(TransformerConfig config, ModelSpec spec) {
    this(config, spec, DataType.FLOAT);
  }

  /**
   * @param type in which the graph is worked out
   */
  TransformerModel(TransformerConfig config, ModelSpec spec, DataType type) {
    EncoderGraph encoder = new EncoderGraph(config, spec, type);
    this.config = config;
    this.spec = spec;
    this.graph = encoder.graph();
    this.runner = new GraphRunner(graph, type);
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
      at = runner.read(name, flat, at);
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
    for (String name : names) {
      at = runner.write(name, flat, at);
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
    Map<String, Feed> feeds = feeds(batch);
    int targets = spec.targets();
    feeds.put(EncoderGraph.TARGET, new Values(batch.targets(), batch.size(), targets));
    feeds.put(EncoderGraph.WEIGHT, new Values(batch.weights(), batch.size(), targets));
    InvertedDropout dropped = new InvertedDropout(config.dropout(), dropoutSeed);
    for (Dropout dropout : dropouts) {
      int rows = batch.size() * dropout.positions();
      float[] mask = new float[rows * config.dModel()];
      dropped.next(mask, mask.length);
      feeds.put(dropout.name(), new Values(mask, rows, config.dModel()));
    }
    return runner.gradients(feeds, EncoderGraph.LOSS, names, gradient);
  }

  @Override
  public float[] forward(Batch batch) {
    return runner.output(forecastFeeds(batch), EncoderGraph.FORECAST);
  }

  /** Forecasts as {@link #forward} gives them, in double. */
  double[] forwardInDouble(Batch batch) {
    return runner.outputInDouble(forecastFeeds(batch), EncoderGraph.FORECAST);
  }

  private Map<String, Feed> forecastFeeds(Batch batch) {
    Map<String, Feed> feeds = feeds(batch);
    dropouts.forEach(dropout -> feeds.put(dropout.name(), new One()));
    return feeds;
  }

  private Map<String, Feed> feeds(Batch batch) {
    spec.requireFits(batch);
    int size = batch.size();
    int time = spec.time();
    float[] mask = batch.mask();
    float[] padding = new float[mask.length];
    for (int k = 0; k < mask.length; k++) {
      padding[k] = mask[k] == 0 ? EncoderGraph.MASKED : 0;
    }
    Map<String, Feed> feeds = new HashMap<>();
    feeds.put(
        EncoderGraph.FEATURES,
        new Rows(batch.encodings(), spec.features(), batch.distinct(), batch.index()));
    feeds.put(EncoderGraph.PADDING, new Values(padding, size, 1, 1, time));
    if (config.pooling() == Pooling.MEAN) {
      feeds.put(EncoderGraph.POOLING, new Doubles(shares(mask, time), size, 1, time));
    }
    return feeds;
  }

  /** Each position's share in the mean over its window; all 0 in a window of padding only. */
  private static double[] shares(float[] mask, int time) {
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
    return shares;
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
    runner.close();
  }
}
