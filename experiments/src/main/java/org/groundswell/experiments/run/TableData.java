package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.data.ReadSummary;
import org.groundswell.data.TableMapping;
import org.groundswell.data.TableReader;
import org.groundswell.experiments.audit.Ingredients;
import org.groundswell.experiments.audit.TextPrints;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.feature.AsOfFeatures;
import org.groundswell.feature.FeatureGroups;
import org.groundswell.feature.KindFeatures;
import org.groundswell.feature.ObservedColumnFeatures;
import org.groundswell.feature.PostFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;

/** Reads tables with mapped columns, and hourly counts, into a frame. */
final class TableData {
  private final DataConfig config;
  private final List<Path> files;
  private final List<Path> testFiles;
  private final Path folder;
  private final TableReader reader;
  private final List<AsOfFeatures> asOf;
  private final Optional<TextPrints> prints;
  private final Map<Path, TableReader.FileRead> reads = new LinkedHashMap<>();

  private TableData(
      DataConfig config,
      Set<FeatureGroup> groups,
      List<PostFeatures> ofText,
      List<Path> files,
      Path folder,
      Instant now) {
    this.config = config;
    this.files = files;
    this.testFiles = DataFiles.of(config.testPaths());
    DataFiles.requireDistinct(Stream.concat(files.stream(), testFiles.stream()).toList());
    this.folder = folder;
    boolean hourly = config.format() == DataConfig.Format.HOURLY;
    String text = hourly ? "" : config.table().text().orElse("");
    String stratum = hourly ? "" : config.table().stratum().orElse("");
    List<String> names = new ArrayList<>();
    for (FeatureGroup group : groups) {
      switch (group) {
        case CALENDAR, HISTORY, AUTHOR -> names.add(group.key());
        case TEXT -> {
          if (!text.isEmpty()) {
            names.add(group.key());
          }
        }
        // no table has others around it, nor media; kind follows; the window is no column; the
        // reader has its own columns; what reads texts comes ready made
        case COMMUNITY, MEDIA, KIND, WINDOW, TABLE -> {}
        case EMBEDDING, SENTIMENT, EMOTION, TOPIC, LANGUAGE -> {}
      }
    }
    FeatureGroups features = FeatureGroups.named(names, config.targets());
    asOf = new ArrayList<>(features.asOf());
    if (groups.contains(FeatureGroup.KIND) && !stratum.isEmpty()) {
      asOf.add(KindFeatures.ofStratum(stratum));
    }
    prints = text.isEmpty() ? Optional.empty() : Optional.of(new TextPrints());
    List<PostFeatures> ofPost = new ArrayList<>(features.ofPost());
    ofPost.addAll(ofText);
    prints.ifPresent(ofPost::add);
    if (hourly) {
      reader = TableReader.hourly(config.targets().get(0), config.labelDelay(), ofPost, now);
    } else {
      TableMapping mapping = config.table().mapping(config.targets(), config.labelDelay());
      reader = new TableReader(mapping, ofPost, now);
      List<Column> observed = mapping.columns().observed();
      if (groups.contains(FeatureGroup.HISTORY) && !observed.isEmpty()) {
        asOf.add(new ObservedColumnFeatures(observed));
      }
    }
  }

  /**
   * Reads files and makes their features; groups that the rows have nothing for are left out.
   *
   * @param ofText what reads the texts of rows
   * @param files of the rows before the test period, or of all
   * @param folder where the quarantine files go
   * @param now when the run began; rows of a later time are quarantined
   * @throws DataException if a file can't be used, a row is not before the test period, or a column
   *     has the name of a feature
   */
  static FrameData load(
      DataConfig config,
      List<FeatureGroup> groups,
      List<PostFeatures> ofText,
      List<Path> files,
      Path folder,
      Instant now)
      throws IOException {
    return new TableData(config, new LinkedHashSet<>(groups), ofText, files, folder, now).load();
  }

  private FrameData load() throws IOException {
    Map<String, Path> groups = readTraining();
    Optional<Instant> testFrom = readTest(groups);
    Ingredients made = new Ingredients(reader.frame(), asOf, prints);
    Frame frame = withFeatures(made);
    ReadSummary total = total();
    return new FrameData(
        frame,
        FrameData.Summary.of(frame, origin(), total, 0, reader.categories(), null),
        testFrom,
        made);
  }

  private boolean groupFromFile() {
    return config.format() == DataConfig.Format.HOURLY || config.table().groupFromFile();
  }

  /** By group that is a file, the file. */
  private Map<String, Path> readTraining() {
    Map<String, Path> groups = new LinkedHashMap<>();
    for (Path file : files) {
      String group = groupFromFile() ? DataFiles.stem(file) : "all";
      Path other = groups.put(group, file);
      if (groupFromFile() && other != null) {
        throw new DataException(
            "%s and %s would both be the group '%s', which files are called by. Rename one."
                .formatted(other, file, group));
      }
      read(file, group);
    }
    return groups;
  }

  private Optional<Instant> readTest(Map<String, Path> groups) {
    if (testFiles.isEmpty()) {
      return Optional.empty();
    }
    Instant lastBefore = Instant.MIN;
    Path latest = files.get(0);
    for (Path file : files) {
      Instant last = reads.get(file).last();
      latest = last.isAfter(lastBefore) ? file : latest;
      lastBefore = last.isAfter(lastBefore) ? last : lastBefore;
    }
    Instant testFrom = Instant.MAX;
    Path earliest = testFiles.get(0);
    for (Path file : testFiles) {
      Instant first = read(file, testGroup(file, groups)).first();
      earliest = first.isBefore(testFrom) ? file : earliest;
      testFrom = first.isBefore(testFrom) ? first : testFrom;
    }
    if (!lastBefore.isBefore(testFrom)) {
      throw new DataException(
          "%s has a row at %s, which is not before the test period: %s begins at %s. Take such rows out of one of them, or give the test period by a date: folds.cuts."
              .formatted(latest, lastBefore, earliest, testFrom));
    }
    return Optional.of(testFrom);
  }

  private String testGroup(Path file, Map<String, Path> groups) {
    if (!groupFromFile()) {
      return "all";
    }
    if (files.size() == 1 && testFiles.size() == 1) {
      return groups.keySet().iterator().next();
    }
    String group = DataFiles.stem(file);
    if (!groups.containsKey(group)) {
      throw new DataException(
          "%s is a test file of the group '%s', which has no file before the test period; there are %s. Call the files of a group alike."
              .formatted(file, group, groups.keySet()));
    }
    return group;
  }

  private TableReader.FileRead read(Path file, String group) {
    int number = reads.size() + 1;
    boolean single = files.size() + testFiles.size() == 1;
    Path quarantine =
        folder.resolve(single ? "quarantine.csv" : quarantine(number, DataFiles.stem(file)));
    TableReader.FileRead read = reader.read(file, group, quarantine);
    reads.put(file, read);
    return read;
  }

  /**
   * Where the bad rows of one of several files go.
   *
   * @param number its place among them, from 1
   * @param stem its name without ending
   */
  static String quarantine(int number, String stem) {
    return "quarantine/%03d-%s.csv".formatted(number, stem);
  }

  private Frame withFeatures(Ingredients made) {
    try {
      return made.frame();
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "%s: %s. Rename the column of the file, or leave out the feature group that has one of this name."
              .formatted(config.files(), e.getMessage()),
          e);
    }
  }

  private ReadSummary total() {
    long rowsIn = 0;
    long read = 0;
    long quarantined = 0;
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> notes = new TreeMap<>();
    Set<String> ignored = new LinkedHashSet<>();
    for (TableReader.FileRead each : reads.values()) {
      ReadSummary summary = each.summary();
      rowsIn += summary.rowsIn();
      read += summary.read();
      quarantined += summary.quarantined();
      summary.reasons().forEach((reason, rows) -> reasons.merge(reason, rows, Long::sum));
      summary.notes().forEach((kind, rows) -> notes.merge(kind, rows, Long::sum));
      ignored.addAll(summary.ignoredColumns());
    }
    return new ReadSummary(rowsIn, read, quarantined, reasons, notes, List.copyOf(ignored));
  }

  private FrameData.Origin origin() throws IOException {
    List<FrameData.FilePart> parts = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<Path, TableReader.FileRead> each : reads.entrySet()) {
      ReadSummary summary = each.getValue().summary();
      String name = each.getKey().getFileName().toString();
      String sha256 = Sha256.of(each.getKey());
      lines.append(sha256).append("  ").append(name).append('\n');
      parts.add(
          new FrameData.FilePart(
              name,
              sha256,
              testFiles.contains(each.getKey()),
              summary.rowsIn(),
              summary.read(),
              summary.quarantined(),
              summary.notes(),
              each.getValue().first(),
              each.getValue().last()));
    }
    boolean single = parts.size() == 1;
    return new FrameData.Origin(
        config.format().key(),
        single ? parts.get(0).file() : named(parts.size()),
        single ? parts.get(0).sha256() : Sha256.of(lines.toString()),
        config.generated(),
        config.format() == DataConfig.Format.TABLE,
        single ? null : parts);
  }

  private String named(int count) {
    if (config.generated()) {
      return "%d generated files".formatted(count);
    }
    List<String> names = new ArrayList<>();
    config.paths().forEach(path -> names.add(name(path)));
    config.testPaths().forEach(path -> names.add(name(path)));
    String first = names.get(0) + (names.size() > 1 ? " …" : "");
    return "%s (%d files)".formatted(first, count);
  }

  private static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    return last == null ? path.toString() : last.toString();
  }
}
