package org.groundswell.statistics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tables made by benchmarks/reference_statistics.R and .py. */
final class ReferenceCsv {
  private ReferenceCsv() {}

  /** The cells of a resource's lines after its comment and header. */
  static List<String[]> lines(String name) {
    try (InputStream in = ReferenceCsv.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(2)
          .map(line -> line.split(",", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cells as numbers. */
  static double[][] numbers(String name) {
    return lines(name).stream().map(line -> row(line, 0)).toArray(double[][]::new);
  }

  static double[] row(String[] line, int from) {
    double[] row = new double[line.length - from];
    for (int k = 0; k < row.length; k++) {
      row[k] = Double.parseDouble(line[from + k]);
    }
    return row;
  }
}
