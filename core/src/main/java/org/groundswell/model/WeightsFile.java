package org.groundswell.model;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Parameters of a model in a folder, as plain data: {@code weights.bin} holds them as little-endian
 * floats, one parameter after the other and each row-major; {@code model.properties} says what they
 * are: format version, kind of model, its configuration, names and shapes of the parameters, and
 * the SHA-256 of {@code weights.bin}.
 *
 * <p>The same parameters give the same bytes. Nothing in the folder is executed or deserialised
 * when it is read.
 */
public final class WeightsFile {
  private static final String FORMAT = "1";
  private static final String WEIGHTS = "weights.bin";
  private static final String DESCRIPTION = "model.properties";

  private WeightsFile() {}

  /**
   * Writes parameters into an existing folder, over what an earlier call wrote there.
   *
   * @param modelName the kind of model, such as {@code transformer}
   * @param configuration what else the parameters depend on; {@link #read} can insist on it
   * @param shapes the shape of each parameter; its order of iteration, as that of a {@link
   *     java.util.LinkedHashMap}, is the order in which they stand in {@code parameters}
   * @param parameters all parameters one after the other
   * @throws IllegalArgumentException if there are more or fewer parameters than the shapes say
   */
  public static void write(
      Path folder,
      String modelName,
      Map<String, String> configuration,
      Map<String, long[]> shapes,
      float[] parameters)
      throws IOException {
    if (parameters.length != count(shapes)) {
      throw new IllegalArgumentException(
          "%d parameters do not fit shapes that hold %d"
              .formatted(parameters.length, count(shapes)));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(parameters.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    Properties description = new Properties();
    description.setProperty("format", FORMAT);
    description.setProperty("model", modelName);
    configuration.forEach((key, value) -> description.setProperty("configuration." + key, value));
    description.setProperty("parameters", describe(shapes));
    description.setProperty("weights.sha256", sha256(bytes.array()));
    Files.write(folder.resolve(WEIGHTS), bytes.array());
    Files.writeString(folder.resolve(DESCRIPTION), sorted(description));
  }

  /** As {@link #read(Path, String, Map, Map)}, whatever the configuration was. */
  public static float[] read(Path folder, String modelName, Map<String, long[]> shapes)
      throws IOException {
    return read(folder, modelName, Map.of(), shapes);
  }

  /**
   * Reads parameters that {@link #write} wrote.
   *
   * @param configuration entries that must stand in the file with these values
   * @param shapes the parameters expected, with their shapes and in their order
   * @throws IOException if a file is missing or damaged, or holds another kind, version,
   *     configuration or shape of model; the message names the file and what is wrong
   */
  public static float[] read(
      Path folder, String modelName, Map<String, String> configuration, Map<String, long[]> shapes)
      throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    Properties description = description(file);
    expect(file, description, "format", FORMAT);
    expect(file, description, "model", modelName);
    for (Map.Entry<String, String> entry : configuration.entrySet()) {
      expect(file, description, "configuration." + entry.getKey(), entry.getValue());
    }
    expect(file, description, "parameters", describe(shapes));

    Path weights = folder.resolve(WEIGHTS);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(weights);
    } catch (NoSuchFileException missing) {
      throw new IOException("%s does not exist".formatted(weights), missing);
    }
    String sum = sha256(bytes);
    if (!sum.equals(description.getProperty("weights.sha256"))) {
      throw new IOException(
          "%s is damaged or belongs to another model: its SHA-256 is %s where %s says %s"
              .formatted(weights, sum, DESCRIPTION, description.getProperty("weights.sha256")));
    }
    if (bytes.length != count(shapes) * Float.BYTES) {
      throw new IOException(
          "%s holds %d bytes where %d floats were expected"
              .formatted(weights, bytes.length, count(shapes)));
    }
    float[] parameters = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
    return parameters;
  }

  /**
   * A number that was written as an entry of the configuration.
   *
   * @throws IOException if the file is missing or damaged, or has no such number
   */
  static int number(Path folder, String key) throws IOException {
    Path file = folder.resolve(DESCRIPTION);
    String found = description(file).getProperty("configuration." + key, "nothing");
    try {
      return Integer.parseInt(found);
    } catch (NumberFormatException notANumber) {
      throw new IOException(
          "%s has %s as configuration.%s where a number is expected".formatted(file, found, key),
          notANumber);
    }
  }

  private static Properties description(Path file) throws IOException {
    Properties description = new Properties();
    try {
      description.load(new StringReader(Files.readString(file)));
      return description;
    } catch (NoSuchFileException missing) {
      throw new IOException(
          "%s does not exist. Maybe the folder is not that of a saved model.".formatted(file),
          missing);
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      throw new IOException("%s is damaged: %s".formatted(file, malformed.getMessage()), malformed);
    }
  }

  private static void expect(Path file, Properties description, String key, String wanted)
      throws IOException {
    String found = description.getProperty(key);
    if (!wanted.equals(found)) {
      throw new IOException(
          "%s says %s %s where this model has '%s'. Maybe load with the configuration it was saved with."
              .formatted(file, key, found == null ? "nothing" : "'" + found + "'", wanted));
    }
  }

  private static long count(Map<String, long[]> shapes) {
    return shapes.values().stream()
        .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Such as {@code compress.weight[80,64] compress.bias[64]}. */
  private static String describe(Map<String, long[]> shapes) {
    return shapes.entrySet().stream()
        .map(
            entry ->
                Arrays.stream(entry.getValue())
                    .mapToObj(Long::toString)
                    .collect(Collectors.joining(",", entry.getKey() + "[", "]")))
        .collect(Collectors.joining(" "));
  }

  /** The lines of a properties file, sorted, without the date that {@code store} puts on top. */
  private static String sorted(Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
