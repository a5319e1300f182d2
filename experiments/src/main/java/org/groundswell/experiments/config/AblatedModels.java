package org.groundswell.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code ablate: true} beside a model stands for: the model itself, then, for each feature
 * group of the experiment, the model without that group and the model with that group alone.
 */
final class AblatedModels {
  static final String KEY = "ablate";
  private static final String ONLY = "features";
  private static final String WITHOUT = "without";

  private AblatedModels() {}

  /**
   * Puts models in the place of those that are to be ablated.
   *
   * @param tree whose keys have been checked
   * @throws UsageException if the key is no switch, or stands beside feature groups
   */
  static SourceTree expand(SourceTree tree) {
    List<String> groups = groups(tree.root());
    return tree.withModels(
        (path, model) -> {
          if (!model.has(KEY)) {
            return List.of(model);
          }
          ObjectNode whole = model.deepCopy();
          boolean on = on(whole.remove(KEY), tree, SourceTree.join(path, KEY));
          if (on && (model.has(ONLY) || model.has(WITHOUT))) {
            throw new UsageException(
                "%s: '%s' leaves out each feature group of the experiment in turn, so '%s' and '%s' can't stand beside it"
                    .formatted(tree.origin(path), KEY, ONLY, WITHOUT));
          }
          return on ? ablated(whole, groups) : List.of(whole);
        });
  }

  private static List<ObjectNode> ablated(ObjectNode whole, List<String> groups) {
    List<ObjectNode> models = new ArrayList<>(List.of(whole));
    groups.forEach(group -> models.add(with(whole, WITHOUT, "-without-", group)));
    groups.forEach(group -> models.add(with(whole, ONLY, "-only-", group)));
    return models;
  }

  private static ObjectNode with(ObjectNode whole, String key, String suffix, String group) {
    ObjectNode part = whole.deepCopy();
    part.putArray(key).add(group);
    if (whole.hasNonNull("name")) {
      part.put("name", whole.get("name").asText() + suffix + group);
    }
    return part;
  }

  /** The observed rows of the window go with the columns of history. */
  private static List<String> groups(ObjectNode root) {
    JsonNode given = root.path(ONLY);
    List<String> groups = new ArrayList<>();
    (given.isArray() ? given.valueStream() : List.of(given).stream())
        .map(group -> group.asText().toLowerCase(Locale.ROOT))
        .forEach(groups::add);
    if (groups.contains(FeatureGroup.HISTORY.key())) {
      groups.remove(FeatureGroup.WINDOW.key());
    }
    String table = FeatureGroup.TABLE.key();
    if (root.path("data").path("format").asText().equalsIgnoreCase(table)
        && !groups.contains(table)) {
      groups.add(table);
    }
    return groups;
  }

  private static boolean on(JsonNode value, SourceTree tree, String path) {
    return switch (value.asText().toLowerCase(Locale.ROOT)) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default ->
          throw new UsageException(
              "%s, %s: '%s' is none of true, on, false, off"
                  .formatted(tree.origin(path), path, value.asText()));
    };
  }
}
