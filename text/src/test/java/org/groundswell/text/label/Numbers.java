package org.groundswell.text.label;

import java.util.List;
import org.groundswell.text.TextEncoder;

/** An encoder whose vector of {@code 1 0.5} is (1, 0.5). */
final class Numbers implements TextEncoder {
  private final int dimensions;

  Numbers(int dimensions) {
    this.dimensions = dimensions;
  }

  @Override
  public String name() {
    return "numbers";
  }

  @Override
  public String fingerprint() {
    return "0".repeat(64);
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][dimensions];
    for (int k = 0; k < vectors.length; k++) {
      float[] vector = vectors[k];
      List<String> numbers = List.of(texts.get(k).split(" "));
      for (int d = 0; d < dimensions; d++) {
        vector[d] = Float.parseFloat(numbers.get(d));
      }
    }
    return vectors;
  }

  @Override
  public void close() {}
}
