package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.groundswell.evaluate.Fold;
import org.groundswell.evaluate.Metric;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.machine.Sha256;
import org.groundswell.model.Fit;

/**
 * The competitor of each fold that one would have taken at its cut, by validation rows alone, as it
 * stands in {@code champion.json} before any model forecasts a test row.
 *
 * <p>For fold k competitors are measured on the validation slices of folds 1…k: the primary metric
 * of the first target, mean over seeds, averaged over the slices by their rows. Labels of all those
 * had matured at cut k, so nothing later than the cut is used; later validation slices are not, for
 * they lie after test rows of fold k. Of equals the first in the configuration is taken. A
 * competitor of which a cell of folds 1…k failed is not a candidate: it would be measured on other
 * rows or seeds than the rest.
 *
 * @param metric the primary metric's key
 * @param target what it is taken of
 * @param folds in their order; those without any candidate are left out
 */
public record Champion(String metric, String target, List<OfFold> folds) {
  static final String FILE = "champion.json";
  static final String TEST = "champion-test.json";

  /**
   * The champion of a fold.
   *
   * @param configSha256 of the competitor's configuration and all it learns by, as YAML
   * @param value its primary metric on validation
   * @param rows validation rows with an outcome in folds 1…k
   * @param limited how many of its cells in folds 1…k were stopped by the limit of epochs; a remark
   *     that excludes nobody
   * @param cells how many cells those are
   * @param runnerUp the next best, empty if nobody else is a candidate
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record OfFold(
      int fold,
      String entry,
      String configSha256,
      double value,
      long rows,
      int limited,
      int cells,
      Optional<String> runnerUp,
      OptionalDouble runnerUpValue) {}

  /** A competitor's cells in the folds so far, and their validation rows. */
  private static final class Candidate {
    private final Competitor entry;
    private double sum;
    private long rows;
    private int cells;
    private int limited;
    private boolean whole = true;

    Candidate(Competitor entry) {
      this.entry = entry;
    }

    void add(List<Selected> ofFold, String target, String metric) {
      double ofSeeds = 0;
      for (Selected cell : ofFold) {
        Double value = cell.validation().getOrDefault(target, Map.of()).get(metric);
        whole &= cell.ok() && (rows(cell, target) == 0 || (value != null && !value.isNaN()));
        ofSeeds += value == null ? 0 : value / ofFold.size();
        limited += cell.stopping() == Fit.StoppingReason.LIMIT ? 1 : 0;
      }
      cells += ofFold.size();
      sum += ofSeeds * rows(ofFold.get(0), target);
      rows += rows(ofFold.get(0), target);
    }

    private static int rows(Selected cell, String target) {
      return cell.validationRows().getOrDefault(target, 0);
    }

    boolean eligible() {
      return whole && rows > 0;
    }

    double value() {
      return sum / rows;
    }
  }

  /**
   * Chooses by what the first phase found.
   *
   * @param selected of each of the cells
   */
  static Champion of(
      ExperimentConfig config, String target, List<Cell> cells, List<Selected> selected) {
    Metric metric = config.primaryMetric();
    Comparator<Candidate> order = Comparator.comparingDouble(Candidate::value);
    Comparator<Candidate> bestFirst =
        metric.better() == Metric.Better.HIGHER ? order.reversed() : order;
    Map<String, Candidate> candidates = new LinkedHashMap<>();
    cells.forEach(
        cell ->
            candidates.computeIfAbsent(cell.entry().name(), name -> new Candidate(cell.entry())));
    List<OfFold> folds = new ArrayList<>();
    for (int number : cells.stream().map(Cell::fold).mapToInt(Fold::number).distinct().toArray()) {
      for (Candidate candidate : candidates.values()) {
        candidate.add(of(candidate.entry, number, cells, selected), target, metric.key());
      }
      List<Candidate> ranked =
          candidates.values().stream().filter(Candidate::eligible).sorted(bestFirst).toList();
      if (!ranked.isEmpty()) {
        folds.add(ofFold(number, config, ranked));
      }
    }
    return new Champion(metric.key(), target, List.copyOf(folds));
  }

  private static List<Selected> of(
      Competitor entry, int fold, List<Cell> cells, List<Selected> selected) {
    List<Selected> own = new ArrayList<>();
    for (int k = 0; k < cells.size(); k++) {
      if (cells.get(k).entry().equals(entry) && cells.get(k).fold().number() == fold) {
        own.add(selected.get(k));
      }
    }
    return own;
  }

  private static OfFold ofFold(int fold, ExperimentConfig config, List<Candidate> ranked) {
    Candidate best = ranked.get(0);
    Optional<Candidate> second = ranked.stream().skip(1).findFirst();
    return new OfFold(
        fold,
        best.entry.name(),
        Sha256.of(config.toYaml(best.entry.name())),
        best.value(),
        best.rows,
        best.limited,
        best.cells,
        second.map(candidate -> candidate.entry.name()),
        second.map(Candidate::value).map(OptionalDouble::of).orElse(OptionalDouble.empty()));
  }

  /** The names of all champions. */
  List<String> entries() {
    return folds.stream().map(OfFold::entry).distinct().toList();
  }

  /** The name of a fold's champion, if it has one. */
  Optional<String> in(Fold fold) {
    return folds.stream().filter(own -> own.fold() == fold.number()).map(OfFold::entry).findFirst();
  }
}
