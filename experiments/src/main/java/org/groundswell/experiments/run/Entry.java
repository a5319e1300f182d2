package org.groundswell.experiments.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.groundswell.backtest.Backtest;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.config.ModelCatalog;
import org.groundswell.experiments.config.ModelEntry;
import org.groundswell.loss.Loss;
import org.groundswell.model.FitFailedException;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * A competitor that is fitted: a kind of model with its configuration and loss.
 *
 * @param name unique in the experiment, such as {@code transformer-huber}
 * @param lossName the loss as reports name it
 * @param shown the feature groups it sees; empty: all there are
 */
record Entry<C extends Record>(
    String name,
    ModelFactory<C> factory,
    C configuration,
    String lossName,
    Loss loss,
    TargetTransform.Config target,
    Optional<List<FeatureGroup>> shown,
    TrainingConfig training)
    implements Competitor {

  /** The competitor that a configuration names. */
  static Entry<?> of(ExperimentConfig config, ModelEntry entry, ModelCatalog catalog) {
    return of(config, entry, catalog.factory(entry.model()));
  }

  private static <C extends Record> Entry<C> of(
      ExperimentConfig config, ModelEntry entry, ModelFactory<C> factory) {
    return new Entry<>(
        entry.name(),
        factory,
        factory.configuration().cast(entry.config()),
        entry.loss().name().toLowerCase(Locale.ROOT),
        config.losses().loss(entry.loss()),
        config.target(entry),
        entry.ownFeatures() ? Optional.of(config.shown(entry)) : Optional.empty(),
        config.training());
  }

  /** The data as it sees them: its transform of targets, and its feature groups. */
  Backtest view(Backtest data) {
    Backtest own = data.withTarget(target);
    return shown
        .map(
            groups ->
                own.withInputs(
                    column -> FeatureGroup.keys(groups).contains(column.group()),
                    FeatureGroup.showWindow(groups)))
        .orElse(own);
  }

  @Override
  public String model() {
    return factory.name();
  }

  @Override
  public boolean gradientTrained() {
    return factory.gradientTrained();
  }

  @Override
  public int epochLimit() {
    return gradientTrained() ? training.epochs() : 0;
  }

  @Override
  public List<Double> levels() {
    return loss.levels();
  }

  @Override
  public List<Long> seeds(List<Long> given) {
    return factory.hasChance(configuration) ? given : given.subList(0, 1);
  }

  @Override
  public String scaling() {
    List<String> steps = new ArrayList<>();
    if (target.log()) {
      steps.add("log");
    }
    target
        .scalers()
        .forEach(scaler -> steps.add(scaler.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    String chain = steps.isEmpty() ? "none" : String.join(" + ", steps);
    return target.form() == TargetTransform.Form.DEVIATION ? chain + ", deviation" : chain;
  }

  /**
   * A fresh model for the given data.
   *
   * @throws FitFailedException if this kind of model can't be made for them
   */
  Model create(ScaledFrame data, long seed) {
    ModelSpec spec = ModelSpec.of(data, loss, training, seed);
    try {
      return factory.create(configuration, spec);
    } catch (IllegalArgumentException e) {
      FitFailedException failed = new FitFailedException(e.getMessage());
      failed.initCause(e);
      throw failed;
    }
  }
}
