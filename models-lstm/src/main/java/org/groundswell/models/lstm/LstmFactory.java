package org.groundswell.models.lstm;

import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Makes stacked LSTMs on DL4J, which read a window row by row, oldest first, the query row last.
 */
public final class LstmFactory implements ModelFactory<LstmConfig> {
  static final String NAME = "lstm";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<LstmConfig> configuration() {
    return LstmConfig.class;
  }

  @Override
  public LstmConfig defaults() {
    return new LstmConfig(2, 50, 0, 0.3, 0);
  }

  @Override
  public boolean gradientTrained() {
    return true;
  }

  @Override
  public Model create(LstmConfig configuration, ModelSpec spec) {
    return LstmModel.create(configuration, spec, DataType.FLOAT);
  }
}
