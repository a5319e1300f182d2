package org.groundswell.models.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.groundswell.model.ModelSpec;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The encoder as a SameDiff graph: a linear compression of the row encodings to {@code dModel}, a
 * position added, pre-norm encoder layers (Vaswani et al. 2017, section 3; the norm before each
 * block as in Xiong et al. 2020), a last norm, pooling, and one linear output.
 *
 * <p>Activations are kept as {@code [batch × time, dModel]}: SameDiff's matrix product has a right
 * and fast gradient in two dimensions. With {@link Pooling#LAST} the last layer works out its last
 * position only, which is all that is read.
 */
final class EncoderGraph {
  /** Row encodings, {@code [batch × time, feature]}. */
  static final String FEATURES = "features";

  /** 0 for rows and {@link #MASKED} for padding, {@code [batch, 1, 1, time]}. */
  static final String PADDING = "padding";

  /** Weight of each position in the mean, {@code [batch, 1, time]}; with {@link Pooling#MEAN}. */
  static final String POOLING = "pooling";

  /** As in a batch, {@code [batch, target]}. */
  static final String TARGET = "target";

  /** As in a batch, {@code [batch, target]}. */
  static final String WEIGHT = "weight";

  /** {@code [batch, target × level]}. */
  static final String FORECAST = "forecast";

  static final String LOSS = "loss";

  /**
   * Added to the score of a padded key. Finite, so that a window of padding only has finite scores,
   * all equal in float, instead of 0 / 0.
   */
  static final float MASKED = -1e9f;

  /**
   * A trained parameter.
   *
   * @param initial its values at the start, row-major
   * @param decayed whether weight decay applies to it
   */
  record Parameter(String name, long[] shape, float[] initial, boolean decayed) {}

  /**
   * A place where values are dropped.
   *
   * @param name of its mask, {@code [batch × positions, dModel]}, or a single 1 at inference
   */
  record Dropout(String name, int positions) {}

  private final TransformerConfig config;
  private final ModelSpec spec;
  private final DataType type;
  private final SplittableRandom random;
  private final SameDiff graph = SameDiff.create();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Dropout> dropouts = new ArrayList<>();

  EncoderGraph(TransformerConfig config, ModelSpec spec, DataType type) {
    this.config = config;
    this.spec = spec;
    this.type = type;
    // a stream of its own: the trainer draws from the seed itself
    this.random = new SplittableRandom(spec.seed()).split();
    build();
  }

  SameDiff graph() {
    return graph;
  }

  /** In the order of the model's flat parameters. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** In the order in which their masks are drawn. */
  List<Dropout> dropouts() {
    return dropouts;
  }

  private void build() {
    SDVariable features = graph.placeHolder(FEATURES, type, -1, spec.features());
    SDVariable padding = graph.placeHolder(PADDING, type, -1, 1, 1, spec.time());
    SDVariable hidden = compress(features);
    for (int layer = 0; layer < config.layers(); layer++) {
      boolean lastOnly = config.pooling() == Pooling.LAST && layer == config.layers() - 1;
      SDVariable attended = attend("layer" + layer + ".attention", hidden, padding, lastOnly);
      hidden = feedForward("layer" + layer + ".feedForward", attended, lastOnly);
    }
    SDVariable pooled = pool(norm("norm", hidden));
    SDVariable forecast =
        linear("output", pooled, config.dModel(), spec.outputs()).rename(FORECAST);
    SDVariable target = graph.placeHolder(TARGET, type, -1, spec.targets());
    SDVariable weight = graph.placeHolder(WEIGHT, type, -1, spec.targets());
    spec.loss().express(graph, forecast, target, weight, spec.targets()).rename(LOSS);
    graph.setLossVariables(LOSS);
  }

  /** Linear compression and position, added in one go as one vector a position. */
  private SDVariable compress(SDVariable features) {
    int width = config.dModel();
    SDVariable weight = weight("compress.weight", spec.features(), width);
    // not 0, as elsewhere: SameDiff's layer norm divides by the spread without an epsilon, and a
    // row of zeros, as padding is, would have none where no position is added
    SDVariable bias = uniform("compress.bias", 1 / Math.sqrt(width), false, width);
    SDVariable position =
        switch (config.position()) {
          case SINUSOIDAL ->
              graph.constant(
                  "position", Nd4j.createFromArray(sinusoids(spec.time(), width)).castTo(type));
          case LEARNED -> uniform("position", 0.02, false, spec.time(), width);
          case NONE -> graph.constant("position", Nd4j.zeros(type, spec.time(), width));
        };
    SDVariable offset = graph.reshape(position.add(bias), (long) spec.time() * width);
    SDVariable windows =
        graph.reshape(graph.mmul(features, weight), -1, (long) spec.time() * width);
    return graph.reshape(graph.nn().biasAdd(windows, offset, false), -1, width);
  }

  /**
   * The encoding {@code [time, width]} of positions counted from the window's end, so that left
   * padding shifts nothing.
   */
  static double[][] sinusoids(int time, int width) {
    double[][] encoding = new double[time][width];
    for (int t = 0; t < time; t++) {
      int age = time - 1 - t;
      for (int k = 0; k < width; k++) {
        double angle = age / Math.pow(10_000, (k - k % 2) / (double) width);
        encoding[t][k] = k % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return encoding;
  }

  private SDVariable attend(String name, SDVariable hidden, SDVariable padding, boolean lastOnly) {
    SDVariable normed = norm(name + ".norm", hidden);
    SDVariable asking = lastOnly ? last(normed) : normed;
    // scaled here, where it is a matrix of weights and not one of scores
    SDVariable queryWeight = projection(name + ".query").mul(1 / Math.sqrt(config.headWidth()));
    SDVariable query = split(graph.mmul(asking, queryWeight), lastOnly ? 1 : spec.time());
    SDVariable key = split(graph.mmul(normed, projection(name + ".key")), spec.time());
    SDVariable value = split(graph.mmul(normed, projection(name + ".value")), spec.time());
    SDVariable scores = graph.mmul(query, key, false, true, false).add(padding);
    SDVariable mixed = graph.mmul(graph.nn().softmax(scores, -1), value);
    SDVariable merged = graph.reshape(graph.permute(mixed, 0, 2, 1, 3), -1, config.dModel());
    SDVariable attended = graph.mmul(merged, projection(name + ".output"));
    return (lastOnly ? last(hidden) : hidden).add(drop(name, attended, lastOnly));
  }

  private SDVariable feedForward(String name, SDVariable hidden, boolean lastOnly) {
    SDVariable inner =
        linear(
            name + ".inner", norm(name + ".norm", hidden), config.dModel(), config.feedForward());
    SDVariable active =
        switch (config.activation()) {
          case RELU -> graph.nn().relu(inner, 0);
          case GELU -> graph.nn().gelu(inner);
        };
    SDVariable outer = linear(name + ".outer", active, config.feedForward(), config.dModel());
    return hidden.add(drop(name, outer, lastOnly));
  }

  /** {@code [batch, dModel]}. */
  private SDVariable pool(SDVariable hidden) {
    if (config.pooling() == Pooling.LAST) {
      return hidden;
    }
    SDVariable weights = graph.placeHolder(POOLING, type, -1, 1, spec.time());
    SDVariable windows = graph.reshape(hidden, -1, spec.time(), config.dModel());
    return graph.reshape(graph.mmul(weights, windows), -1, config.dModel());
  }

  /** The last position of each window, {@code [batch, dModel]}. */
  private SDVariable last(SDVariable hidden) {
    int width = config.dModel();
    SDVariable windows = graph.reshape(hidden, -1, (long) spec.time() * width);
    return graph.slice(windows, new int[] {0, (spec.time() - 1) * width}, -1, width);
  }

  /** {@code [batch, head, position, headWidth]}. */
  private SDVariable split(SDVariable projected, int positions) {
    SDVariable heads = graph.reshape(projected, -1, positions, config.heads(), config.headWidth());
    return graph.permute(heads, 0, 2, 1, 3);
  }

  private SDVariable norm(String name, SDVariable hidden) {
    SDVariable gain = constant(name + ".gain", 1, config.dModel());
    SDVariable bias = constant(name + ".bias", 0, config.dModel());
    return graph.nn().layerNorm(hidden, gain, bias, false, 1);
  }

  private SDVariable drop(String name, SDVariable values, boolean lastOnly) {
    if (config.dropout() == 0) {
      return values;
    }
    Dropout dropout = new Dropout(name + ".dropout", lastOnly ? 1 : spec.time());
    dropouts.add(dropout);
    return values.mul(graph.placeHolder(dropout.name(), type, -1, -1));
  }

  /** One of attention's four projections; none has a bias, which would cost time and add little. */
  private SDVariable projection(String name) {
    return weight(name + ".weight", config.dModel(), config.dModel());
  }

  private SDVariable linear(String name, SDVariable input, int in, int out) {
    SDVariable weight = weight(name + ".weight", in, out);
    SDVariable bias = constant(name + ".bias", 0, out);
    // not nn().linear, whose gradient fails where its input is a single row
    return graph.nn().biasAdd(graph.mmul(input, weight), bias, false);
  }

  /** A matrix {@code [in, out]}, initially uniform as in Glorot and Bengio (2010), equation 16. */
  private SDVariable weight(String name, int in, int out) {
    return uniform(name, Math.sqrt(6.0 / (in + out)), true, in, out);
  }

  private SDVariable uniform(String name, double limit, boolean decayed, long... shape) {
    float[] initial = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    for (int k = 0; k < initial.length; k++) {
      initial[k] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
    return parameter(name, initial, decayed, shape);
  }

  private SDVariable constant(String name, float value, int length) {
    float[] initial = new float[length];
    Arrays.fill(initial, value);
    return parameter(name, initial, false, length);
  }

  private SDVariable parameter(String name, float[] initial, boolean decayed, long... shape) {
    parameters.add(new Parameter(name, shape, initial, decayed));
    return graph.var(name, Nd4j.createFromArray(initial).reshape(shape).castTo(type));
  }
}
