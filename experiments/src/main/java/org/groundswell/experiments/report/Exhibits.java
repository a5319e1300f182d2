package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.groundswell.experiments.machine.Manifest;

/**
 * The tables and figures of a report in the order in which the page shows them. Each is put into
 * the page through here, so that each has its files: {@code tables/<name>.csv} and {@code .tex},
 * {@code figures/<name>.svg}.
 */
final class Exhibits {
  static final String TABLES = "tables/";
  static final String FIGURES = "figures/";

  private static final Map<String, Pattern> OWN =
      Map.of(
          TABLES, Pattern.compile("[a-z0-9-]+\\.(csv|tex)(\\.partial)?"),
          FIGURES, Pattern.compile("[a-z0-9-]+\\.svg(\\.partial)?"));

  /** A table under the name of its files. */
  record Shown(String caption, Table table) {}

  private final Map<String, Shown> tables = new LinkedHashMap<>();
  private final Map<String, Picture> figures = new LinkedHashMap<>();

  /**
   * Shows a table.
   *
   * @param id in the page
   * @param name of its files; made harmless here, and told apart from others
   * @param caption what it shows, where it stands without the page
   */
  Html table(String id, String name, String caption, Table table) {
    tables.put(free(name, tables), new Shown(caption, table));
    return table.html(id, caption);
  }

  /** Shows a figure; an empty one shows nothing and has no file. */
  Html figure(Picture picture) {
    if (!picture.isEmpty()) {
      figures.put(free(picture.name(), figures), picture);
    }
    return picture.inPage();
  }

  Map<String, Shown> tables() {
    return tables;
  }

  Map<String, Picture> figures() {
    return figures;
  }

  /** The texts of all files by their paths in the report's folder. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<String, Shown> entry : tables.entrySet()) {
      Shown shown = entry.getValue();
      files.put(TABLES + entry.getKey() + ".csv", shown.table().csv());
      files.put(
          TABLES + entry.getKey() + ".tex",
          Latex.table(shown.table(), entry.getKey(), shown.caption()));
    }
    figures.forEach((name, picture) -> files.put(FIGURES + name + ".svg", picture.file()));
    return files;
  }

  /**
   * Removes tables and figures of an earlier report that this one does not have: plain files of
   * such names in the two folders, neither links nor what lies behind one; in a run with a manifest
   * only what it lists, and what was left half written.
   *
   * @param kept paths in the report's folder
   */
  static void removeOthers(Path run, Set<String> kept) throws IOException {
    Path report = run.resolve(Report.FOLDER);
    Set<String> listed = Manifest.listed(run);
    for (String own : List.of(TABLES, FIGURES)) {
      Path folder = report.resolve(own);
      if (!realFolder(report) || !realFolder(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          boolean ofAReport =
              !Manifest.in(run)
                  || name.endsWith(Report.PARTIAL)
                  || listed.contains(inRun(own) + name);
          if (OWN.get(own).matcher(name).matches()
              && ofAReport
              && !kept.contains(own + name)
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /** Tables and figures that the manifest of a run lists and that are not there any more. */
  static List<Path> gone(Path run) throws IOException {
    return Manifest.listed(run).stream()
        .filter(name -> name.startsWith(inRun(TABLES)) || name.startsWith(inRun(FIGURES)))
        .map(run::resolve)
        .filter(file -> !Files.exists(file))
        .toList();
  }

  private static String inRun(String own) {
    return Report.FOLDER + "/" + own;
  }

  private static boolean realFolder(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** A name of letters, digits and hyphens that is not taken yet. */
  private static String free(String name, Map<String, ?> taken) {
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String base = plain.isEmpty() ? "x" : plain.substring(0, Math.min(60, plain.length()));
    String free = base;
    for (int k = 2; taken.containsKey(free); k++) {
      free = base + "-" + k;
    }
    return free;
  }
}
