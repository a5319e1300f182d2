package org.groundswell.experiments.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.groundswell.backtest.Forecasts;
import org.groundswell.data.DataException;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Frame;

/**
 * Forecasts that another program made of an export's rows: a CSV or Parquet file with the columns
 * {@code export}, {@code fold}, {@code phase}, {@code row} (or {@code id}), {@code target} and
 * {@code forecast}, and if wanted {@code seed} and {@code q0.1} and the like. Each row of a slice
 * stands in it exactly once for each target and seed; validation slices stand in it all or not at
 * all.
 */
public final class OutsideForecasts {
  private static final List<String> NEEDED =
      List.of("export", "fold", "phase", "target", "forecast");

  private final Path file;
  private final Frame frame;
  private final List<Fold> folds;
  private final List<Double> levels;
  private final Map<Long, Map<String, Slice>> bySeed;

  private OutsideForecasts(
      Path file,
      Frame frame,
      List<Fold> folds,
      List<Double> levels,
      Map<Long, Map<String, Slice>> bySeed) {
    this.file = file;
    this.frame = frame;
    this.folds = folds;
    this.levels = levels;
    this.bySeed = bySeed;
  }

  /** The two slices of a fold that are forecast. */
  private enum Phase {
    VALIDATION,
    TEST;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    int[] rows(Fold fold) {
      return this == TEST ? fold.test() : fold.validation();
    }
  }

  /** Forecasts of a slice as they are gathered, {@code NaN} where there is none yet. */
  private record Slice(int[] rows, double[][][] values) {
    static Slice empty(int[] rows, int targets, int levels) {
      double[][][] values = new double[targets][rows.length][levels];
      for (double[][] ofTarget : values) {
        for (double[] ofRow : ofTarget) {
          Arrays.fill(ofRow, Double.NaN);
        }
      }
      return new Slice(rows, values);
    }
  }

  /**
   * Reads a file whole and checks it.
   *
   * @param folds of the frame
   * @param quantiles the levels that it may have beside the point
   * @param seed what forecasts without a seed go by
   * @throws DataException if anything in it can't be, naming the file, the line and the value
   */
  public static OutsideForecasts read(
      Path file, Frame frame, List<Fold> folds, List<Double> quantiles, long seed)
      throws IOException {
    return new Reading(file, frame, folds, quantiles, seed).read();
  }

  /** The seeds that the file has, ascending. */
  public List<Long> seeds() {
    return List.copyOf(bySeed.keySet());
  }

  /** The quantile levels, 0.5 alone for point forecasts. */
  public List<Double> levels() {
    return levels;
  }

  /** Whether there are forecasts of validation rows, by which a champion may be chosen. */
  public boolean hasValidation() {
    return bySeed.values().stream()
        .allMatch(slices -> slices.containsKey(key(folds.get(0), Phase.VALIDATION)));
  }

  /** Forecasts of a fold's validation rows, which there must be. */
  public Forecasts validation(Fold fold, long seed) {
    return forecasts(fold, Phase.VALIDATION, seed);
  }

  /** Forecasts of a fold's test rows. */
  public Forecasts test(Fold fold, long seed) {
    return forecasts(fold, Phase.TEST, seed);
  }

  private Forecasts forecasts(Fold fold, Phase phase, long seed) {
    Slice slice = bySeed.get(seed).get(key(fold, phase));
    if (slice == null) {
      throw new IllegalArgumentException(
          "%s has no forecasts of %s rows of fold %d".formatted(file, phase.key(), fold.number()));
    }
    return new Forecasts(frame, slice.rows(), levels, levels.indexOf(0.5), slice.values(), 0);
  }

  private static String key(Fold fold, Phase phase) {
    return phase.key() + " " + fold.number();
  }

  /** One reading of a file. */
  private static final class Reading {
    private final Path file;
    private final Frame frame;
    private final List<Fold> folds;
    private final List<Double> quantiles;
    private final long seed;
    private final String export;
    private final List<String> targets;
    private final Map<Long, Map<String, Slice>> bySeed = new TreeMap<>();
    private Map<String, Integer> rowById = Map.of();
    private List<Double> levels = List.of(0.5);
    private long line;

    Reading(Path file, Frame frame, List<Fold> folds, List<Double> quantiles, long seed) {
      this.file = file;
      this.frame = frame;
      this.folds = folds;
      this.quantiles = quantiles;
      this.seed = seed;
      this.export = RowsHash.of(frame, folds);
      this.targets = frame.schema().targets();
    }

    OutsideForecasts read() throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new DataException("%s is not a file. Check the path.".formatted(file));
      }
      try (DuckDb database = DuckDb.open();
          Statement statement = database.connection().createStatement()) {
        String source = source();
        List<String> columns = columns(statement, source);
        if (columns.contains("id") && !columns.contains("row")) {
          rowById = new LinkedHashMap<>();
          for (int row = 0; row < frame.rows(); row++) {
            rowById.merge(frame.id(row), row, (first, second) -> -1);
          }
        }
        try (ResultSet lines = statement.executeQuery("SELECT * FROM " + source)) {
          while (lines.next()) {
            line++;
            take(lines, columns);
          }
        }
      } catch (SQLException e) {
        String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        throw new DataException("%s can't be read: %s".formatted(file, why), e);
      }
      checkWhole();
      return new OutsideForecasts(file, frame, folds, levels, bySeed);
    }

    private String source() {
      String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
      String path = DuckDb.text(file.toAbsolutePath().toString());
      if (file.toString().matches(".*[*?\\[\\]{}].*")) {
        throw new DataException(
            "%s: '*', '?', brackets and braces stand for many files here. Rename it."
                .formatted(file));
      }
      if (name.endsWith(".parquet")) {
        return "read_parquet(%s)".formatted(path);
      }
      if (name.endsWith(".csv")) {
        return "read_csv(%s, header=true, delim=',', all_varchar=true)".formatted(path);
      }
      throw new DataException("%s ends neither in .parquet nor in .csv".formatted(file));
    }

    private List<String> columns(Statement statement, String source) throws SQLException {
      List<String> columns = new ArrayList<>();
      try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + source)) {
        while (described.next()) {
          columns.add(described.getString(1));
        }
      }
      List<String> ofLevels = quantiles.stream().map(level -> "q" + level).toList();
      List<String> known = new ArrayList<>(NEEDED);
      known.addAll(List.of("row", "id", "seed"));
      known.addAll(ofLevels);
      for (String column : columns) {
        if (!known.contains(column)) {
          throw new DataException(
              "%s has a column '%s' that means nothing here. Known: %s"
                  .formatted(file, column, String.join(", ", known)));
        }
      }
      List<String> missing =
          new ArrayList<>(NEEDED.stream().filter(name -> !columns.contains(name)).toList());
      if (!columns.contains("row") && !columns.contains("id")) {
        missing.add("row");
      }
      if (columns.stream().anyMatch(ofLevels::contains)) {
        ofLevels.stream().filter(name -> !columns.contains(name)).forEach(missing::add);
        levels = quantiles;
      }
      if (!missing.isEmpty()) {
        throw new DataException(
            "%s lacks the columns %s".formatted(file, String.join(", ", missing)));
      }
      return columns;
    }

    private void take(ResultSet from, List<String> columns) throws SQLException {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int c = 0; c < columns.size(); c++) {
        Object value = from.getObject(c + 1);
        if (value == null || value.toString().isBlank()) {
          throw wrong("has no value of '%s'".formatted(columns.get(c)));
        }
        values.put(columns.get(c), value);
      }
      String of = values.get("export").toString();
      if (!of.equals(export)) {
        throw wrong(
            "is of export '%s', but the rows and folds of this run are '%s'. Export them with the same data and settings, and forecast those."
                .formatted(of, export));
      }
      Fold fold = fold(whole("fold", values.get("fold")));
      Phase phase = phase(values.get("phase").toString());
      int target = targets.indexOf(values.get("target").toString());
      if (target < 0) {
        throw wrong("is of target '%s'; this run has %s".formatted(values.get("target"), targets));
      }
      int row = row(values);
      long ofSeed = values.containsKey("seed") ? whole("seed", values.get("seed")) : seed;
      Slice slice =
          bySeed
              .computeIfAbsent(ofSeed, any -> new TreeMap<>())
              .computeIfAbsent(
                  key(fold, phase),
                  any -> Slice.empty(phase.rows(fold), targets.size(), levels.size()));
      int place = Arrays.binarySearch(slice.rows(), row);
      if (place < 0) {
        throw wrong(
            "is of row %d (id '%s'), which is not among the %s rows of fold %d"
                .formatted(row, frame.id(row), phase.key(), fold.number()));
      }
      double[] into = slice.values()[target][place];
      if (!Double.isNaN(into[0])) {
        throw wrong(
            "is a second forecast of row %d (id '%s'), fold %d, %s, target '%s', seed %d"
                .formatted(
                    row, frame.id(row), fold.number(), phase.key(), targets.get(target), ofSeed));
      }
      forecast(values, into);
    }

    private void forecast(Map<String, Object> values, double[] into) {
      double point = forecast("forecast", values.get("forecast"));
      if (levels.size() == 1) {
        into[0] = point;
        return;
      }
      for (int level = 0; level < into.length; level++) {
        String name = "q" + levels.get(level);
        into[level] = forecast(name, values.get(name));
        if (level > 0 && into[level] < into[level - 1]) {
          throw wrong(
              "has %s %s below the level before it, %s"
                  .formatted(name, into[level], into[level - 1]));
        }
      }
      double median = into[levels.indexOf(0.5)];
      if (median != point) {
        throw wrong("has forecast %s and q0.5 %s, which must be the same".formatted(point, median));
      }
    }

    private Fold fold(long number) {
      return folds.stream()
          .filter(fold -> fold.number() == number)
          .findFirst()
          .orElseThrow(
              () -> wrong("is of fold %d; this run has 1 to %d".formatted(number, folds.size())));
    }

    private Phase phase(String text) {
      for (Phase phase : Phase.values()) {
        if (phase.key().equals(text)) {
          return phase;
        }
      }
      throw wrong("has phase '%s', which is neither validation nor test".formatted(text));
    }

    private int row(Map<String, Object> values) {
      if (values.containsKey("row")) {
        long row = whole("row", values.get("row"));
        if (row < 0 || row >= frame.rows()) {
          throw wrong("is of row %d; there are rows 0 to %d".formatted(row, frame.rows() - 1));
        }
        String id = String.valueOf(values.getOrDefault("id", frame.id((int) row)));
        if (!id.equals(frame.id((int) row))) {
          throw wrong(
              "is of row %d, whose id is '%s', not '%s'".formatted(row, frame.id((int) row), id));
        }
        return (int) row;
      }
      String id = values.get("id").toString();
      Integer row = rowById.get(id);
      if (row == null) {
        throw wrong("is of id '%s', which no row has".formatted(id));
      }
      if (row < 0) {
        throw wrong(
            "is of id '%s', which several rows have. Give row in place of id.".formatted(id));
      }
      return row;
    }

    private long whole(String column, Object value) {
      try {
        return value instanceof Number number && number.doubleValue() == number.longValue()
            ? number.longValue()
            : Long.parseLong(value.toString().strip());
      } catch (NumberFormatException e) {
        throw wrong("has %s '%s', which is no whole number".formatted(column, value));
      }
    }

    private double forecast(String column, Object value) {
      double number;
      try {
        number =
            value instanceof Number given
                ? given.doubleValue()
                : Double.parseDouble(value.toString().strip());
      } catch (NumberFormatException e) {
        throw wrong("has %s '%s', which is no number".formatted(column, value));
      }
      if (!Double.isFinite(number) || number < 0) {
        throw wrong(
            "has %s %s; forecasts are finite, not negative and in original units"
                .formatted(column, value));
      }
      return number;
    }

    private DataException wrong(String what) {
      // a header line stands before those of a CSV file
      boolean csv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
      return new DataException("%s, line %d, %s".formatted(file, csv ? line + 1 : line, what));
    }

    private void checkWhole() {
      if (bySeed.isEmpty()) {
        throw new DataException("%s holds no forecast".formatted(file));
      }
      boolean validation =
          bySeed.values().stream()
              .flatMap(slices -> slices.keySet().stream())
              .anyMatch(key -> key.startsWith(Phase.VALIDATION.key()));
      bySeed.forEach(
          (ofSeed, slices) -> {
            for (Fold fold : folds) {
              if (validation) {
                checkWhole(ofSeed, fold, Phase.VALIDATION, slices);
              }
              checkWhole(ofSeed, fold, Phase.TEST, slices);
            }
          });
    }

    private void checkWhole(long ofSeed, Fold fold, Phase phase, Map<String, Slice> slices) {
      int[] rows = phase.rows(fold);
      Slice slice =
          slices.getOrDefault(key(fold, phase), Slice.empty(rows, targets.size(), levels.size()));
      for (int t = 0; t < targets.size(); t++) {
        for (int k = 0; k < rows.length; k++) {
          if (Double.isNaN(slice.values()[t][k][0])) {
            throw new DataException(
                "%s has no forecast of row %d (id '%s'), fold %d, %s, target '%s', seed %d. Each of the %d rows of the slice must stand in it once."
                    .formatted(
                        file,
                        rows[k],
                        frame.id(rows[k]),
                        fold.number(),
                        phase.key(),
                        targets.get(t),
                        ofSeed,
                        rows.length));
          }
        }
      }
    }
  }
}
