package org.groundswell.experiments.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.groundswell.evaluate.Scored;
import org.groundswell.frame.Frame;

/**
 * Forecasts of a slice as a file keeps them, target by target: a line for each row with an outcome.
 * Numbers are written so that the same bits are read back.
 */
final class PredictionFile {
  private PredictionFile() {}

  /**
   * Writes forecasts of some rows of a frame.
   *
   * @param rows the slice, with or without outcomes
   * @param byTarget one a target, of those rows that have an outcome, in their order
   */
  static void write(Path file, Frame frame, int[] rows, List<Scored> byTarget) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      writer.write("id,group,instant,stratum,target,actual,forecast");
      for (double level : byTarget.get(0).levels()) {
        writer.write(",q" + level);
      }
      writer.write("\n");
      for (int t = 0; t < byTarget.size(); t++) {
        Scored scored = byTarget.get(t);
        int[] known = withOutcome(frame, rows, t);
        for (int k = 0; k < known.length; k++) {
          int row = known[k];
          List<String> fields = new ArrayList<>();
          fields.add(Csv.text(frame.id(row)));
          fields.add(Csv.text(frame.groups().get(frame.group(row))));
          fields.add(frame.instant(row).toString());
          fields.add(Integer.toString(frame.stratum(row)));
          fields.add(Csv.text(frame.schema().targets().get(t)));
          fields.add(Double.toString(scored.actual()[k]));
          fields.add(Double.toString(scored.forecast()[k]));
          for (int level = 0; level < scored.levels().length; level++) {
            fields.add(Double.toString(scored.quantiles()[k][level]));
          }
          writer.write(String.join(",", fields) + "\n");
        }
      }
    }
  }

  /**
   * Reads the forecasts of a target.
   *
   * @param rows the slice
   * @param fittedOn what MASE takes naive errors from
   * @param levels the competitor's quantile levels; 0.5 alone for point forecasts
   * @throws IOException if the file does not hold these rows
   */
  static Scored read(
      Path file, Frame frame, int[] rows, int[] fittedOn, int target, List<Double> levels)
      throws IOException {
    int[] known = withOutcome(frame, rows, target);
    int quantiles = levels.size() > 1 ? levels.size() : 0;
    double[] forecast = new double[known.length];
    double[][] ofLevels = new double[quantiles == 0 ? 0 : known.length][quantiles];
    String wanted = frame.schema().targets().get(target);
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      reader.readLine();
      int k = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Line parsed = Line.parse(file, line, quantiles);
        if (!parsed.target().equals(wanted)) {
          continue;
        }
        if (k == known.length || parsed.actual() != frame.observed(known[k], target)) {
          throw new IOException(
              "%s does not belong to this data: line %s".formatted(file.getFileName(), line));
        }
        forecast[k] = parsed.forecast();
        if (quantiles > 0) {
          ofLevels[k] = parsed.quantiles();
        }
        k++;
      }
      if (k < known.length) {
        throw new IOException(
            "%s has %d forecasts of %s where the fold has %d rows"
                .formatted(file.getFileName(), k, wanted, known.length));
      }
    }
    return Scored.of(
        frame, target, known, fittedOn, forecast, ofLevels, quantiles == 0 ? List.of() : levels);
  }

  private static int[] withOutcome(Frame frame, int[] rows, int target) {
    return Arrays.stream(rows).filter(row -> !Double.isNaN(frame.observed(row, target))).toArray();
  }

  /**
   * The last fields of a line; the first ones, which are other people's text, are not looked into.
   */
  private record Line(String target, double actual, double forecast, double[] quantiles) {
    static Line parse(Path file, String line, int quantiles) throws IOException {
      String[] fields = line.split(",", -1);
      int at = fields.length - quantiles - 3;
      if (at < 0) {
        throw damaged(file, line);
      }
      try {
        double[] ofLevels = new double[quantiles];
        for (int level = 0; level < quantiles; level++) {
          ofLevels[level] = Double.parseDouble(fields[at + 3 + level]);
        }
        return new Line(
            fields[at].replace("\"", ""),
            Double.parseDouble(fields[at + 1]),
            Double.parseDouble(fields[at + 2]),
            ofLevels);
      } catch (NumberFormatException e) {
        throw damaged(file, line);
      }
    }

    private static IOException damaged(Path file, String line) {
      return new IOException(
          "%s is damaged: line %s. Take its cell's line out of metrics.jsonl, and it is made again."
              .formatted(file.getFileName(), line));
    }
  }
}
