package org.groundswell.experiments.report;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Metric;

/**
 * The loss of each entry on each test row of all folds, mean over seeds, so that entries can be
 * compared row by row. Rows of all entries are the same ones in the same order.
 *
 * @param millis the rows' instants
 * @param group the rows' groups, numbers into {@code groups}
 * @param groups their names, in order of appearance
 * @param byEntry {@code [row]} losses of the primary metric by entry
 * @param missing why an entry has none, by entry
 */
record RowLosses(
    long[] millis,
    int[] group,
    List<String> groups,
    Map<String, double[]> byEntry,
    Map<String, String> missing) {

  /** By so much, relatively, a mean over rows may differ from the metric the run measured. */
  private static final double ROUNDING = 1e-6;

  /** Whether a metric is the mean of a loss that each row has by itself. */
  static boolean hasRowLoss(Metric metric) {
    return switch (metric) {
      case LOG1P_MAE, MSLE, MAE, LOG1P_PINBALL -> true;
      // each row of MASE is one too, but what it is divided by stands in no file
      case LOG1P_RMSE, LOG1P_R2, RMSE, R2, SPEARMAN, MASE, COVERAGE, DUEL -> false;
    };
  }

  /**
   * Reads the forecasts of a leaderboard's entries, whose primary metric has a loss a row.
   *
   * @param champion counts as one more entry if it is none of them
   */
  static RowLosses of(Leaderboard board, Optional<Place> champion) throws IOException {
    Reader reader = new Reader(board);
    Map<String, double[]> losses = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    List<Place> places = new ArrayList<>(board.places());
    champion.filter(place -> !places.contains(place)).ifPresent(places::add);
    for (Place place : places) {
      try {
        losses.put(place.name(), reader.losses(place));
      } catch (Unpaired e) {
        missing.put(place.name(), e.getMessage());
      }
    }
    return new RowLosses(
        reader.rows.stream()
            .mapToLong(row -> Instant.parse(row.instant()).toEpochMilli())
            .toArray(),
        reader.groups(),
        List.copyOf(reader.numbers.keySet()),
        losses,
        missing);
  }

  int rows() {
    return millis.length;
  }

  /** An entry's rows are not those of the others. */
  private static final class Unpaired extends Exception {
    private static final long serialVersionUID = 1;

    Unpaired(String message) {
      super(message);
    }
  }

  private static final class Reader {
    private final Leaderboard board;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    Reader(Leaderboard board) {
      this.board = board;
    }

    double[] losses(Place place) throws IOException, Unpaired {
      Entry entry = place.entry();
      if (!entry.failed().isEmpty()) {
        throw new Unpaired("%s of its cells failed".formatted(entry.failed().size()));
      }
      List<Row> own = new ArrayList<>();
      List<Double> losses = new ArrayList<>();
      for (int fold : board.run().foldNumbers()) {
        List<Cell> seeds = entry.finished().stream().filter(cell -> cell.fold() == fold).toList();
        if (seeds.isEmpty()) {
          throw new Unpaired("it was not tested in fold " + fold);
        }
        fold(entry, seeds, own, losses);
      }
      double[] all = losses.stream().mapToDouble(Double::doubleValue).toArray();
      check(place, own, all);
      if (rows.isEmpty()) {
        rows.addAll(own);
        own.forEach(row -> numbers.putIfAbsent(row.group(), numbers.size()));
      }
      return all;
    }

    /** The rows of a fold with their mean loss over seeds. */
    private void fold(Entry entry, List<Cell> seeds, List<Row> own, List<Double> losses)
        throws IOException, Unpaired {
      List<Row> first = new ArrayList<>();
      double[] mean = {};
      for (Cell cell : seeds) {
        List<Row> rowsOfCell = new ArrayList<>();
        List<Double> of = new ArrayList<>();
        for (CellTables.Forecast line : entry.origin().tables().forecasts(cell, board.target())) {
          double loss = loss(board.run().primary(), line);
          if (!Double.isNaN(line.actual())) {
            rowsOfCell.add(new Row(line.id(), line.group(), line.instant()));
            of.add(loss);
          }
        }
        if (first.isEmpty()) {
          first = rowsOfCell;
          mean = new double[of.size()];
        } else if (!first.equals(rowsOfCell)) {
          throw new Unpaired("its seeds were tested on different rows of fold " + cell.fold());
        }
        for (int row = 0; row < mean.length; row++) {
          mean[row] += of.get(row) / seeds.size();
        }
      }
      own.addAll(first);
      Arrays.stream(mean).forEach(losses::add);
    }

    private void check(Place place, List<Row> own, double[] losses) throws Unpaired {
      if (own.isEmpty()) {
        throw new Unpaired("its forecasts are not in the run folder");
      }
      if (!rows.isEmpty() && !rows.equals(own)) {
        throw new Unpaired("it was tested on other rows");
      }
      double mean = Arrays.stream(losses).average().orElseThrow();
      if (!Double.isFinite(mean)) {
        throw new Unpaired("not every forecast has a finite " + board.run().primary().label());
      }
      if (!(Math.abs(mean - place.value()) <= ROUNDING * Math.max(1, Math.abs(mean)))) {
        throw new Unpaired(
            "its forecasts give %s, and the run measured %s"
                .formatted(Figures.value(mean), Figures.value(place.value())));
      }
    }

    int[] groups() {
      return rows.stream().mapToInt(row -> numbers.get(row.group())).toArray();
    }
  }

  /** What tells a row from others. */
  private record Row(String id, String group, String instant) {}

  private static double loss(Metric metric, CellTables.Forecast row) {
    double logError = Math.log1p(row.actual()) - Math.log1p(row.forecast());
    return switch (metric) {
      case LOG1P_MAE -> Math.abs(logError);
      case MSLE -> logError * logError;
      case MAE -> Math.abs(row.actual() - row.forecast());
      case LOG1P_PINBALL ->
          IntStream.range(0, row.levels().length)
              .mapToDouble(
                  k -> {
                    double error = Math.log1p(row.actual()) - Math.log1p(row.quantiles()[k]);
                    return Math.max(row.levels()[k] * error, (row.levels()[k] - 1) * error);
                  })
              .average()
              .orElse(Double.NaN);
      case LOG1P_RMSE, LOG1P_R2, RMSE, R2, SPEARMAN, MASE, COVERAGE, DUEL -> Double.NaN;
    };
  }
}
