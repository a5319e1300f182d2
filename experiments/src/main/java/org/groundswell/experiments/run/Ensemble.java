package org.groundswell.experiments.run;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A competitor that averages the forecasts of others, seed by seed: for each seed it is what one
 * fit of each member gives. A member without chance has the same part in all of them.
 *
 * @param seeds those of the experiment
 */
record Ensemble(String name, List<Entry<?>> members, List<Long> seeds) implements Competitor {
  static final String MODEL = "ensemble";

  Ensemble {
    members = List.copyOf(members);
    seeds = List.copyOf(seeds);
  }

  /** The cells whose forecasts a cell of this ensemble averages. */
  List<Cell> averagedBy(Cell cell) {
    return members.stream()
        .map(
            member -> {
              List<Long> own = member.seeds(seeds);
              long seed = own.contains(cell.seed()) ? cell.seed() : own.get(0);
              return new Cell(member, cell.fold(), seed);
            })
        .toList();
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public String lossName() {
    return distinct(Competitor::lossName);
  }

  @Override
  public String scaling() {
    return distinct(Competitor::scaling);
  }

  private String distinct(Function<Competitor, String> what) {
    return members.stream().map(what).distinct().collect(joining("; "));
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  @Override
  public int epochLimit() {
    return 0;
  }

  /** Those of the members if all have the same; what is known of other mixtures is a point. */
  @Override
  public List<Double> levels() {
    List<Double> first = members.get(0).levels();
    return members.stream().allMatch(member -> member.levels().equals(first))
        ? first
        : List.of(0.5);
  }

  @Override
  public List<Long> seeds(List<Long> given) {
    return members.stream()
        .map(member -> member.seeds(given))
        .max(Comparator.comparingInt(List::size))
        .orElseThrow();
  }
}
