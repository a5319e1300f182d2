package org.groundswell.experiments.report;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The tables of single cells in a run folder: what they forecast and how they were trained. */
final class CellTables {

  /** One test row's outcome and forecast in original units. */
  record Outcome(double actual, double forecast) {}

  /**
   * One test row as a cell forecast it.
   *
   * @param instant as it stands in the file
   * @param levels of the quantiles, ascending; empty if there are none
   * @param quantiles one a level
   */
  record Forecast(
      String id,
      String group,
      String instant,
      double actual,
      double forecast,
      double[] levels,
      double[] quantiles) {}

  /** One epoch of the fit that chose; losses in z, {@code NaN} where there is none. */
  record Epoch(int number, double trainingLoss, double validationLoss) {}

  private final Path folder;

  CellTables(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  /** The test rows of a cell in one target, empty if the cell has no file. */
  List<Outcome> outcomes(Cell cell, String target) throws IOException {
    return rows(
        "predictions",
        cell,
        line ->
            line.getField("target").equals(target)
                ? Optional.of(new Outcome(number(line, "actual"), number(line, "forecast")))
                : Optional.empty());
  }

  /** The test rows of a cell in one target with all that is known of them; none without a file. */
  List<Forecast> forecasts(Cell cell, String target) throws IOException {
    return rows(
        "predictions",
        cell,
        line ->
            line.getField("target").equals(target)
                ? Optional.of(forecast(line))
                : Optional.empty());
  }

  private static Forecast forecast(NamedCsvRecord line) {
    List<String> header = line.getHeader();
    int first = header.indexOf("forecast") + 1;
    double[] levels = new double[header.size() - first];
    double[] quantiles = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      levels[k] = Double.parseDouble(header.get(first + k).substring(1));
      quantiles[k] = Double.parseDouble(line.getField(first + k));
    }
    return new Forecast(
        line.getField("id"),
        line.getField("group"),
        line.getField("instant"),
        number(line, "actual"),
        number(line, "forecast"),
        levels,
        quantiles);
  }

  /**
   * Which rows a cell was tested on: id, instant, target and outcome of each; none without a file.
   */
  List<String> testRows(Cell cell) throws IOException {
    return rows(
        "predictions",
        cell,
        line ->
            Optional.of(
                String.join(
                    "\t",
                    line.getField("id"),
                    line.getField("instant"),
                    line.getField("target"),
                    line.getField("actual"))));
  }

  /**
   * The epochs of the fit in which validation chose, or of the only one where nothing was to
   * choose; empty if the cell has no file.
   */
  List<Epoch> course(Cell cell) throws IOException {
    String phase = cell.fixedEpochs() ? "refit" : "select";
    return rows(
        "history",
        cell,
        line ->
            line.getField("phase").equals(phase)
                ? Optional.of(
                    new Epoch(
                        Integer.parseInt(line.getField("epoch")),
                        number(line, "training_loss"),
                        number(line, "validation_loss")))
                : Optional.empty());
  }

  private interface LineReader<T> {
    Optional<T> read(NamedCsvRecord line);
  }

  private <T> List<T> rows(String kind, Cell cell, LineReader<T> reader) throws IOException {
    Path of = folder.resolve(kind).normalize();
    Path file = of.resolve(cell.name() + ".csv").normalize();
    if (!file.startsWith(of)) {
      throw new IOException("cell '%s' names a file outside %s".formatted(cell.name(), of));
    }
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<T> rows = new ArrayList<>();
    long at = 1;
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
      for (NamedCsvRecord line : csv) {
        at = line.getStartingLineNumber();
        reader.read(line).ifPresent(rows::add);
      }
    } catch (NumberFormatException | NoSuchElementException | CsvParseException e) {
      throw new IOException(
          "%s cannot be read at line %s: %s".formatted(file, at, e.getMessage()), e);
    }
    return rows;
  }

  private static double number(NamedCsvRecord line, String column) {
    String text = line.getField(column);
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }
}
