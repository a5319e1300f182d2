package org.groundswell.experiments.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The list of a folder's files with their checksums, in the format of {@code sha256sum}. A run
 * writes it last: a folder that has one is that of a finished run.
 */
public final class Manifest {
  /** Its file name. */
  public static final String NAME = "MANIFEST.sha256";

  private Manifest() {}

  /** Whether a folder has one. */
  public static boolean in(Path folder) {
    return Files.isRegularFile(folder.resolve(NAME));
  }

  /** The names of all files it lists, in its order; none in a folder without one. */
  public static Set<String> listed(Path folder) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    if (in(folder)) {
      for (String line : Files.readAllLines(folder.resolve(NAME))) {
        int gap = line.indexOf("  ");
        if (gap > 0) {
          names.add(line.substring(gap + 2));
        }
      }
    }
    return names;
  }

  /**
   * Lists every file of a folder.
   *
   * @param without names of files that are left out
   */
  public static void write(Path folder, Set<String> without) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = name(folder, file);
        if (!name.equals(NAME) && !without.contains(name)) {
          lines.add(line(folder, file));
        }
      }
    }
    replace(folder, lines);
  }

  /**
   * Brings the lines of some files up to date and leaves those of all others as they are; does
   * nothing in a folder without a manifest.
   *
   * @param files in the folder; one that has no line yet gets one at the end, and one that is no
   *     longer there loses its own
   */
  public static void refresh(Path folder, List<Path> files) throws IOException {
    if (!in(folder)) {
      return;
    }
    List<String> before = Files.readAllLines(folder.resolve(NAME));
    List<String> lines = new ArrayList<>(before);
    for (Path file : files) {
      String end = "  " + name(folder, file);
      if (!Files.exists(file)) {
        lines.removeIf(old -> old.endsWith(end));
        continue;
      }
      String line = line(folder, file);
      lines.replaceAll(old -> old.endsWith(end) ? line : old);
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    if (!lines.equals(before)) {
      replace(folder, lines);
    }
  }

  private static String line(Path folder, Path file) throws IOException {
    return Sha256.of(file) + "  " + name(folder, file);
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static void replace(Path folder, List<String> lines) throws IOException {
    Path partial = folder.resolve(NAME + ".partial");
    Files.writeString(partial, String.join("\n", lines) + "\n");
    Files.move(partial, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }
}
