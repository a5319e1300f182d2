package org.groundswell.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.post.Post;

/**
 * Reads CSV files whose columns are mapped (RFC 4180 but for the separator, UTF-8, one header line)
 * into one frame: a row of a file is a row of the frame. Texts are let go once their features are
 * made.
 *
 * <p>A row that can't be read is never dropped silently: it goes to the quarantine, and each row of
 * a file is counted there or in the frame. Categories get their codes by first appearance in time
 * order over all files, and so do strata.
 *
 * <p>Mutable, for one thread: {@link #read} each file, then make the {@link #frame}.
 */
public final class TableReader {
  private static final int MAX_NAME_CHARS = 256;
  private static final int CHUNK_ROWS = 4096;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private final TableMapping mapping;
  private final boolean hourly;
  private final List<PostFeatures> features;
  private final Instant notAfter;
  private final Schema schema;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> fileNames = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Categories> categories = new LinkedHashMap<>();

  /** Posts of the newest rows, whose features are still to be made. */
  private final List<Post> posts = new ArrayList<>();

  /** What has been read; codes of categories and of the stratum are provisional. */
  private record Row(
      String id,
      String group,
      Instant instant,
      int stratum,
      float[] known,
      double[] targets,
      float[] observed) {}

  /**
   * What became of a file.
   *
   * @param first the earliest instant of a row that was read
   * @param last the latest one
   */
  public record FileRead(ReadSummary summary, Instant first, Instant last) {}

  /**
   * @param features what is made of each row's instant and text; their columns come first
   * @param notAfter the latest time a row can have, such as that of reading
   * @throws DataException if two columns have one name
   */
  public TableReader(TableMapping mapping, List<PostFeatures> features, Instant notAfter) {
    this(mapping, false, features, notAfter);
  }

  private TableReader(
      TableMapping mapping, boolean hourly, List<PostFeatures> features, Instant notAfter) {
    this.mapping = mapping;
    this.hourly = hourly;
    this.features = List.copyOf(features);
    this.notAfter = notAfter;
    List<Column> known = new ArrayList<>();
    features.forEach(of -> known.addAll(of.columns()));
    known.addAll(mapping.columns().known());
    try {
      schema = new Schema(known, mapping.columns().targets(), mapping.columns().observed());
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s. Rename the column of the file, or leave out the feature group that has one of this name."
              .formatted(e.getMessage()),
          e);
    }
    Stream.concat(mapping.columns().known().stream(), mapping.columns().observed().stream())
        .filter(column -> column.kind() == Column.Kind.CATEGORICAL)
        .forEach(column -> categories.put(column.name(), new Categories()));
    if (!mapping.columns().stratum().isEmpty()) {
      categories.computeIfAbsent(mapping.columns().stratum(), name -> new Categories());
    }
  }

  /**
   * A reader of counts by hour. A file has a column of times, each the start of an hour, and one of
   * counts, whatever they are called; its rows are those of one series. A second row of an hour is
   * quarantined, and so is one without a count; an hour without a row stays without.
   *
   * @param target what the counts are called in the frame
   * @param labelDelay how long after the start of an hour its count is known
   */
  public static TableReader hourly(
      String target, Duration labelDelay, List<PostFeatures> features, Instant notAfter) {
    // the file says which column is the time, so any name will do but the target's own
    TableColumns columns = TableColumns.series("time of " + target, target, labelDelay);
    return new TableReader(new TableMapping(columns, "", ','), true, features, notAfter);
  }

  /**
   * Reads a file from beginning to end.
   *
   * @param group what the rows belong to where no column is mapped as group
   * @param quarantineFile where bad rows go; made only if there are any, and the one of an earlier
   *     read is removed
   * @throws DataException if the file is missing, empty, lacks a mapped column or has not a single
   *     good row
   */
  public FileRead read(Path file, String group, Path quarantineFile) {
    CsvFile.check(file, quarantineFile);
    try (Reader text = CsvFile.open(file);
        Quarantine quarantine = new Quarantine(quarantineFile)) {
      return new FileReading(file, group, quarantine).readAll(new CsvRows(text, separator(file)));
    } catch (IOException e) {
      throw new DataException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private char separator(Path file) throws IOException {
    if (!hourly) {
      return mapping.separator();
    }
    try (Reader text = CsvFile.open(file)) {
      String header = new CsvRows(text).next().map(CsvRow::raw).orElse("");
      return header.indexOf(';') >= 0 ? ';' : header.indexOf('\t') >= 0 ? '\t' : ',';
    }
  }

  /** The values of the category columns and of the stratum by code, once the frame is made. */
  public Map<String, List<String>> categories() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    categories.forEach((column, values) -> names.put(column, values.names()));
    return names;
  }

  /**
   * The frame of all rows read. Its collection ends with the newest one; that of hourly counts when
   * the newest is known, which it is if it stands in the file.
   *
   * @throws IllegalStateException if nothing has been read
   */
  public Frame frame() {
    if (rows.isEmpty()) {
      throw new IllegalStateException("read a file first");
    }
    rows.sort(Comparator.comparing(Row::instant));
    Frame.Builder builder = Frame.builder(schema, mapping.columns().labelDelay());
    for (Row row : rows) {
      float[] known = row.known().clone();
      int at = known.length - mapping.columns().known().size();
      recode(mapping.columns().known(), known, at);
      float[] observed = row.observed().clone();
      recode(mapping.columns().observed(), observed, 0);
      String stratum = mapping.columns().stratum();
      builder.add(
          row.id(),
          row.group(),
          row.instant(),
          stratum.isEmpty() ? 0 : categories.get(stratum).code(row.stratum()),
          known,
          row.targets(),
          observed);
    }
    if (hourly) {
      Instant newest = rows.get(rows.size() - 1).instant();
      builder.collectedUntil(newest.plus(mapping.columns().labelDelay()));
    }
    return builder.build();
  }

  private void makeFeatures() {
    List<Row> newest = rows.subList(rows.size() - posts.size(), rows.size());
    float[][] known = newest.stream().map(Row::known).toArray(float[][]::new);
    int at = 0;
    for (PostFeatures each : features) {
      each.write(posts, known, at);
      at += each.columns().size();
    }
    posts.clear();
  }

  private void recode(List<Column> columns, float[] values, int from) {
    for (int c = 0; c < columns.size(); c++) {
      if (columns.get(c).kind() == Column.Kind.CATEGORICAL && !Float.isNaN(values[from + c])) {
        values[from + c] = categories.get(columns.get(c).name()).code((int) values[from + c]);
      }
    }
  }

  /** One file on its way into the rows. */
  private final class FileReading {
    private final Path file;
    private final String fileName;
    private final String group;
    private final Quarantine quarantine;
    private final int firstRow = rows.size();
    private final Map<String, Long> notes = new HashMap<>();
    private long rowsIn;
    private String firstBad = "";
    private TableLayout layout;

    FileReading(Path file, String group, Quarantine quarantine) {
      this.file = file;
      String name = file.getFileName().toString();
      int times = fileNames.merge(name, 1, Integer::sum);
      // files of one name stand in different folders
      this.fileName = times == 1 ? name : name + "#" + times;
      this.group = group;
      this.quarantine = quarantine;
    }

    FileRead readAll(CsvRows csv) throws IOException {
      List<String> header = CsvFile.header(file, csv);
      csv.expect(header.size());
      for (Optional<CsvRow> row = csv.next(); row.isPresent(); row = csv.next()) {
        rowsIn++;
        if (row.get() instanceof CsvRow.Whole whole) {
          layOut(header, whole.fields());
          take(whole);
        } else if (row.get() instanceof CsvRow.Broken broken) {
          reject(broken, broken.reason(), "", "");
        }
      }
      if (rowsIn == 0) {
        // a wrong header is said before that there is nothing under it
        layOut(header, header);
        throw new DataException(
            "%s has a header but no rows. Check how it was exported.".formatted(file));
      }
      makeFeatures();
      List<Row> read = rows.subList(firstRow, rows.size());
      if (read.isEmpty()) {
        throw new DataException(
            "%s: not one of %d rows could be read (%s); the first: %s. Times look like %s, numbers like 12 or 0.5; see data/README.md."
                .formatted(file, rowsIn, quarantine.reasons(), firstBad, Timestamps.EXAMPLES));
      }
      List<Instant> instants = read.stream().map(Row::instant).sorted().toList();
      if (hourly) {
        countHours(instants);
      }
      ReadSummary summary =
          new ReadSummary(
              rowsIn,
              read.size(),
              quarantine.rows(),
              quarantine.reasons(),
              notes,
              layout.ignored());
      return new FileRead(summary, instants.get(0), instants.get(instants.size() - 1));
    }

    private void layOut(List<String> header, List<String> fields) {
      if (layout == null) {
        layout =
            hourly
                ? HourlyColumns.find(file, header, fields, mapping.columns().targets().get(0))
                : TableLayout.of(file, header, mapping);
      }
    }

    private void countHours(List<Instant> instants) {
      for (int k = 1; k < instants.size(); k++) {
        long apart = Duration.between(instants.get(k - 1), instants.get(k)).toMillis();
        note("closer-than-an-hour", apart < HOUR ? 1 : 0);
        note("missing-hours", Math.max(0, apart / HOUR - 1));
      }
    }

    private void take(CsvRow.Whole row) {
      try {
        Row taken = row(new Cells(layout, row.fields()), row.line());
        if (taken.instant().isAfter(notAfter)) {
          throw new BadRowException(
              Reason.FUTURE_TIME,
              layout.name(layout.instant()),
              row.fields().get(layout.instant()));
        }
        if (!ids.add(taken.id())) {
          throw new BadRowException(
              Reason.DUPLICATE_ID, hourly ? layout.name(layout.instant()) : "id", taken.id());
        }
        rows.add(taken);
        posts.add(post(taken, layout.text() < 0 ? "" : row.fields().get(layout.text())));
        if (posts.size() == CHUNK_ROWS) {
          makeFeatures();
        }
        note("replacement-character", row.raw().indexOf('\uFFFD') >= 0 ? 1 : 0);
      } catch (BadRowException bad) {
        reject(row, bad.reason(), bad.field(), bad.value());
      }
    }

    private static Post post(Row row, String text) {
      return new Post(
          row.id(),
          row.group(),
          row.instant(),
          text,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          false,
          false);
    }

    private Row row(Cells cells, long line) throws BadRowException {
      Instant instant = cells.instant(layout.instant());
      String of = layout.group() < 0 ? group : cells.name(layout.group(), MAX_NAME_CHARS);
      String id =
          layout.id() >= 0
              ? cells.name(layout.id(), MAX_NAME_CHARS)
              : hourly ? of + " " + instant : fileName + ":" + line;
      String stratumName = mapping.columns().stratum();
      int stratum =
          stratumName.isEmpty()
              ? 0
              : categories.get(stratumName).read(cells.name(layout.stratum(), MAX_NAME_CHARS));
      float[] known = new float[schema.known().size()];
      int at = known.length - mapping.columns().known().size();
      write(cells, mapping.columns().known(), layout.known(), known, at);
      double[] targets = new double[layout.targets().size()];
      for (int t = 0; t < targets.length; t++) {
        targets[t] = cells.count(layout.targets().get(t), !hourly);
      }
      float[] observed = new float[layout.observed().size()];
      write(cells, mapping.columns().observed(), layout.observed(), observed, 0);
      return new Row(id, of, instant, stratum, known, targets, observed);
    }

    private void write(
        Cells cells, List<Column> columns, List<Integer> places, float[] into, int at)
        throws BadRowException {
      for (int c = 0; c < columns.size(); c++) {
        Column column = columns.get(c);
        int place = places.get(c);
        into[at + c] =
            switch (column.kind()) {
              case FLAG -> cells.flag(place, column.nullable());
              case NUMERIC -> cells.number(place, column.nullable());
              case COUNT -> (float) cells.count(place, column.nullable());
              case CATEGORICAL ->
                  column.nullable() && cells.empty(place)
                      ? Float.NaN
                      : categories.get(column.name()).read(cells.name(place, MAX_NAME_CHARS));
            };
      }
    }

    private void note(String kind, long times) {
      if (times > 0) {
        notes.merge(kind, times, Long::sum);
      }
    }

    private void reject(CsvRow row, Reason reason, String field, String value) {
      if (firstBad.isEmpty()) {
        firstBad =
            "line %d, %s %s '%s'"
                .formatted(row.line(), reason.label(), field, Quarantine.shorten(value, 100));
      }
      quarantine.add(row, reason, field, value);
    }
  }
}
