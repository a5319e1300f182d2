package org.groundswell.experiments.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.groundswell.text.CacheFolder;
import org.groundswell.text.Pooling;

/**
 * How texts are read, for the feature groups {@code embedding}, {@code sentiment}, {@code emotion}
 * and {@code topic}; of no meaning where none of them is asked for.
 *
 * @param embedding {@value #BGE}, {@value #MINILM}, or a folder with an ONNX model
 * @param pooling of a folder's model: how the vectors of words become one; the others know it
 * @param prefix what stands before each text, as some models were trained
 * @param dimensions how many principal directions of the embedding are kept; 0: all its numbers
 * @param maxTokens where a text is cut
 * @param sentiment {@value #VADER}; or as {@code emotion}
 * @param emotion {@value #PROTOTYPES} that come with the program; {@code prototypes:FILE.csv} or
 *     {@code head:FILE.csv} for labelled texts of one's own; or a folder with an ONNX classifier
 * @param topic as {@code emotion}
 * @param several the groups {@code sentiment}, {@code emotion}, {@code topic} of whose labels
 *     several may hold of one text though the {@code config.json} of their folder does not say so
 * @param original by feature group, the model of a study that is followed; where another reads the
 *     texts, the report calls it a substitute
 * @param cache {@value #STANDARD}, {@value #NONE}, or a folder where vectors are kept
 * @param cacheMegabytes how much is kept at most
 */
public record TextConfig(
    String embedding,
    Optional<Pooling> pooling,
    String prefix,
    int dimensions,
    int maxTokens,
    String sentiment,
    String emotion,
    String topic,
    List<String> several,
    Map<String, String> original,
    String cache,
    int cacheMegabytes) {
  /** The default embedding. */
  public static final String BGE = "bge-small";

  /** The faster one. */
  public static final String MINILM = "minilm";

  /** The sentiment by a lexicon and rules. */
  public static final String VADER = "vader";

  /** Labels by a few typical texts of each. */
  public static final String PROTOTYPES = "prototypes";

  static final String STANDARD = "standard";
  static final String NONE = "none";

  /** Labels by a regression on labelled texts. */
  public static final String HEAD = "head";

  private static final Set<String> LABELLED = Set.of("sentiment", "emotion", "topic");

  public TextConfig {
    several = List.copyOf(several);
    for (String group : several) {
      if (!LABELLED.contains(group)) {
        throw new IllegalArgumentException(
            "several names groups whose labels may hold together, of sentiment, emotion and topic; '%s' is none of them"
                .formatted(group));
      }
    }
    original = new TreeMap<>(original);
    for (String group : original.keySet()) {
      boolean known = false;
      for (FeatureGroup each : FeatureGroup.values()) {
        known |= each.readsTexts() && each.key().equals(group);
      }
      if (!known) {
        throw new IllegalArgumentException(
            "original names the models of embedding, sentiment, emotion and topic; '%s' is none of them"
                .formatted(group));
      }
    }
    checkEmbedding(embedding, pooling);
    checkLabels("sentiment", sentiment, VADER);
    checkLabels("emotion", emotion, PROTOTYPES);
    checkLabels("topic", topic, PROTOTYPES);
    if (dimensions < 0 || maxTokens < 3 || maxTokens > 8192 || cacheMegabytes < 1) {
      throw new IllegalArgumentException(
          "dimensions %d must not be negative, maxTokens %d within 3 to 8192, and cacheMegabytes %d positive"
              .formatted(dimensions, maxTokens, cacheMegabytes));
    }
    if (cache.isBlank()) {
      throw new IllegalArgumentException(
          "cache is blank; say %s, %s or a folder".formatted(STANDARD, NONE));
    }
  }

  private static void checkEmbedding(String embedding, Optional<Pooling> pooling) {
    boolean bundled = embedding.equals(BGE) || embedding.equals(MINILM);
    if (bundled && pooling.isPresent()) {
      throw new IllegalArgumentException(
          "pooling %s belongs to a folder's model; %s has its own"
              .formatted(pooling.get(), embedding));
    }
    if (!bundled) {
      requireFolderLike("embedding", embedding, List.of(BGE, MINILM));
      if (pooling.isEmpty()) {
        throw new IllegalArgumentException(
            "the model in '%s' needs pooling cls or mean, as it was trained".formatted(embedding));
      }
    }
  }

  private static void checkLabels(String key, String value, String standard) {
    boolean csv = value.startsWith(PROTOTYPES + ":") || value.startsWith(HEAD + ":");
    if (!value.equals(standard) && !csv) {
      requireFolderLike(
          key, value, List.of(standard, PROTOTYPES + ":FILE.csv", HEAD + ":FILE.csv"));
    }
  }

  /** A word that is no path is a misspelt name. */
  private static void requireFolderLike(String key, String value, List<String> names) {
    if (!value.contains("/") && !value.contains("\\") && !Path.of(value).toFile().isDirectory()) {
      throw new IllegalArgumentException(
          "%s '%s' is none of %s and no folder%s"
              .formatted(key, value, String.join(", ", names), NearMisses.hint(value, names)));
    }
  }

  /** What reads the texts of a group, as configured. */
  public String of(FeatureGroup group) {
    return switch (group) {
      case EMBEDDING -> embedding;
      case SENTIMENT -> sentiment;
      case EMOTION -> emotion;
      case TOPIC -> topic;
      default -> throw new IllegalArgumentException(group.key() + " is not configured");
    };
  }

  /** Where unpacked models and vectors lie. */
  public Path cacheFolder() {
    return cache.equals(STANDARD) || cache.equals(NONE) ? CacheFolder.standard() : Path.of(cache);
  }

  /** Whether vectors are kept for other runs. */
  public boolean caches() {
    return !cache.equals(NONE);
  }
}
