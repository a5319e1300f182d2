package org.groundswell.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.groundswell.evaluate.Evaluation;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.Scored;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.frame.Frame;

/**
 * Where competitors are good and where they fail: their errors on parts of the test rows, and how
 * unequally they fall on authors. The metric is log1p MAE whatever the primary one is: it is a mean
 * over rows, and so parts add up to the whole.
 *
 * @param slices by target, competitor, slicing and slice, and of {@code champion} if it is several
 *     competitors; those without rows are left out
 * @param authors by target and competitor, of data with authors enough
 * @param zeros by target, the share of zeros among the rows that the last fold's models were fitted
 *     on
 */
record Slices(List<Slice> slices, List<AuthorErrors> authors, Map<String, Double> zeros) {
  /** The champions of the folds, each on its own fold's rows, where they are not one entry. */
  private static final String CHAMPION = "champion";

  private static final String METRIC = Metric.LOG1P_MAE.key();

  /** Works out the slices from the forecasts that the cells of a run left in its folder. */
  static Slices of(
      RunFolder folder,
      Frame frame,
      DataConfig.Format format,
      List<Fold> folds,
      List<Cell> cells,
      List<CellResult> results,
      Champion champion)
      throws IOException {
    Map<String, List<Cell>> byEntry = new LinkedHashMap<>();
    for (Cell cell : cells) {
      byEntry.computeIfAbsent(cell.entry().name(), name -> new ArrayList<>()).add(cell);
    }
    results.stream().filter(result -> !result.ok()).forEach(r -> byEntry.remove(r.entry()));
    List<List<Cell>> champions = TestedChampion.cells(cells, results, champion);
    if (champions.isEmpty() || champion.entries().size() < 2) {
      champions = List.of();
    }
    Slices all = new Slices(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    List<String> targets = frame.schema().targets();
    for (int t = 0; t < targets.size(); t++) {
      List<Slicing> slicings = Slicings.of(frame, format, folds, t);
      Map<String, List<Means>> means = new LinkedHashMap<>();
      for (Map.Entry<String, List<Cell>> entry : byEntry.entrySet()) {
        Errors errors = Errors.of(folder, frame, entry.getValue(), t);
        means.put(entry.getKey(), slicings.stream().map(by -> Means.of(by, errors)).toList());
        AuthorErrors.of(entry.getKey(), targets.get(t), METRIC, errors.group(), errors.ofRow())
            .ifPresent(all.authors::add);
      }
      if (!champions.isEmpty()) {
        List<Scored> bySeed = new ArrayList<>();
        for (List<Cell> ofSeed : champions) {
          bySeed.add(TestedChampion.points(folder, frame, ofSeed, t));
        }
        Errors errors = Errors.of(bySeed);
        means.put(CHAMPION, slicings.stream().map(by -> Means.of(by, errors)).toList());
        AuthorErrors.of(CHAMPION, targets.get(t), METRIC, errors.group(), errors.ofRow())
            .ifPresent(all.authors::add);
      }
      Optional<List<Means>> reference =
          byEntry.values().stream()
              .map(own -> own.get(0).entry())
              .filter(entry -> entry.model().equals(Pooled.REFERENCE))
              .map(entry -> means.get(entry.name()))
              .findFirst();
      for (Map.Entry<String, List<Means>> own : means.entrySet()) {
        for (int s = 0; s < slicings.size(); s++) {
          int by = s;
          own.getValue()
              .get(s)
              .addTo(
                  all.slices,
                  own.getKey(),
                  targets.get(t),
                  slicings.get(s),
                  reference.map(theirs -> theirs.get(by)));
        }
      }
      all.zeros.put(targets.get(t), zeros(frame, folds.get(folds.size() - 1), t));
    }
    return all;
  }

  /**
   * Writes {@code slices.jsonl}, {@code author-errors.jsonl} and {@code zeros.json} to a folder.
   */
  void write(RunFolder folder) throws IOException {
    folder.writeJsonLines("slices.jsonl", slices);
    folder.writeJsonLines("author-errors.jsonl", authors);
    folder.writeJson("zeros.json", zeros);
  }

  private static double zeros(Frame frame, Fold fold, int target) {
    return Arrays.stream(fold.refit())
        .mapToDouble(row -> frame.observed(row, target))
        .filter(value -> !Double.isNaN(value))
        .map(value -> value == 0 ? 1 : 0)
        .average()
        .orElse(0);
  }

  /**
   * A competitor's errors, row by row over all folds, mean over seeds.
   *
   * @param covered the share of seeds whose outer levels hold the outcome; empty without levels
   */
  private record Errors(int[] group, double[] ofRow, double[] covered) {

    static Errors of(RunFolder folder, Frame frame, List<Cell> cells, int target)
        throws IOException {
      List<Scored> bySeed = new ArrayList<>();
      for (long seed : cells.stream().map(Cell::seed).distinct().toList()) {
        List<Cell> ofSeed = cells.stream().filter(cell -> cell.seed() == seed).toList();
        bySeed.add(Pooled.allFolds(folder, frame, ofSeed, target));
      }
      return of(bySeed);
    }

    static Errors of(List<Scored> bySeed) {
      Scored first = bySeed.get(0);
      int levels = first.levels().length;
      double[] error = new double[first.size()];
      double[] covered = new double[levels < 2 ? 0 : first.size()];
      for (Scored scored : bySeed) {
        for (int k = 0; k < error.length; k++) {
          double actual = scored.actual()[k];
          error[k] +=
              Math.abs(Math.log1p(actual) - Math.log1p(scored.forecast()[k])) / bySeed.size();
          if (covered.length > 0) {
            double[] quantiles = scored.quantiles()[k];
            boolean within = quantiles[0] <= actual && actual <= quantiles[levels - 1];
            covered[k] += within ? 1.0 / bySeed.size() : 0;
          }
        }
      }
      return new Errors(first.group(), error, covered);
    }
  }

  /** By slice, the mean error and the coverage; that is empty without levels. */
  private record Means(double[] error, double[] coverage) {

    static Means of(Slicing by, Errors errors) {
      return new Means(
          by.means(errors.ofRow()),
          errors.covered().length == 0 ? new double[0] : by.means(errors.covered()));
    }

    void addTo(
        List<Slice> all, String entry, String target, Slicing by, Optional<Means> reference) {
      long[] rows = by.rows();
      for (int s = 0; s < rows.length; s++) {
        int slice = s;
        if (rows[s] > 0) {
          Optional<Double> skill =
              reference
                  .map(theirs -> Evaluation.skill(error[slice], theirs.error[slice]))
                  .filter(OptionalDouble::isPresent)
                  .map(OptionalDouble::getAsDouble);
          all.add(
              new Slice(
                  entry,
                  target,
                  by.name(),
                  by.slices().get(s),
                  rows[s],
                  rows[s] < Slice.FEW_ROWS,
                  METRIC,
                  error[s],
                  skill,
                  coverage.length == 0 ? Optional.empty() : Optional.of(coverage[s])));
        }
      }
    }
  }
}
