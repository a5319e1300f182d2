package org.groundswell.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric;

/** Reads a run folder. Of two lines about one cell the later counts, as after a resume. */
final class RunReader {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String LOWER_BOUND = "lower-bound.json";
  private static final String LEAKAGE = "leakage.json";

  private final Path folder;

  private RunReader(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the run of a folder.
   *
   * @throws IOException if the folder is not that of a finished run, saying which file is missing
   *     or wrong
   */
  static Run read(Path folder) throws IOException {
    return new RunReader(folder).run();
  }

  private Run run() throws IOException {
    for (String file : List.of("config.yaml", "metrics.jsonl")) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        throw new IOException(
            "%s is not a run folder: it has no %s. Maybe give the folder runs/<time>_<experiment>_<hash> that a run has written."
                .formatted(folder, file));
      }
    }
    String configText = Files.readString(folder.resolve("config.yaml"));
    JsonNode config = config(configText);
    DataSummary data = json("data.json", DataSummary.class);
    Map<String, Cell> cells = new LinkedHashMap<>();
    lines("metrics.jsonl", Cell.class).forEach(cell -> cells.put(cell.name(), cell));
    Map<String, Pooled> pooled = new LinkedHashMap<>();
    lines("pooled.jsonl", Pooled.class).forEach(line -> pooled.put(line.entry(), line));
    Map<String, Cost> costs = new LinkedHashMap<>();
    lines("cost.jsonl", Cost.class).forEach(cost -> costs.put(cost.name(), cost));
    if (cells.isEmpty() || data.targets().isEmpty()) {
      throw new IOException(
          folder + " has nothing to report: metrics.jsonl has no cell or data.json no target.");
    }
    String name =
        config.path("name").asText(folder.toAbsolutePath().normalize().getFileName().toString());
    Origin origin =
        new Origin(
            name,
            configText,
            json("provenance.json", JsonNode.class),
            costs,
            new CellTables(folder),
            optional("looks.json", Looks.class),
            optional("seal.json", SealedHypothesis.class),
            Files.exists(folder.resolve(LEAKAGE)) ? json(LEAKAGE, Audit.class) : Audit.NONE,
            List.of(optional(Head.FILE, Head[].class).orElse(new Head[0])));
    return new Run(
        name,
        config.path("question").asText(""),
        primary(config),
        targets(config, data),
        nominalCoverage(config),
        data,
        folds(),
        entries(cells, members(config), origin),
        pooled,
        Files.exists(folder.resolve(LOWER_BOUND))
            ? Optional.of(json(LOWER_BOUND, LowerBound.class))
            : Optional.empty(),
        remarks(config),
        slices(),
        optional("ablation.json", Ablation.class).orElse(Ablation.NONE),
        List.of(),
        List.of(origin));
  }

  private static List<String> remarks(JsonNode config) {
    return Stream.of("note", "contextNote")
        .map(key -> config.path("data").path(key).asText("").strip())
        .filter(note -> !note.isEmpty())
        .toList();
  }

  /** Folders of old runs have none of these files. */
  private SliceResults slices() throws IOException {
    if (!Files.exists(folder.resolve("slices.jsonl"))) {
      return new SliceResults(List.of(), List.of(), Map.of());
    }
    Map<String, Double> zeros = new LinkedHashMap<>();
    json("zeros.json", JsonNode.class)
        .properties()
        .forEach(zero -> zeros.put(zero.getKey(), zero.getValue().asDouble()));
    return new SliceResults(
        lines("slices.jsonl", Slice.class),
        lines("author-errors.jsonl", AuthorErrors.class),
        zeros);
  }

  private <T> Optional<T> optional(String name, Class<T> type) throws IOException {
    return Files.exists(folder.resolve(name)) ? Optional.of(json(name, type)) : Optional.empty();
  }

  /** A configuration that was read before. */
  static JsonNode yaml(String text) throws IOException {
    return new YAMLMapper().readTree(text);
  }

  private JsonNode config(String text) throws IOException {
    try {
      return yaml(text);
    } catch (JsonProcessingException e) {
      throw new IOException(folder.resolve("config.yaml") + " is not YAML: " + e.getMessage(), e);
    }
  }

  private Metric primary(JsonNode config) throws IOException {
    String key = config.path("primaryMetric").asText("");
    return Metric.of(key)
        .orElseThrow(
            () ->
                new IOException(
                    "primaryMetric '%s' in %s is no metric. Maybe log1p-mae."
                        .formatted(key, folder.resolve("config.yaml"))));
  }

  /** In the configuration's order as far as it names targets; the verdict is about the first. */
  private static List<String> targets(JsonNode config, DataSummary data) {
    List<String> targets = new ArrayList<>();
    JsonNode named = config.path("data").path("targets");
    named.forEach(node -> targets.add(node.asText()));
    targets.retainAll(data.targets().keySet());
    data.targets().keySet().stream().filter(t -> !targets.contains(t)).forEach(targets::add);
    return List.copyOf(targets);
  }

  private static double nominalCoverage(JsonNode config) {
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    for (JsonNode level : config.path("losses").path("quantiles")) {
      lowest = Math.min(lowest, level.asDouble());
      highest = Math.max(highest, level.asDouble());
    }
    return lowest < highest ? highest - lowest : Double.NaN;
  }

  /** The names of each ensemble's members. */
  private static Map<String, List<String>> members(JsonNode config) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (JsonNode ensemble : config.path("ensembles")) {
      List<String> names = new ArrayList<>();
      ensemble.path("members").forEach(name -> names.add(name.asText()));
      members.put(ensemble.path("name").asText(), names);
    }
    return members;
  }

  private static List<Entry> entries(
      Map<String, Cell> cells, Map<String, List<String>> members, Origin origin) {
    Map<String, List<Cell>> byEntry = new LinkedHashMap<>();
    cells
        .values()
        .forEach(
            cell -> byEntry.computeIfAbsent(cell.entry(), name -> new ArrayList<>()).add(cell));
    Map<String, Entry> entries = new LinkedHashMap<>();
    byEntry.forEach(
        (name, of) -> {
          Cell first = of.get(0);
          // ensembles come after the models they average
          List<Entry> averaged =
              members.getOrDefault(name, List.of()).stream()
                  .map(entries::get)
                  .filter(Objects::nonNull)
                  .toList();
          entries.put(
              name,
              new Entry(
                  name,
                  first.model(),
                  first.loss(),
                  first.scaling(),
                  first.gradientTrained(),
                  averaged,
                  origin,
                  of));
        });
    return List.copyOf(entries.values());
  }

  private List<FoldSpan> folds() throws IOException {
    Path file = folder.resolve("folds.csv");
    List<FoldSpan> folds = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord line : csv) {
        folds.add(
            new FoldSpan(
                Integer.parseInt(line.getField("fold")),
                Instant.parse(line.getField("train_from")),
                Instant.parse(line.getField("validation_start")),
                Instant.parse(line.getField("cut")),
                Instant.parse(line.getField("test_end")),
                Long.parseLong(line.getField("train_rows")),
                Long.parseLong(line.getField("validation_rows")),
                Long.parseLong(line.getField("refit_rows")),
                Long.parseLong(line.getField("test_rows"))));
      }
    } catch (NumberFormatException
        | NoSuchElementException
        | DateTimeException
        | CsvParseException e) {
      throw new IOException(
          "%s, fold %s, cannot be read: %s".formatted(file, folds.size() + 1, e.getMessage()), e);
    }
    return List.copyOf(folds);
  }

  private <T> T json(String name, Class<T> type) throws IOException {
    try {
      return JSON.readValue(Files.readString(folder.resolve(name)), type);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s cannot be read: %s".formatted(folder.resolve(name), e.getOriginalMessage()), e);
    }
  }

  private <T> List<T> lines(String name, Class<T> type) throws IOException {
    List<T> values = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(folder.resolve(name))) {
      number++;
      if (!line.isBlank()) {
        try {
          values.add(JSON.readValue(line, type));
        } catch (JsonProcessingException e) {
          throw new IOException(
              "%s, line %s, cannot be read: %s"
                  .formatted(folder.resolve(name), number, e.getOriginalMessage()),
              e);
        }
      }
    }
    return values;
  }
}
