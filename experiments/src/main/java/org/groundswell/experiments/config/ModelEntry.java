package org.groundswell.experiments.config;

/**
 * One contestant: a model with a loss.
 *
 * @param name unique in the experiment; part of file names and of the report
 * @param model the name of its {@link org.groundswell.model.ModelFactory}
 * @param loss what it minimises; models that learn none take no notice
 * @param config the factory's configuration record, every value
 */
public record ModelEntry(String name, String model, LossKind loss, Record config) {

  public ModelEntry {
    ExperimentConfig.checkName(name);
  }
}
