package org.groundswell.models.baseline;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a baseline learned, as lines {@code key=value} that say first which model wrote them.
 * Numbers are written so that they are read back bit for bit.
 */
final class SavedText {
  private static final String MODEL = "model";

  private final Path file;
  private final Map<String, String> values;

  private SavedText(Path file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  static void write(Path file, String model, Map<String, ?> values) throws IOException {
    StringBuilder text = new StringBuilder(MODEL + "=" + model + "\n");
    new TreeMap<>(values).forEach((key, value) -> text.append(key + "=" + value + "\n"));
    Files.writeString(file, text);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is missing, holds something else, or is of another model
   */
  static SavedText read(Path file, String model) throws IOException {
    SavedText saved = new SavedText(file, new HashMap<>());
    List<String> lines = text(file).lines().toList();
    for (int k = 0; k < lines.size(); k++) {
      int equals = lines.get(k).indexOf('=');
      if (equals < 1) {
        throw new IOException("%s: line %d is not key=value".formatted(file, k + 1));
      }
      saved.values.put(lines.get(k).substring(0, equals), lines.get(k).substring(equals + 1));
    }
    if (!saved.value(MODEL).equals(model)) {
      throw new IOException(
          "%s is of the model '%s', not '%s'".formatted(file, saved.value(MODEL), model));
    }
    return saved;
  }

  /** The whole of a text file that a model saved. */
  static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is missing; was a model saved to this folder?", e);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not text", e);
    }
  }

  String value(String key) throws IOException {
    String value = values.get(key);
    if (value == null) {
      throw new IOException("%s lacks '%s'".formatted(file, key));
    }
    return value;
  }

  /** Checks that a model of this shape wrote the file. */
  void require(String key, int expected) throws IOException {
    if (!value(key).equals(Integer.toString(expected))) {
      throw new IOException(
          "%s has %s=%s where this model has %d".formatted(file, key, value(key), expected));
    }
  }

  static String line(double[] numbers) {
    return Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  double[] numbers(String key, int count) throws IOException {
    String text = value(key);
    String[] words = text.isEmpty() ? new String[0] : text.split(" ", -1);
    if (words.length != count) {
      throw new IOException(
          "%s has %d numbers in '%s' where %d are expected"
              .formatted(file, words.length, key, count));
    }
    double[] numbers = new double[count];
    for (int k = 0; k < count; k++) {
      try {
        numbers[k] = Double.parseDouble(words[k]);
      } catch (NumberFormatException e) {
        throw new IOException("%s has '%s' in '%s'".formatted(file, words[k], key), e);
      }
      if (!Double.isFinite(numbers[k])) {
        throw new IOException("%s has %s in '%s'".formatted(file, words[k], key));
      }
    }
    return numbers;
  }
}
