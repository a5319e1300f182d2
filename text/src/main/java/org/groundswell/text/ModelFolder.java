package org.groundswell.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with the files of a language model: {@code model.onnx} (and {@code model.onnx_data} if
 * the weights are too many for one file), {@code tokenizer.json}, and {@code config.json} if it is
 * a classifier.
 */
public record ModelFolder(Path path) {
  private static final String MODEL = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String CONFIG = "config.json";

  /**
   * @throws TextModelException if there is no such folder, or a file is missing
   */
  public ModelFolder {
    if (!Files.isDirectory(path)) {
      throw new TextModelException(
          "%s: %s. Name a folder that holds %s and %s; docs/text.md says how to make one."
              .formatted(
                  path,
                  Files.exists(path) ? "is not a folder" : "there is no such folder",
                  MODEL,
                  TOKENIZER));
    }
    for (String file : List.of(MODEL, TOKENIZER)) {
      if (!Files.isRegularFile(path.resolve(file))) {
        throw new TextModelException(
            "%s: there is no %s in this folder. Export the model again; docs/text.md says how."
                .formatted(path, file));
      }
    }
  }

  Path model() {
    return path.resolve(MODEL);
  }

  Path tokenizer() {
    return path.resolve(TOKENIZER);
  }

  /** Of all files that the model's output depends on. */
  String sha256() {
    try (Stream<Path> files = Files.list(path)) {
      StringBuilder sums = new StringBuilder();
      for (Path file :
          files.filter(Files::isRegularFile).filter(ModelFolder::decides).sorted().toList()) {
        sums.append(file.getFileName()).append(' ').append(Sha256.of(file)).append('\n');
      }
      return Sha256.of(sums.toString());
    } catch (IOException e) {
      throw new TextModelException("%s can't be read: %s".formatted(path, e), e);
    }
  }

  private static boolean decides(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(MODEL) || name.equals(TOKENIZER);
  }

  /** What {@code config.json} says, if there is one. */
  Optional<JsonObject> config() {
    Path file = path.resolve(CONFIG);
    return Files.isRegularFile(file) ? Optional.of(json(file)) : Optional.empty();
  }

  /** What {@code tokenizer.json} says. */
  JsonObject tokenizerJson() {
    return json(tokenizer());
  }

  private static JsonObject json(Path file) {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      JsonElement all = JsonParser.parseReader(text);
      if (all.isJsonObject()) {
        return all.getAsJsonObject();
      }
      throw new TextModelException(
          "%s is not a JSON object. Export the model again; docs/text.md says how."
              .formatted(file));
    } catch (IOException | JsonParseException e) {
      // the parser's messages go on with where to read about it
      String why = (e.getCause() == null ? e : e.getCause()).getMessage().lines().findFirst().get();
      throw new TextModelException(
          "%s is not JSON in UTF-8 (%s). Export the model again; docs/text.md says how."
              .formatted(file, why),
          e);
    }
  }
}
