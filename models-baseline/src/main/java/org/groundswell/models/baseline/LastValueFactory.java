package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes models that forecast the newest visible value of the row's group. */
public final class LastValueFactory implements ModelFactory<NoSettings> {

  @Override
  public String name() {
    return LastValue.NAME;
  }

  @Override
  public Class<NoSettings> configuration() {
    return NoSettings.class;
  }

  @Override
  public NoSettings defaults() {
    return new NoSettings();
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
  public Model create(NoSettings configuration, ModelSpec spec) {
    return new LastValue(spec);
  }
}
