package org.groundswell.experiments.config;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 */
public record ModelEntry(
    String name,
    String model,
    LossKind loss,
    Record config,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TargetTransform.Config> target) {

  public ModelEntry {
    ExperimentConfig.checkName(name);
  }
}
