package org.groundswell.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.groundswell.scale.TargetTransform;

/**
 * The keys a configuration may have, which are the components of its records: checked on the tree,
 * where it is still known who wrote what and where.
 */
final class Keys {
  private static final String UNKNOWN = "%s: unknown key '%s'%s. Known%s: %s";

  private final SourceTree tree;
  private final ModelCatalog catalog;

  private Keys(SourceTree tree, ModelCatalog catalog) {
    this.tree = tree;
    this.catalog = catalog;
  }

  /**
   * Checks a resolved tree.
   *
   * @throws UsageException if a key is unknown or missing, or a value stands where keys belong
   */
  static void check(SourceTree tree, ModelCatalog catalog) {
    new Keys(tree, catalog).record(tree.root(), ExperimentConfig.class, "");
  }

  private void record(JsonNode node, Class<?> type, String path) {
    Map<String, Class<?>> known = components(type);
    object(node, path, known);
    known.forEach(
        (key, of) -> {
          String child = SourceTree.join(path, key);
          JsonNode value = node.path(key);
          if (key.equals("models") && path.isEmpty()) {
            models(value, child);
          } else if (value.isMissingNode() || (value.isNull() && of != Optional.class)) {
            if (of != Optional.class) {
              throw new UsageException(
                  "%s: key '%s' has no value".formatted(tree.origin(child), child));
            }
          } else if (of.isRecord()) {
            record(value, of, child);
          }
        });
  }

  private void models(JsonNode models, String path) {
    if (!models.isArray() || models.isEmpty()) {
      throw new UsageException(
          "%s: 'models' must list at least one, such as - {model: ridge}"
              .formatted(tree.origin(path)));
    }
    for (int k = 0; k < models.size(); k++) {
      String at = SourceTree.join(path, String.valueOf(k));
      JsonNode entry = models.get(k);
      Map<String, Class<?>> known = components(ModelEntry.class);
      known.put(AblatedModels.KEY, boolean.class);
      object(entry, at, known);
      if (!entry.path("model").isTextual()) {
        throw new UsageException(
            "%s: '%s' does not say which 'model'".formatted(tree.origin(at), at));
      }
      Class<?> type = configuration(entry, at);
      if (entry.hasNonNull("config")) {
        given(entry.get("config"), type, SourceTree.join(at, "config"));
      }
      if (entry.hasNonNull("target")) {
        record(entry.get("target"), TargetTransform.Config.class, SourceTree.join(at, "target"));
      }
    }
  }

  private Class<?> configuration(JsonNode entry, String path) {
    try {
      return catalog.factory(entry.path("model").asText()).configuration();
    } catch (UsageException e) {
      throw new UsageException(tree.origin(path + ".model") + ": " + e.getMessage(), e);
    }
  }

  /** Checks the keys that are there; the model's defaults stand for the others. */
  private void given(JsonNode node, Class<?> type, String path) {
    Map<String, Class<?>> known = components(type);
    object(node, path, known);
    known.forEach(
        (key, of) -> {
          if (of.isRecord() && node.has(key)) {
            given(node.get(key), of, SourceTree.join(path, key));
          }
        });
  }

  private void object(JsonNode node, String path, Map<String, Class<?>> known) {
    if (!(node instanceof ObjectNode object)) {
      throw new UsageException(
          "%s: '%s' must hold keys (%s) but is %s"
              .formatted(tree.origin(path), path, String.join(", ", known.keySet()), node));
    }
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.containsKey(key)) {
                throw unknown(path, key, known);
              }
            });
  }

  private UsageException unknown(String path, String key, Map<String, Class<?>> known) {
    String wrong = SourceTree.join(path, key);
    List<String> near = new ArrayList<>();
    for (String name : NearMisses.of(key, known.keySet())) {
      near.add(SourceTree.join(path, name));
    }
    for (String other : paths(ExperimentConfig.class, "")) {
      if (other.endsWith("." + key) && near.size() < 3) {
        near.add(other);
      }
    }
    return new UsageException(
        UNKNOWN.formatted(
            tree.origin(wrong),
            wrong,
            NearMisses.hint(near),
            path.isEmpty() ? "" : " in '" + path + "'",
            String.join(", ", known.keySet())));
  }

  private static List<String> paths(Class<?> type, String path) {
    List<String> paths = new ArrayList<>();
    components(type)
        .forEach(
            (key, of) -> {
              paths.add(SourceTree.join(path, key));
              if (of.isRecord()) {
                paths.addAll(paths(of, SourceTree.join(path, key)));
              }
            });
    return paths;
  }

  private static Map<String, Class<?>> components(Class<?> type) {
    Map<String, Class<?>> components = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      components.put(component.getName(), component.getType());
    }
    return components;
  }
}
