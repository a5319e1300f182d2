package org.groundswell.experiments.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.groundswell.scale.TargetTransform;

/**
 * One contestant: a model with a loss.
 *
 * @param name unique in the experiment; part of file names and of the report
 * @param model the name of its {@link org.groundswell.model.ModelFactory}
 * @param loss what it minimises; models that learn none take no notice
 * @param config the factory's configuration record, every value
 * @param target how targets are transformed for this contestant; empty: as for all
 * @param features the only feature groups it is shown; empty: those of the experiment
 * @param without feature groups of the experiment that it is not shown
 */
public record ModelEntry(
    String name,
    String model,
    LossKind loss,
    Record config,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TargetTransform.Config> target,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FeatureGroup> features,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FeatureGroup> without) {

  public ModelEntry {
    ExperimentConfig.checkName(name);
    features = List.copyOf(features);
    without = List.copyOf(without);
    ExperimentConfig.checkDistinct("features of model '%s'".formatted(name), features);
    ExperimentConfig.checkDistinct("without of model '%s'".formatted(name), without);
    if (!features.isEmpty() && !without.isEmpty()) {
      throw new IllegalArgumentException(
          "model '%s' names both features %s, all it is shown, and without %s, what it is not; leave one out"
              .formatted(name, FeatureGroup.keys(features), FeatureGroup.keys(without)));
    }
  }

  /** Whether it is shown other feature groups than its experiment has. */
  public boolean ownFeatures() {
    return !features.isEmpty() || !without.isEmpty();
  }

  /**
   * The feature groups it is shown of those of its experiment. Whoever is not shown history is not
   * shown the observed rows of the window either.
   */
  public List<FeatureGroup> shown(List<FeatureGroup> ofExperiment) {
    return ofExperiment.stream()
        .filter(group -> features.isEmpty() || features.contains(group))
        .filter(group -> !without.contains(group))
        .filter(group -> group != FeatureGroup.WINDOW || !without.contains(FeatureGroup.HISTORY))
        .toList();
  }
}
