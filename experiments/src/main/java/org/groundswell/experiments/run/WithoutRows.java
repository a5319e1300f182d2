package org.groundswell.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.experiments.audit.Leakage;
import org.groundswell.frame.Frame;

/** What results would be if some test rows were not there. */
final class WithoutRows {
  private WithoutRows() {}

  /**
   * The primary metric of the first target over the folds together, with and without some rows; of
   * each competitor the first seed. None of one whose cells are not all finished.
   *
   * @param finished the names of cells
   * @param left rows of the frame that are left out; if there are none, nothing is worked out
   */
  static List<Leakage.Without> of(
      RunFolder folder,
      Frame frame,
      List<Cell> cells,
      Set<String> finished,
      Metric primary,
      BitSet left)
      throws IOException {
    List<Leakage.Without> all = new ArrayList<>();
    if (left.isEmpty()) {
      return all;
    }
    Map<String, List<Cell>> byEntry = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.seed() == cells.get(0).seed()) {
        byEntry.computeIfAbsent(cell.entry().name(), name -> new ArrayList<>()).add(cell);
      }
    }
    for (Map.Entry<String, List<Cell>> entry : byEntry.entrySet()) {
      if (entry.getValue().stream().allMatch(cell -> finished.contains(cell.name()))) {
        List<Scored> with = new ArrayList<>();
        List<Scored> without = new ArrayList<>();
        for (Cell cell : entry.getValue()) {
          Scored scored = Pooled.read(folder, frame, cell, 0);
          with.add(scored);
          without.add(kept(scored, places(frame, cell, left)));
        }
        double value = value(Pooled.together(with), primary);
        double valueWithout = value(Pooled.together(without), primary);
        if (!Double.isNaN(value) && !Double.isNaN(valueWithout)) {
          all.add(new Leakage.Without(entry.getKey(), value, valueWithout));
        }
      }
    }
    return all;
  }

  private static double value(Scored scored, Metric primary) {
    return scored.size() == 0
        ? Double.NaN
        : Evaluation.metrics(scored).getOrDefault(primary, Double.NaN);
  }

  /** The places of the rows that stay, among the test rows with an outcome. */
  private static int[] places(Frame frame, Cell cell, BitSet left) {
    int[] rows =
        Arrays.stream(cell.fold().test())
            .filter(row -> !Double.isNaN(frame.observed(row, 0)))
            .toArray();
    return IntStream.range(0, rows.length).filter(k -> !left.get(rows[k])).toArray();
  }

  private static Scored kept(Scored scored, int[] places) {
    return new Scored(
        Arrays.stream(places).map(k -> scored.group()[k]).toArray(),
        Arrays.stream(places).mapToLong(k -> scored.millis()[k]).toArray(),
        Arrays.stream(places).mapToDouble(k -> scored.actual()[k]).toArray(),
        Arrays.stream(places).mapToDouble(k -> scored.forecast()[k]).toArray(),
        scored.levels().length == 0
            ? new double[0][]
            : Arrays.stream(places).mapToObj(k -> scored.quantiles()[k]).toArray(double[][]::new),
        scored.levels(),
        Arrays.stream(places).mapToDouble(k -> scored.naiveError()[k]).toArray());
  }
}
