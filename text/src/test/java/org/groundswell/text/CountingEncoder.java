package org.groundswell.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.groundswell.text.prepare.Normalisation;

/** An encoder that draws a vector by the hash of a text and notes what it was asked for. */
final class CountingEncoder implements TextEncoder {
  private final String fingerprint;
  private final int dimensions;
  final List<String> asked = new ArrayList<>();

  CountingEncoder(String kind, int dimensions) {
    this.fingerprint = Sha256.of(kind);
    this.dimensions = dimensions;
  }

  float[] vector(String text) {
    Random random = new Random(normalised(text).hashCode());
    float[] vector = new float[dimensions];
    for (int d = 0; d < dimensions; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public String normalised(String text) {
    return Normalisation.MASKED.apply(text);
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public float[][] encode(List<String> texts) {
    asked.addAll(texts);
    return texts.stream().map(this::vector).toArray(float[][]::new);
  }

  @Override
  public void close() {}
}
