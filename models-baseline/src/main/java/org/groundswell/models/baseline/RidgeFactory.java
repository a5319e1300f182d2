package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes ridge regressions on the query encoding of a row. */
public final class RidgeFactory implements ModelFactory<RidgeConfig> {

  @Override
  public String name() {
    return Ridge.NAME;
  }

  @Override
  public Class<RidgeConfig> configuration() {
    return RidgeConfig.class;
  }

  @Override
  public RidgeConfig defaults() {
    return RidgeConfig.defaults();
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  @Override
  public Model create(RidgeConfig configuration, ModelSpec spec) {
    return new Ridge(configuration, spec);
  }
}
