package org.groundswell.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.data.PostReader;
import org.groundswell.experiments.config.Expectation;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Provenance;
import org.groundswell.experiments.machine.Sha256;

/**
 * An experiment and a hypothesis, frozen before the data is looked at. Data files are hashed as
 * bytes and not read.
 *
 * @param content what is frozen
 * @param sha256 of the content; whoever publishes it can show later that nothing was changed
 */
public record Seal(Content content, String sha256) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /**
   * What is frozen.
   *
   * @param sealed when
   * @param program which version of it
   * @param hypothesis in words
   * @param expect in the form of {@link Expectation}
   * @param configSha256 of the configuration
   * @param config resolved, as YAML
   * @param data none where it is generated
   */
  public record Content(
      Instant sealed,
      String program,
      String experiment,
      String hypothesis,
      String expect,
      String configSha256,
      String config,
      List<DataFile> data) {}

  /** A file as bytes. */
  public record DataFile(String file, String sha256) {}

  /** A seal in the folder of the run that opens it. */
  record Opening(Seal seal, boolean again) {
    static final String FILE = "seal.json";
  }

  /**
   * Freezes an experiment.
   *
   * @throws UsageException if the hypothesis is blank or expects something of no entry
   * @throws DataException if a data file is missing
   */
  public static Seal of(ExperimentConfig config, String hypothesis, String expect, Instant now)
      throws IOException {
    if (hypothesis.isBlank()) {
      throw new UsageException("the hypothesis is blank; say in a sentence what you expect");
    }
    Expectation expectation = Expectation.of(expect, config);
    String yaml = config.toYaml();
    Content content =
        new Content(
            now,
            Provenance.programVersion(),
            config.name(),
            hypothesis.strip(),
            expectation.text(),
            Sha256.of(yaml),
            yaml,
            hashes(config));
    return new Seal(content, hash(content));
  }

  private static List<DataFile> hashes(ExperimentConfig config) throws IOException {
    List<Path> files = new ArrayList<>();
    files.addAll(DataFiles.of(config.data().paths()));
    files.addAll(DataFiles.of(config.data().testPaths()));
    config.data().contextFile().ifPresent(PostReader::requireFile);
    config.data().contextFile().ifPresent(files::add);
    config.outside().forEach(outside -> PostReader.requireFile(outside.path()));
    config.outside().forEach(outside -> files.add(outside.path()));
    List<DataFile> hashes = new ArrayList<>();
    for (Path file : files) {
      hashes.add(new DataFile(file.toString(), Sha256.of(file)));
    }
    return hashes;
  }

  private static String hash(Content content) {
    try {
      return Sha256.of(JSON.writeValueAsString(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a seal is plain text", e);
    }
  }

  /**
   * Writes the seal to a new file.
   *
   * @throws UsageException if there is one already
   */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      Files.writeString(file, JSON.writeValueAsString(this) + "\n", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(
          "%s is there already, and what is sealed is not replaced. Name another file."
              .formatted(file),
          e);
    }
  }

  /**
   * Reads a seal and checks that it was not changed.
   *
   * @throws UsageException if there is none or it was
   */
  public static Seal read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no sealed experiment '%s'".formatted(file));
    }
    Seal seal;
    try {
      seal = JSON.readValue(Files.readString(file), Seal.class);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          "%s is no sealed experiment, or damaged: %s".formatted(file, e.getOriginalMessage()), e);
    }
    if (seal.content() == null || !hash(seal.content()).equals(seal.sha256())) {
      throw new UsageException(
          "%s was changed after it was sealed: its SHA-256 is not %s. Put the old file back, or seal anew."
              .formatted(file, seal.sha256()));
    }
    return seal;
  }

  /**
   * Checks that this program reads the same configuration from the seal, and finds the same data.
   *
   * @throws UsageException if the configuration reads otherwise, as it may by another version
   * @throws DataException if a data file was changed
   */
  public void requireUnchanged(ExperimentConfig config) throws IOException {
    if (!Sha256.of(config.toYaml()).equals(content.configSha256())) {
      throw new UsageException(
          "the sealed configuration of %s, of version %s, is read otherwise by this program, version %s. Unseal it by the version that sealed it."
              .formatted(content.experiment(), content.program(), Provenance.programVersion()));
    }
    List<DataFile> now = hashes(config);
    if (!now.equals(content.data())) {
      List<String> changed =
          Stream.concat(
                  now.stream().filter(file -> !content.data().contains(file)),
                  content.data().stream().filter(file -> !now.contains(file)))
              .map(DataFile::file)
              .distinct()
              .toList();
      throw new DataException(
          "%s: not what was sealed, by SHA-256. Put the old file back; a hypothesis about other data is another hypothesis."
              .formatted(String.join(", ", changed)));
    }
  }

  /** The account of when a sealed experiment was opened, beside it. */
  public static Path marker(Path file) {
    return file.resolveSibling(file.getFileName() + ".unsealed");
  }
}
