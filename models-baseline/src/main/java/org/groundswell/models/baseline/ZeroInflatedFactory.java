package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes hurdle models for targets that are often zero. */
public final class ZeroInflatedFactory implements ModelFactory<ZeroInflatedConfig> {

  @Override
  public String name() {
    return ZeroInflated.NAME;
  }

  @Override
  public Class<ZeroInflatedConfig> configuration() {
    return ZeroInflatedConfig.class;
  }

  @Override
  public ZeroInflatedConfig defaults() {
    return ZeroInflatedConfig.defaults();
  }

  @Override
  public boolean gradientTrained() {
    return false;
  }

  @Override
  public Model create(ZeroInflatedConfig configuration, ModelSpec spec) {
    return new ZeroInflated(configuration, spec);
  }
}
