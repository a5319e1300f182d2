package org.groundswell.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.groundswell.experiments.machine.Manifest;

/**
 * The folder of a run. A file in it is either whole or not there: it is written beside and moved
 * into place. A cell is finished once its line stands in {@code metrics.jsonl}, the run once {@code
 * MANIFEST.sha256} is there.
 */
public final class RunFolder {
  /** Lists every file with its checksum; written last. */
  public static final String MANIFEST = Manifest.NAME;

  /** Where cells leave what they forecast of test rows. */
  static final String PREDICTIONS = "predictions";

  /** Where cells that an ensemble averages leave what they forecast of validation rows. */
  static final String VALIDATION = "validation";

  private static final String IN_WORK = "in-work";

  private static final ObjectMapper JSON =
      jsonMapper().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final ObjectMapper JSON_LINE = jsonMapper().build();

  private static JsonMapper.Builder jsonMapper() {
    return JsonMapper.builder()
        .addModules(new JavaTimeModule(), new Jdk8Module())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
  }

  private final Path folder;

  public RunFolder(Path folder) {
    this.folder = folder;
  }

  public Path path() {
    return folder;
  }

  public Path resolve(String name) {
    return folder.resolve(name);
  }

  public boolean finished() {
    return Files.exists(resolve(MANIFEST));
  }

  public void writeText(String name, String text) throws IOException {
    Files.createDirectories(folder);
    Path partial = resolve(name + ".partial");
    Files.writeString(partial, text);
    Files.move(partial, resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  public void writeJson(String name, Object value) throws IOException {
    writeText(name, JSON.writeValueAsString(value) + "\n");
  }

  /** Whether a file is what {@link #writeJson} would write of a value. */
  boolean holdsJson(String name, Object value) throws IOException {
    return Files.readString(resolve(name)).equals(JSON.writeValueAsString(value) + "\n");
  }

  JsonNode readTree(String name) throws IOException {
    return JSON.readTree(resolve(name).toFile());
  }

  <T> T readJson(String name, Class<T> type) throws IOException {
    try {
      return JSON.readValue(resolve(name).toFile(), type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s of %s is damaged: %s".formatted(name, folder, e.getOriginalMessage()), e);
    }
  }

  public <T> void writeJsonLines(String name, List<T> values) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (T value : values) {
      lines.append(JSON_LINE.writeValueAsString(value)).append('\n');
    }
    writeText(name, lines.toString());
  }

  /** Adds a line and makes sure that it is on the disk. */
  synchronized void appendJsonLine(String name, Object value) throws IOException {
    byte[] line = (JSON_LINE.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(
        resolve(name),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.DSYNC);
  }

  /**
   * The lines of a file; none if it isn't there. A last line cut short, as a killed run leaves it,
   * is taken off the file.
   */
  <T> List<T> readJsonLines(String name, Class<T> type) throws IOException {
    List<T> values = new ArrayList<>();
    if (!Files.exists(resolve(name))) {
      return values;
    }
    String text = Files.readString(resolve(name));
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      writeText(name, text.substring(0, end));
    }
    for (String line : text.substring(0, end).lines().toList()) {
      try {
        values.add(JSON_LINE.readValue(line, type));
      } catch (JsonProcessingException e) {
        throw new IOException(
            "%s of %s is damaged: %s".formatted(name, folder, e.getOriginalMessage()), e);
      }
    }
    return values;
  }

  /** An empty folder for a cell to write into. */
  Path startCell(String cell) throws IOException {
    Path work = folder.resolve(IN_WORK).resolve(cell);
    delete(work);
    return Files.createDirectories(work);
  }

  /**
   * The forecasts of a cell.
   *
   * @param kind {@link #PREDICTIONS} or {@link #VALIDATION}
   */
  Path forecasts(String kind, String cell) {
    return resolve(kind).resolve(cell + ".csv");
  }

  /** Moves the files there are of a cell into place; call before its line is added. */
  void finishCell(String cell, Path work) throws IOException {
    move(work.resolve("validation.csv"), forecasts(VALIDATION, cell));
    move(work.resolve("predictions.csv"), forecasts(PREDICTIONS, cell));
    move(work.resolve("history.csv"), resolve("history").resolve(cell + ".csv"));
    move(work.resolve("model"), resolve("models").resolve(cell));
    delete(work);
  }

  private static void move(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    Files.createDirectories(to.getParent());
    delete(to);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /**
   * Closes the run: every file with its checksum, in the format of {@code sha256sum}. The log stays
   * open and is left out, and so is the lock.
   */
  void writeManifest() throws IOException {
    delete(folder.resolve(IN_WORK));
    Manifest.write(folder, Set.of("run.log", RunLock.FILE));
  }
}
