package org.groundswell.text.label;

import java.util.List;
import java.util.stream.Stream;
import org.groundswell.text.TextEncoder;

/** An encoder whose vector of {@code 1 0.5} is (1, 0.5). */
final class Numbers implements TextEncoder {

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
    return 2;
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][2];
    for (int k = 0; k < vectors.length; k++) {
      float[] vector = vectors[k];
      double[] numbers =
          Stream.of(texts.get(k).split(" ")).mapToDouble(Double::parseDouble).toArray();
      vector[0] = (float) numbers[0];
      vector[1] = (float) numbers[1];
    }
    return vectors;
  }

  @Override
  public void close() {}
}
