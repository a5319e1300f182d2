package org.groundswell.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.groundswell.text.prepare.Normaliser;

/**
 * A classifier of texts by a local ONNX model: one score a label, by softmax if exactly one label
 * holds and by sigmoid if several may.
 */
public final class OnnxClassifier implements TextClassifier {
  private final String name;
  private final OnnxModel model;
  private final boolean several;
  private final List<String> labels;
  private final Normaliser normaliser;
  private final String fingerprint;

  private OnnxClassifier(
      String name,
      OnnxModel model,
      boolean several,
      List<String> labels,
      Normaliser normaliser,
      String fingerprint) {
    this.name = name;
    this.model = model;
    this.several = several;
    this.labels = labels;
    this.normaliser = normaliser;
    this.fingerprint = fingerprint;
  }

  /**
   * What {@code config.json} leaves open, or says wrong.
   *
   * @param several whether several labels may hold of one text; empty: as {@code problem_type} of
   *     the file says, one if it does not
   * @param labels in the order of the model's output; empty: {@code id2label} of the file
   */
  public record Reading(Optional<Boolean> several, List<String> labels) {
    /** Everything by the file. */
    public static final Reading OF_CONFIG = new Reading(Optional.empty(), List.of());

    public Reading {
      labels = List.copyOf(labels);
      if (new HashSet<>(labels).size() < labels.size()) {
        throw new IllegalArgumentException("a label comes twice in " + labels);
      }
    }
  }

  /**
   * Opens the model of a folder, named as the folder.
   *
   * @throws TextModelException if the files are not those of a classifier; the message names the
   *     file and the way out
   */
  public static OnnxClassifier open(ModelFolder folder, Reading reading, TextInput input) {
    Optional<JsonObject> config = folder.config();
    boolean several =
        reading
            .several()
            .orElseGet(
                () ->
                    config
                        .map(json -> json.get("problem_type"))
                        .filter(JsonElement::isJsonPrimitive)
                        .map(type -> type.getAsString().equals("multi_label_classification"))
                        .orElse(false));
    String fingerprint =
        Fingerprint.of(folder, input, several ? "sigmoid of logits" : "softmax of logits");
    OnnxModel model = OnnxModel.open(folder, input, 2);
    try {
      List<String> labels = labels(folder, reading, config, model.width());
      return new OnnxClassifier(
          folder.path().toAbsolutePath().normalize().getFileName().toString(),
          model,
          several,
          labels,
          input.normaliser(),
          fingerprint);
    } catch (TextModelException e) {
      model.close();
      throw e;
    }
  }

  private static List<String> labels(
      ModelFolder folder, Reading reading, Optional<JsonObject> config, int width) {
    List<String> labels = reading.labels();
    if (labels.isEmpty()) {
      labels = config.flatMap(OnnxClassifier::byId).orElse(List.of());
    }
    if (labels.size() != width || new HashSet<>(labels).size() < width) {
      throw new TextModelException(
          "%s: the model gives %d scores and the labels are %s. Put the config.json it was exported with beside it, with id2label, or name the labels."
              .formatted(folder.path(), width, labels.isEmpty() ? "not given" : labels));
    }
    return List.copyOf(labels);
  }

  private static Optional<List<String>> byId(JsonObject config) {
    if (!(config.get("id2label") instanceof JsonObject names)) {
      return Optional.empty();
    }
    Map<Integer, String> byId = new TreeMap<>();
    try {
      for (Map.Entry<String, JsonElement> each : names.entrySet()) {
        byId.put(
            Integer.valueOf(each.getKey()), each.getValue().getAsString().toLowerCase(Locale.ROOT));
      }
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(byId.values()));
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
  public List<String> labels() {
    return labels;
  }

  @Override
  public float[][] encode(List<String> texts) {
    float[][] scores = new float[texts.size()][labels.size()];
    model.run(
        texts,
        (text, output, first, tokens) -> {
          output.get(first, scores[text]);
          if (several) {
            sigmoid(scores[text]);
          } else {
            softmax(scores[text]);
          }
          for (float score : scores[text]) {
            if (Float.isNaN(score)) {
              throw new TextModelException(
                  "%s gives a text a score that is not a number. Export it again in fp32."
                      .formatted(name));
            }
          }
        });
    return scores;
  }

  private static void sigmoid(float[] logits) {
    for (int k = 0; k < logits.length; k++) {
      logits[k] = (float) (1 / (1 + Math.exp(-logits[k])));
    }
  }

  private static void softmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] = (float) (Math.exp(logits[k] - most) / sum);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
