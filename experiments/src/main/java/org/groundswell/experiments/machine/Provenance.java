package org.groundswell.experiments.machine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Where results come from: with the data, which {@code data.json} describes, all that somebody
 * needs who wants to get the same bits. Nothing in it names the user, the host or a folder, but for
 * what the command says.
 *
 * @param command what reproduces the run
 * @param version of this program
 * @param git its source
 * @param started when the run began
 * @param jvm which Java
 * @param os which operating system
 * @param cpu which processor
 * @param backend what computed
 * @param environment how the native libraries were set
 * @param libraries version by name, {@code absent} where it is not on the class path
 * @param seeds of the experiment
 * @param configSha256 of the configuration
 * @param encoders what reads texts, if something does
 */
public record Provenance(
    String command,
    String version,
    Git git,
    Instant started,
    Jvm jvm,
    OperatingSystem os,
    Cpu cpu,
    Backend backend,
    List<NativeSettings.Setting> environment,
    Map<String, String> libraries,
    List<Long> seeds,
    String configSha256,
    List<Encoder> encoders) {

  /**
   * What reads the texts of posts for a feature group.
   *
   * @param fingerprint changes with all that decides what it says of a text; empty where that is
   *     the version of this program
   * @param original the model of a study that is followed, empty for none
   */
  public record Encoder(String group, String name, String fingerprint, String original) {}

  /** A Java runtime; heap is the most it may take. */
  public record Jvm(String name, String version, String vendor, long heapBytes) {}

  /** An operating system. */
  public record OperatingSystem(String name, String version, String architecture) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("provenance")
                  .addSerializer(Instant.class, ToStringSerializer.instance))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final List<String> DECIDES_BITS =
      List.of(
          "/version",
          "/git/commit",
          "/git/state",
          "/jvm/version",
          "/os/architecture",
          "/backend/name",
          "/backend/ompThreads",
          "/backend/blasThreads",
          "/backend/accelerated",
          "/backend/openBlas",
          "/libraries",
          "/encoders");

  /** Maven coordinates of the libraries that results depend on, by the name they go by. */
  private static final Map<String, String> LIBRARIES = new LinkedHashMap<>();

  static {
    LIBRARIES.put("deeplearning4j", "org.deeplearning4j/deeplearning4j-core");
    LIBRARIES.put("nd4j", "org.nd4j/nd4j-api");
    LIBRARIES.put("lightgbm4j", "io.github.metarank/lightgbm4j");
    LIBRARIES.put("tablesaw", "tech.tablesaw/tablesaw-core");
    LIBRARIES.put("commons-math", "org.apache.commons/commons-math3");
  }

  public Provenance {
    environment = List.copyOf(environment);
    seeds = List.copyOf(seeds);
    encoders = List.copyOf(encoders);
  }

  /** The provenance of a run on this machine. It never fails: what can't be found is unknown. */
  public static Provenance gather(
      String command,
      NativeSettings settings,
      Backend backend,
      List<Long> seeds,
      String configSha256,
      List<Encoder> encoders,
      Instant started) {
    return new Provenance(
        command,
        programVersion(),
        Git.ofThisProgram(),
        started,
        new Jvm(
            System.getProperty("java.vm.name"),
            System.getProperty("java.runtime.version"),
            System.getProperty("java.vendor"),
            Runtime.getRuntime().maxMemory()),
        new OperatingSystem(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")),
        Cpu.here(),
        backend,
        settings.settings(),
        libraryVersions(),
        seeds,
        configSha256,
        encoders);
  }

  /** The version of this program. */
  public static String programVersion() {
    return property("product.properties", "unknown");
  }

  /** As JSON with line breaks. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * In what this differs from where a run began, of all that may change the bits of its results.
   *
   * @param began what {@link #toJson} gave then
   * @return such as {@code version 0.2.0 (then 0.1.0)}
   */
  public List<String> differences(JsonNode began) {
    JsonNode now = JSON.valueToTree(this);
    List<String> differences = new ArrayList<>();
    for (String pointer : DECIDES_BITS) {
      String is = text(now.at(pointer));
      String was = text(began.at(pointer));
      if (!is.equals(was)) {
        String name = pointer.substring(1).replace('/', '.');
        differences.add("%s %s (then %s)".formatted(name, is, was));
      }
    }
    return differences;
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "unknown" : node.isValueNode() ? node.asText() : node.toString();
  }

  private static Map<String, String> libraryVersions() {
    Map<String, String> versions = new LinkedHashMap<>();
    LIBRARIES.forEach(
        (name, coordinates) ->
            versions.put(
                name, property("/META-INF/maven/" + coordinates + "/pom.properties", "absent")));
    return versions;
  }

  private static String property(String resource, String otherwise) {
    try (InputStream in = Provenance.class.getResourceAsStream(resource)) {
      if (in == null) {
        return otherwise;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
