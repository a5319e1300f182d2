package org.groundswell.experiments.run;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.groundswell.data.DataException;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.ExperimentConfig;

/**
 * What a data file holds, read as a run reads it but for features, which are not made.
 *
 * @param quarantine the first rows that would be quarantined, with line and reason; of several
 *     files with the file's name, some of each as far as there is room
 */
public record DataInspection(FrameData.Summary summary, List<String> quarantine) {
  private static final int SHOWN = 10;

  public DataInspection {
    quarantine = List.copyOf(quarantine);
  }

  /**
   * Reads the data file of a configuration and leaves nothing behind.
   *
   * @param now rows of a later time are quarantined
   * @throws DataException if it can't be used
   */
  public static DataInspection of(ExperimentConfig config, Instant now) throws IOException {
    Path scratch = Files.createTempDirectory("groundswell-inspect");
    try {
      FrameData read = read(config, scratch, now);
      return new DataInspection(read.summary(), quarantined(read.summary(), scratch));
    } finally {
      RunFolder.delete(scratch);
    }
  }

  private static FrameData read(ExperimentConfig config, Path scratch, Instant now)
      throws IOException {
    DataConfig data = config.data();
    if (data.format() != DataConfig.Format.POSTS) {
      List<Path> files = DataFiles.of(data.paths());
      return TableData.load(data, List.of(), List.of(), files, scratch, now);
    }
    return PostData.load(
        new PostData.Source(
            data.posts().orElseThrow(),
            false,
            data.contextFile(),
            data.filter(),
            data.targets(),
            List.of(),
            data.labelDelay(),
            data.contextDelay(),
            TextReaders.none(config.text()),
            line -> {}),
        scratch,
        now);
  }

  private static List<String> quarantined(FrameData.Summary summary, Path scratch)
      throws IOException {
    if (summary.files() == null) {
      return firstOf(scratch.resolve("quarantine.csv"), SHOWN);
    }
    List<FrameData.FilePart> files = summary.files();
    long bad = files.stream().filter(file -> file.quarantined() > 0).count();
    int each = (int) Math.max(1, SHOWN / Math.max(1, bad));
    List<String> rows = new ArrayList<>();
    for (int k = 0; k < files.size() && rows.size() < SHOWN; k++) {
      String name = files.get(k).file();
      String quarantine = TableData.quarantine(k + 1, DataFiles.stem(Path.of(name)));
      firstOf(scratch.resolve(quarantine), each).forEach(row -> rows.add(name + ", " + row));
    }
    return rows;
  }

  private static List<String> firstOf(Path file, int shown) throws IOException {
    List<String> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord row : csv) {
        if (rows.size() == shown) {
          break;
        }
        String field = row.getField("field");
        rows.add(
            "line %s, %s%s"
                .formatted(
                    row.getField("line"),
                    row.getField("reason"),
                    field.isEmpty() ? "" : ": %s '%s'".formatted(field, row.getField("value"))));
      }
    }
    return rows;
  }

  /** All of it in words, as it is printed. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "%s: %,d rows = %,d read + %,d quarantined",
            summary.file(), summary.rowsIn(), summary.read(), summary.quarantined()));
    lines.add(
        text(
            "%,d read = %,d filtered out + %,d in the frame",
            summary.read(), summary.filtered(), summary.rows()));
    lines.add(
        text(
            "%,d %s, %s to %s",
            summary.groups(), summary.groupsAre(), summary.first(), summary.last()));
    lines.add(
        text(
            "rows not matured when the collection ended (label delay %s): %,d",
            summary.labelDelay(), summary.notMatured()));
    lines.add("");
    lines.add(
        text(
            "%-12s %10s %10s %12s %12s %14s",
            "target", "missing", "zero", "median", "mean", "max"));
    summary
        .targets()
        .forEach(
            (name, target) ->
                lines.add(
                    text(
                        "%-12s %,10d %,10d %,12.1f %,12.1f %,14.0f",
                        name,
                        target.missing(),
                        target.zeros(),
                        target.median(),
                        target.mean(),
                        target.max())));
    lines.add("");
    if (summary.context() != null) {
      FrameData.Context context = summary.context();
      lines.add(
          text(
              "context %s: %,d rows = %,d read + %,d quarantined",
              context.file(), context.rowsIn(), context.read(), context.quarantined()));
    }
    summary
        .notes()
        .forEach((note, rows) -> lines.add(text("%,d rows read with a note: %s", rows, note)));
    if (!summary.ignoredColumns().isEmpty()) {
      lines.add("columns that are not read: " + String.join(", ", summary.ignoredColumns()));
    }
    if (summary.quarantined() == 0) {
      lines.add("nothing would be quarantined");
      return lines;
    }
    lines.add(text("%,d rows would be quarantined:", summary.quarantined()));
    for (Map.Entry<String, Long> reason : summary.quarantineReasons().entrySet()) {
      lines.add(text("  %,8d %s", reason.getValue(), reason.getKey()));
    }
    lines.add("such as");
    quarantine.forEach(row -> lines.add("  " + row));
    return lines;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
