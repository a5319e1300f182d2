package org.groundswell.text.label;

import java.util.List;
import org.groundswell.text.Sha256;
import org.groundswell.text.TextClassifier;
import org.groundswell.text.TextEncoder;

/**
 * Scores labels by how near a text lies to a few texts that are typical of each, its prototypes: a
 * soft feature that needs no training data, and no truth about a text.
 *
 * <p>An embedding is taken relative to the mean of all prototypes, since all texts of a model lie
 * in one direction; a label's centroid is the mean of its prototypes' unit vectors (Snell, Swersky
 * and Zemel 2017, with cosines). A score is the softmax over labels of cosine / temperature, the
 * temperature being the one of a grid under which prototypes, each held against the centroids
 * without itself, are likeliest to get their own labels.
 */
public final class PrototypeClassifier implements TextClassifier {
  private static final double[] TEMPERATURES = {
    0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5
  };

  private final String name;
  private final TextEncoder encoder;
  private final LabelledTexts prototypes;
  private final double[] mean;
  private final double[][] centroids;
  private final double temperature;

  /**
   * Encodes the prototypes.
   *
   * @param name what a report calls it, such as {@code topics}
   * @param encoder of which a text's vector is taken; it stays the caller's to close
   */
  public PrototypeClassifier(String name, TextEncoder encoder, LabelledTexts prototypes) {
    this.name = name;
    this.encoder = encoder;
    this.prototypes = prototypes;
    float[][] vectors = encoder.encode(prototypes.texts());
    double[][] units = new double[vectors.length][];
    mean = new double[encoder.dimensions()];
    for (int k = 0; k < vectors.length; k++) {
      units[k] = unit(vectors[k], new double[mean.length]);
      add(units[k], 1.0 / vectors.length, mean);
    }
    double[][] sums = new double[prototypes.labels().size()][mean.length];
    for (int k = 0; k < units.length; k++) {
      units[k] = relative(units[k]);
      add(units[k], 1, sums[prototypes.examples().get(k).label()]);
    }
    temperature = likeliestTemperature(cosinesWithoutItself(units, sums));
    centroids = sums;
    for (double[] centroid : centroids) {
      scale(centroid);
    }
  }

  @Override
  public String name() {
    return name + " by prototypes on " + encoder.name();
  }

  @Override
  public String fingerprint() {
    return Sha256.of("prototypes 1\n" + encoder.fingerprint() + "\n" + prototypes.fingerprint());
  }

  @Override
  public String normalised(String text) {
    return encoder.normalised(text);
  }

  @Override
  public List<String> labels() {
    return prototypes.labels();
  }

  /** What cosines are divided by before the softmax. */
  public double temperature() {
    return temperature;
  }

  /** Scores that add up to 1. */
  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = encoder.encode(texts);
    float[][] scores = new float[vectors.length][];
    for (int k = 0; k < vectors.length; k++) {
      double[] unit = relative(unit(vectors[k], new double[mean.length]));
      double[] cosines = new double[centroids.length];
      for (int label = 0; label < cosines.length; label++) {
        cosines[label] = dot(unit, centroids[label]);
      }
      scores[k] = softmax(cosines);
    }
    return scores;
  }

  /** Does nothing: the encoder is its owner's. */
  @Override
  public void close() {}

  private float[] softmax(double[] cosines) {
    double log = logSum(cosines, temperature);
    float[] scores = new float[cosines.length];
    for (int label = 0; label < scores.length; label++) {
      scores[label] = (float) Math.exp(cosines[label] / temperature - log);
    }
    return scores;
  }

  /** Cosines of each prototype with all centroids, its own one made without it. */
  private double[][] cosinesWithoutItself(double[][] units, double[][] sums) {
    double[][] cosines = new double[units.length][sums.length];
    for (int k = 0; k < units.length; k++) {
      for (int label = 0; label < sums.length; label++) {
        double[] centroid = sums[label].clone();
        if (label == prototypes.examples().get(k).label()) {
          add(units[k], -1, centroid);
        }
        scale(centroid);
        cosines[k][label] = dot(units[k], centroid);
      }
    }
    return cosines;
  }

  private double likeliestTemperature(double[][] cosines) {
    double likeliest = TEMPERATURES[0];
    double most = Double.NEGATIVE_INFINITY;
    for (double candidate : TEMPERATURES) {
      double logLikelihood = 0;
      for (int k = 0; k < cosines.length; k++) {
        double own = cosines[k][prototypes.examples().get(k).label()];
        logLikelihood += own / candidate - logSum(cosines[k], candidate);
      }
      if (logLikelihood > most) {
        most = logLikelihood;
        likeliest = candidate;
      }
    }
    return likeliest;
  }

  /** log Σ exp(cosine / temperature), without overflow. */
  private static double logSum(double[] cosines, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double cosine : cosines) {
      largest = Math.max(largest, cosine / temperature);
    }
    double sum = 0;
    for (double cosine : cosines) {
      sum += Math.exp(cosine / temperature - largest);
    }
    return largest + Math.log(sum);
  }

  /** A unit vector's direction seen from the mean of all prototypes. */
  private double[] relative(double[] unit) {
    double[] relative = unit.clone();
    add(mean, -1, relative);
    scale(relative);
    return relative;
  }

  private static double[] unit(float[] vector, double[] into) {
    for (int d = 0; d < into.length; d++) {
      into[d] = vector[d];
    }
    scale(into);
    return into;
  }

  /** Makes a vector one of length 1; one of length 0 stays. */
  private static void scale(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    for (int d = 0; length > 0 && d < vector.length; d++) {
      vector[d] /= length;
    }
  }

  private static void add(double[] vector, double factor, double[] to) {
    for (int d = 0; d < to.length; d++) {
      to[d] += factor * vector[d];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
