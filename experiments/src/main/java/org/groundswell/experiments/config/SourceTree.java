package org.groundswell.experiments.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * YAML as a tree that remembers where each of its keys was written, so that a message can say so.
 * Immutable by use: every method gives a new tree.
 *
 * <p>A path is keys and list positions with dots between, such as {@code models.0.config.dModel}.
 *
 * @param root the tree
 * @param origins by path, where its value was written: {@code file.yaml line 7} or {@code -Dset};
 *     what is not in it was written with its parent
 * @param source the name of the file
 */
record SourceTree(ObjectNode root, Map<String, String> origins, String source) {
  /** The key that names a file's base, and the item that stands for its models. */
  static final String BASE = "base";

  private static final String MODELS = "models";
  private static final String OVERRIDE = "-D";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * Reads a YAML document that holds keys and values.
   *
   * @throws UsageException if it is not YAML, not an object, or names a key twice
   */
  static SourceTree parse(String yaml, String source) {
    Map<String, String> origins = new LinkedHashMap<>();
    JsonNode node = read(yaml, source, origins);
    if (!(node instanceof ObjectNode root)) {
      throw new UsageException(source + " should hold keys such as 'question' and 'models'");
    }
    return new SourceTree(root, origins, source);
  }

  /** Reads a single YAML value: a number, a word, {@code [a, b]} or {@code {key: value}}. */
  static JsonNode value(String yaml, String source) {
    return read(yaml, source, new LinkedHashMap<>());
  }

  private static JsonNode read(String yaml, String source, Map<String, String> origins) {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      if (parser.nextToken() == null) {
        return NODES.nullNode();
      }
      JsonNode node = node(parser, "", source, origins);
      if (parser.nextToken() != null) {
        throw new UsageException(
            at(parser, source) + ": a second document; one experiment is one document");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new UsageException(
          "%s line %d: not valid YAML: %s".formatted(source, line, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode node(
      YAMLParser parser, String path, String source, Map<String, String> origins)
      throws IOException {
    if (parser.isCurrentAlias()) {
      throw new UsageException(
          at(parser, source) + ": aliases are not read; write the value, or share it by 'base'");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, path, source, origins);
      case START_ARRAY -> array(parser, path, source, origins);
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NULL -> NODES.nullNode();
      default -> NODES.textNode(parser.getText());
    };
  }

  private static ObjectNode object(
      YAMLParser parser, String path, String source, Map<String, String> origins)
      throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String child = join(path, key);
      String here = at(parser, source);
      if (object.has(key)) {
        throw new UsageException(
            "%s: key '%s' stands here a second time; first in %s"
                .formatted(here, child, origins.get(child)));
      }
      origins.put(child, here);
      parser.nextToken();
      object.set(key, node(parser, child, source, origins));
    }
    return object;
  }

  private static ArrayNode array(
      YAMLParser parser, String path, String source, Map<String, String> origins)
      throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String child = join(path, String.valueOf(array.size()));
      origins.put(child, at(parser, source));
      array.add(node(parser, child, source, origins));
    }
    return array;
  }

  private static String at(YAMLParser parser, String source) {
    return source + " line " + parser.currentTokenLocation().getLineNr();
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Where the value of a path was written, and what of the command line lies below it. */
  String origin(String path) {
    String here = written(path);
    return origins.entrySet().stream()
        .filter(below -> path.isEmpty() || below.getKey().startsWith(path + "."))
        .map(Map.Entry::getValue)
        .filter(origin -> origin.startsWith(OVERRIDE) && !origin.equals(here))
        .findFirst()
        .map(origin -> here + " with " + origin)
        .orElse(here);
  }

  private String written(String path) {
    String nearest = path;
    while (!nearest.isEmpty()) {
      if (origins.containsKey(nearest)) {
        return origins.get(nearest);
      }
      nearest = nearest.contains(".") ? nearest.substring(0, nearest.lastIndexOf('.')) : "";
    }
    return source;
  }

  /** The tree without a top-level key. */
  SourceTree without(String key) {
    ObjectNode copy = root.deepCopy();
    copy.remove(key);
    return new SourceTree(copy, origins, source);
  }

  /**
   * This tree laid over another: objects are merged, everything else replaces. In the list of
   * models an item {@value #BASE} stands for the models of the other tree.
   */
  SourceTree over(SourceTree base) {
    Map<String, String> merged = new LinkedHashMap<>();
    return new SourceTree(merge(root, base.root, "", base, merged), merged, source);
  }

  private ObjectNode merge(
      ObjectNode mine, ObjectNode theirs, String path, SourceTree base, Map<String, String> into) {
    ObjectNode result = NODES.objectNode();
    List<String> keys = new ArrayList<>();
    theirs.fieldNames().forEachRemaining(keys::add);
    mine.fieldNames().forEachRemaining(key -> keys.add(key));
    for (String key : keys.stream().distinct().toList()) {
      String child = join(path, key);
      JsonNode over = mine.get(key);
      JsonNode under = theirs.get(key);
      if (over instanceof ObjectNode upper && under instanceof ObjectNode lower) {
        into.put(child, origins.getOrDefault(child, source));
        result.set(key, merge(upper, lower, child, base, into));
      } else if (child.equals(MODELS) && over instanceof ArrayNode models) {
        into.put(child, origins.getOrDefault(child, source));
        result.set(key, models(models, under, base, into));
      } else if (over != null) {
        copyOrigins(this, child, child, into);
        result.set(key, over);
      } else {
        copyOrigins(base, child, child, into);
        result.set(key, under);
      }
    }
    return result;
  }

  private ArrayNode models(
      ArrayNode mine, JsonNode theirs, SourceTree base, Map<String, String> into) {
    ArrayNode result = NODES.arrayNode();
    for (int k = 0; k < mine.size(); k++) {
      if (mine.get(k).isTextual() && mine.get(k).textValue().equals(BASE)) {
        if (!(theirs instanceof ArrayNode others)) {
          throw new UsageException(
              origin(MODELS + "." + k) + ": 'base' stands for the models of the base; it has none");
        }
        for (int other = 0; other < others.size(); other++) {
          copyOrigins(base, MODELS + "." + other, MODELS + "." + result.size(), into);
          result.add(others.get(other));
        }
      } else {
        copyOrigins(this, MODELS + "." + k, MODELS + "." + result.size(), into);
        result.add(mine.get(k));
      }
    }
    return result;
  }

  /** What stands in the place of a model, by its path. */
  interface InPlaceOf {
    List<ObjectNode> models(String path, ObjectNode model);
  }

  /** The tree with other models, each written where that was in whose place it stands. */
  SourceTree withModels(InPlaceOf rule) {
    ObjectNode copy = root.deepCopy();
    ArrayNode result = copy.putArray(MODELS);
    Map<String, String> moved = new LinkedHashMap<>(origins);
    moved.keySet().removeIf(key -> key.startsWith(MODELS + "."));
    for (int k = 0; k < root.path(MODELS).size(); k++) {
      String path = MODELS + "." + k;
      for (ObjectNode model : rule.models(path, (ObjectNode) root.get(MODELS).get(k))) {
        copyOrigins(this, path, MODELS + "." + result.size(), moved);
        result.add(model);
      }
    }
    return new SourceTree(copy, moved, source);
  }

  private static void copyOrigins(
      SourceTree from, String path, String newPath, Map<String, String> into) {
    from.origins.forEach(
        (key, origin) -> {
          if (key.equals(path) || key.startsWith(path + ".")) {
            into.put(newPath + key.substring(path.length()), origin);
          }
        });
  }

  /**
   * The tree with the value of a path replaced. A list item is named by its position from 0, a
   * model also by its name.
   *
   * @throws UsageException if the path leads through a value or past the end of a list
   */
  SourceTree with(String path, JsonNode value, String origin) {
    ObjectNode copy = root.deepCopy();
    String[] keys = path.split("\\.", -1);
    JsonNode at = copy;
    String written = "";
    for (int k = 0; k < keys.length; k++) {
      boolean last = k == keys.length - 1;
      if (at instanceof ObjectNode object) {
        if (last) {
          object.set(keys[k], value);
        } else if (!object.hasNonNull(keys[k])) {
          object.set(keys[k], NODES.objectNode());
        }
        at = object.get(keys[k]);
        written = join(written, keys[k]);
      } else if (at instanceof ArrayNode array) {
        int position = position(array, keys[k], written, origin);
        if (last) {
          array.set(position, value);
        }
        at = array.get(position);
        written = join(written, String.valueOf(position));
      } else {
        throw new UsageException(
            "%s: '%s' holds %s and so has no key '%s'".formatted(origin, written, at, keys[k]));
      }
    }
    Map<String, String> moved = new LinkedHashMap<>(origins);
    String replaced = written;
    moved.keySet().removeIf(key -> key.equals(replaced) || key.startsWith(replaced + "."));
    moved.put(written, origin);
    return new SourceTree(copy, moved, source);
  }

  private static int position(ArrayNode array, String key, String path, String origin) {
    if (key.matches("\\d{1,6}") && Integer.parseInt(key) < array.size()) {
      return Integer.parseInt(key);
    }
    List<String> names = new ArrayList<>();
    for (int k = 0; k < array.size(); k++) {
      JsonNode item = array.get(k);
      names.add(item.path("name").asText(item.path("model").asText("")));
    }
    int position = names.indexOf(key);
    if (position < 0 || position != names.lastIndexOf(key)) {
      throw new UsageException(
          "%s: '%s' has no single item '%s'; name one by its position, 0 to %d%s"
              .formatted(
                  origin, path, key, array.size() - 1, NearMisses.hint(key, List.copyOf(names))));
    }
    return position;
  }
}
