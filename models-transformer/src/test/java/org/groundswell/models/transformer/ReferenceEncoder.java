package org.groundswell.models.transformer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.groundswell.models.transformer.TransformerConfig.Activation;
import org.groundswell.models.transformer.TransformerConfig.Pooling;
import org.groundswell.models.transformer.TransformerConfig.Position;
import org.groundswell.window.Batch;
import org.groundswell.window.Windows;

/**
 * The encoder once more, written from the paper's formulas as plain loops in double: one window at
 * a time, every position in every layer, padded keys left out instead of masked.
 */
final class ReferenceEncoder {
  private final TransformerConfig config;
  private final Map<String, double[]> parameters = new LinkedHashMap<>();

  ReferenceEncoder(TransformerConfig config, Map<String, long[]> shapes, float[] flat) {
    this.config = config;
    int at = 0;
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      int length = 1;
      for (long extent : entry.getValue()) {
        length *= (int) extent;
      }
      double[] values = new double[length];
      for (int k = 0; k < length; k++) {
        values[k] = flat[at++];
      }
      parameters.put(entry.getKey(), values);
    }
  }

  double[] forward(Batch batch) {
    int outputs = parameters.get("output.bias").length;
    double[] forecast = new double[batch.size() * outputs];
    for (int b = 0; b < batch.size(); b++) {
      double[] ofWindow = window(batch, b);
      System.arraycopy(ofWindow, 0, forecast, b * outputs, outputs);
    }
    return forecast;
  }

  private double[] window(Batch batch, int b) {
    int time = batch.time();
    boolean[] present = new boolean[time];
    double[][] hidden = new double[time][];
    for (int t = 0; t < time; t++) {
      int encoding = batch.index()[b * time + t];
      present[t] = encoding != Windows.PADDING;
      double[] x = new double[batch.features()];
      for (int f = 0; present[t] && f < x.length; f++) {
        x[f] = batch.encodings()[encoding * x.length + f];
      }
      hidden[t] = plus(linear("compress", x), position(time, t));
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      hidden = attend("layer" + layer + ".attention", hidden, present);
      for (int t = 0; t < time; t++) {
        hidden[t] = plus(hidden[t], feedForward("layer" + layer + ".feedForward", hidden[t]));
      }
    }
    double[] pooled = new double[config.dModel()];
    int rows = 0;
    for (int t = 0; t < time; t++) {
      if (config.pooling() == Pooling.LAST ? t == time - 1 : present[t]) {
        pooled = plus(pooled, norm("norm", hidden[t]));
        rows++;
      }
    }
    for (int k = 0; k < pooled.length; k++) {
      pooled[k] /= rows;
    }
    return linear("output", pooled);
  }

  private double[] position(int time, int t) {
    int width = config.dModel();
    double[] position = new double[width];
    int age = time - 1 - t;
    for (int k = 0; k < width; k++) {
      if (config.position() == Position.LEARNED) {
        position[k] = parameters.get("position")[t * width + k];
      } else if (config.position() == Position.SINUSOIDAL) {
        int pair = k / 2;
        double frequency = Math.exp(-Math.log(10_000) * 2 * pair / width);
        position[k] = k % 2 == 0 ? Math.sin(age * frequency) : Math.cos(age * frequency);
      }
    }
    return position;
  }

  private double[][] attend(String name, double[][] hidden, boolean[] present) {
    int time = hidden.length;
    double[][] query = new double[time][];
    double[][] key = new double[time][];
    double[][] value = new double[time][];
    for (int t = 0; t < time; t++) {
      double[] normed = norm(name + ".norm", hidden[t]);
      query[t] = times(normed, parameters.get(name + ".query.weight"));
      key[t] = times(normed, parameters.get(name + ".key.weight"));
      value[t] = times(normed, parameters.get(name + ".value.weight"));
    }
    int width = config.dModel() / config.heads();
    double[][] attended = new double[time][];
    for (int t = 0; t < time; t++) {
      double[] merged = new double[config.dModel()];
      for (int head = 0; head < config.heads(); head++) {
        double[] share = new double[time];
        double sum = 0;
        for (int s = 0; s < time; s++) {
          if (present[s]) {
            double score = 0;
            for (int k = head * width; k < (head + 1) * width; k++) {
              score += query[t][k] * key[s][k];
            }
            share[s] = Math.exp(score / Math.sqrt(width));
            sum += share[s];
          }
        }
        for (int s = 0; s < time; s++) {
          for (int k = head * width; k < (head + 1) * width; k++) {
            merged[k] += share[s] / sum * value[s][k];
          }
        }
      }
      attended[t] = plus(hidden[t], times(merged, parameters.get(name + ".output.weight")));
    }
    return attended;
  }

  private double[] feedForward(String name, double[] hidden) {
    double[] inner = linear(name + ".inner", norm(name + ".norm", hidden));
    for (int k = 0; k < inner.length; k++) {
      // ND4J's constant is a float in double graphs too
      inner[k] =
          config.activation() == Activation.RELU
              ? Math.max(0, inner[k])
              : inner[k] / (1 + Math.exp(-1.702f * inner[k]));
    }
    return linear(name + ".outer", inner);
  }

  private double[] norm(String name, double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] normed = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      normed[k] =
          parameters.get(name + ".gain")[k] * (x[k] - mean) / Math.sqrt(variance)
              + parameters.get(name + ".bias")[k];
    }
    return normed;
  }

  private double[] linear(String name, double[] x) {
    return plus(times(x, parameters.get(name + ".weight")), parameters.get(name + ".bias"));
  }

  /** x · W with W of {@code [in, out]}. */
  private static double[] times(double[] x, double[] weight) {
    int out = weight.length / x.length;
    double[] product = new double[out];
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < out; o++) {
        product[o] += x[i] * weight[i * out + o];
      }
    }
    return product;
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      sum[k] = a[k] + b[k];
    }
    return sum;
  }
}
