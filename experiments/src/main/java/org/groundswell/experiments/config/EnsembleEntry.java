package org.groundswell.experiments.config;

import java.util.List;

/**
 * A contestant that averages the forecasts of others.
 *
 * @param name unique among models and ensembles; part of file names and of the report
 * @param members names of at least two models
 */
public record EnsembleEntry(String name, List<String> members) {

  public EnsembleEntry {
    ExperimentConfig.checkName(name);
    members = List.copyOf(members);
    if (members.size() < 2) {
      throw new IllegalArgumentException(
          "ensemble '%s' needs two members or more to average and has %s".formatted(name, members));
    }
    ExperimentConfig.checkDistinct("members of ensemble '%s'".formatted(name), members);
  }
}
