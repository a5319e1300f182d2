package org.groundswell.models.baseline;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes models that forecast the median of the training rows. */
public final class TrainingMedianFactory implements ModelFactory<NoSettings> {

  @Override
  public String name() {
    return TrainingMedian.NAME;
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
    return new TrainingMedian(spec);
  }
}
