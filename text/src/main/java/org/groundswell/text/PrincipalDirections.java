package org.groundswell.text;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * An encoder's vectors as fewer numbers: seen from the mean of some reference texts, along the
 * directions in which these differ most (principal components). The reference comes with the
 * program and not with the data, so no text to be read, of training or test rows, has a part in
 * what the numbers mean.
 */
public final class PrincipalDirections extends ForwardingEncoder {
  private final double[] mean;
  private final double[][] directions;
  private final String fingerprint;

  /**
   * Encodes the reference.
   *
   * @param encoder whose vectors are taken; closed with this
   * @param reference more texts than dimensions
   * @throws IllegalArgumentException if the reference differs in fewer directions
   */
  public PrincipalDirections(TextEncoder encoder, List<String> reference, int dimensions) {
    super(encoder);
    int width = encoder.dimensions();
    int most = Math.min(width, reference.size() - 1);
    if (dimensions < 1 || dimensions > most) {
      throw new IllegalArgumentException(
          "%d directions are not within 1 to %d, in which %d reference texts differ by %s"
              .formatted(dimensions, most, reference.size(), encoder.name()));
    }
    float[][] vectors = encoder.encode(reference);
    mean = new double[width];
    for (float[] vector : vectors) {
      for (int d = 0; d < width; d++) {
        mean[d] += (double) vector[d] / vectors.length;
      }
    }
    double[][] centred = new double[vectors.length][width];
    for (int k = 0; k < vectors.length; k++) {
      for (int d = 0; d < width; d++) {
        centred[k][d] = vectors[k][d] - mean[d];
      }
    }
    RealMatrix texts = new Array2DRowRealMatrix(centred, false);
    // of as many rows as there are texts, not of width²
    EigenDecomposition gram = new EigenDecomposition(texts.multiply(texts.transpose()));
    directions = new double[dimensions][];
    for (int k = 0; k < dimensions; k++) {
      double[] direction = texts.preMultiply(gram.getEigenvector(k)).toArray();
      double length = Math.sqrt(dot(direction, direction));
      if (!(length > 1e-9)) {
        throw new IllegalArgumentException(
            "the %d reference texts differ in %d directions only by %s"
                .formatted(reference.size(), k, encoder.name()));
      }
      double sign = direction[largest(direction)] < 0 ? -1 : 1;
      for (int d = 0; d < width; d++) {
        direction[d] *= sign / length;
      }
      directions[k] = direction;
    }
    List<String> parts = new ArrayList<>(List.of("directions 1", encoder.fingerprint()));
    parts.add(String.valueOf(dimensions));
    reference.forEach(text -> parts.add(Sha256.of(text)));
    fingerprint = Sha256.of(String.join("\n", parts));
  }

  private static int largest(double[] values) {
    int largest = 0;
    for (int k = 1; k < values.length; k++) {
      largest = Math.abs(values[k]) > Math.abs(values[largest]) ? k : largest;
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  @Override
  public String name() {
    return "%s in %d of %d dimensions"
        .formatted(encoder.name(), directions.length, encoder.dimensions());
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public int dimensions() {
    return directions.length;
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = encoder.encode(texts);
    float[][] coordinates = new float[vectors.length][directions.length];
    double[] centred = new double[mean.length];
    for (int k = 0; k < vectors.length; k++) {
      for (int d = 0; d < centred.length; d++) {
        centred[d] = vectors[k][d] - mean[d];
      }
      for (int c = 0; c < directions.length; c++) {
        coordinates[k][c] = (float) dot(centred, directions[c]);
      }
    }
    return coordinates;
  }
}
