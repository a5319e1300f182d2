package org.groundswell.experiments.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.data.PostReader;

/** The files that a configuration names. */
final class DataFiles {
  private DataFiles() {}

  /**
   * Files as they are, and for each folder its {@code .csv} files by name.
   *
   * @throws DataException if there is no such file, none in a folder, or one of them twice
   */
  static List<Path> of(List<Path> paths) {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(in(path));
      } else {
        PostReader.requireFile(path);
        files.add(path);
      }
    }
    requireDistinct(files);
    return files;
  }

  /**
   * Checks that no file is there twice, however it is spelt: its rows would count twice.
   *
   * @throws DataException if one is
   */
  static void requireDistinct(List<Path> files) {
    Map<Path, Path> seen = new HashMap<>();
    for (Path file : files) {
      Path before = seen.put(real(file), file);
      if (before != null) {
        throw new DataException(
            before.equals(file)
                ? "%s is named twice. Name each file once.".formatted(file)
                : "%s and %s are the same file. Name each file once.".formatted(before, file));
      }
    }
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new DataException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".csv"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new DataException(
            "%s: the folder has no .csv file. Check the path of the data.".formatted(folder));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's name without its ending. */
  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
