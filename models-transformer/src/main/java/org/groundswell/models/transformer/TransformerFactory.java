package org.groundswell.models.transformer;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes {@link TransformerModel}s. */
public final class TransformerFactory implements ModelFactory<TransformerConfig> {
  static final String NAME = "transformer";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<TransformerConfig> configuration() {
    return TransformerConfig.class;
  }

  @Override
  public TransformerConfig defaults() {
    return TransformerConfig.defaults();
  }

  @Override
  public boolean gradientTrained() {
    return true;
  }

  @Override
  public Model create(TransformerConfig configuration, ModelSpec spec) {
    return new TransformerModel(configuration, spec);
  }
}
