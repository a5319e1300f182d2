package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes boosted trees on the known columns of a row. */
public final class LightGbmFactory implements ModelFactory<LightGbmConfig> {

  @Override
  public String name() {
    return LightGbm.NAME;
  }

  @Override
  public Class<LightGbmConfig> configuration() {
    return LightGbmConfig.class;
  }

  @Override
  public LightGbmConfig defaults() {
    return LightGbmConfig.defaults();
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  /** Trees on all rows and columns are the same whatever the seed. */
  @Override
  public boolean hasChance(LightGbmConfig configuration) {
    return configuration.featureFraction() < 1 || configuration.baggingFraction() < 1;
  }

  @Override
  public Model create(LightGbmConfig configuration, ModelSpec spec) {
    return new LightGbm(configuration, spec);
  }
}
