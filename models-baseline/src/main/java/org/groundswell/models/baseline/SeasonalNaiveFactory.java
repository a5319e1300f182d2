package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes models that forecast the value of one period before. */
public final class SeasonalNaiveFactory implements ModelFactory<SeasonalNaiveConfig> {

  @Override
  public String name() {
    return SeasonalNaive.NAME;
  }

  @Override
  public Class<SeasonalNaiveConfig> configuration() {
    return SeasonalNaiveConfig.class;
  }

  @Override
  public SeasonalNaiveConfig defaults() {
    return SeasonalNaiveConfig.defaults();
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  @Override
  public boolean readsInputs() {
    return false;
  }

  @Override
  public Model create(SeasonalNaiveConfig configuration, ModelSpec spec) {
    return new SeasonalNaive(configuration, spec);
  }
}
