package org.groundswell.text;

import java.util.List;
import java.util.Locale;
import org.groundswell.text.prepare.Normaliser;

/**
 * A text embedding by a local ONNX model: the model's vectors of tokens, pooled and scaled to
 * length 1.
 */
public final class OnnxEmbedding implements TextEncoder {
  private final String name;
  private final OnnxModel model;
  private final Pooling pooling;
  private final Normaliser normaliser;
  private final String fingerprint;

  private OnnxEmbedding(
      String name, OnnxModel model, Pooling pooling, Normaliser normaliser, String fingerprint) {
    this.name = name;
    this.model = model;
    this.pooling = pooling;
    this.normaliser = normaliser;
    this.fingerprint = fingerprint;
  }

  /**
   * Opens the model of a folder, named as the folder.
   *
   * @throws TextModelException if the files are not those of an embedding; the message names the
   *     file and the way out
   */
  public static OnnxEmbedding open(ModelFolder folder, Pooling pooling, TextInput input) {
    String name = folder.path().toAbsolutePath().normalize().getFileName().toString();
    return open(name, folder, pooling, input);
  }

  static OnnxEmbedding open(String name, ModelFolder folder, Pooling pooling, TextInput input) {
    String reading = "pooling " + pooling.name().toLowerCase(Locale.ROOT) + ", length 1";
    String fingerprint = Fingerprint.of(folder, input, reading);
    OnnxModel model = OnnxModel.open(folder, input, 3);
    return new OnnxEmbedding(name, model, pooling, input.normaliser(), fingerprint);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public String normalised(String text) {
    return normaliser.apply(text);
  }

  @Override
  public int dimensions() {
    return model.width();
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] vectors = new float[texts.size()][model.width()];
    model.run(
        texts,
        (text, output, first, tokens) -> {
          pooling.pool(output, first, tokens, vectors[text]);
          toLengthOne(vectors[text]);
        });
    return vectors;
  }

  private void toLengthOne(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new TextModelException(
          "%s gives a text a vector that is not finite. Export it again in fp32.".formatted(name));
    }
    double length = Math.sqrt(squares);
    for (int d = 0; d < vector.length && length > 0; d++) {
      vector[d] = (float) (vector[d] / length);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
