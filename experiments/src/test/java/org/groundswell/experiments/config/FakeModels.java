package org.groundswell.experiments.config;

import java.util.List;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Factories with the names of the real ones, whose modules these tests do without. */
final class FakeModels {
  enum Position {
    SINE_WAVES,
    LEARNED
  }

  record Dropout(double attention, double feedForward) {}

  record TransformerConfig(
      int dModel, int heads, int layers, int feedForward, Position position, Dropout dropout) {
    TransformerConfig {
      if (dModel % 2 != 0) {
        throw new IllegalArgumentException("dModel " + dModel + " must be even");
      }
    }
  }

  record RidgeConfig(List<Double> penalties) {}

  record LstmConfig(int layers, int units, int dense, double dropout) {}

  record NoConfig() {}

  static final TransformerConfig TRANSFORMER_DEFAULTS =
      new TransformerConfig(64, 4, 2, 128, Position.SINE_WAVES, new Dropout(0, 0.1));

  static final ModelCatalog CATALOG =
      ModelCatalog.of(
          List.of(
              new Fake<>("transformer", TransformerConfig.class, TRANSFORMER_DEFAULTS, true),
              new Fake<>("mlp", NoConfig.class, new NoConfig(), true),
              new Fake<>("lstm", LstmConfig.class, new LstmConfig(2, 50, 0, 0.1), true),
              new Fake<>("seasonal-naive", NoConfig.class, new NoConfig(), false),
              new Fake<>("ridge", RidgeConfig.class, new RidgeConfig(List.of(1.0, 1e-4)), false),
              new Fake<>("lightgbm", NoConfig.class, new NoConfig(), false),
              new Fake<>("training-median", NoConfig.class, new NoConfig(), false),
              new Fake<>("author-median", NoConfig.class, new NoConfig(), false),
              new Fake<>("last-value", NoConfig.class, new NoConfig(), false)));

  private FakeModels() {}

  record Fake<C extends Record>(
      String name, Class<C> configuration, C defaults, boolean gradientTrained)
      implements ModelFactory<C> {
    @Override
    public boolean readsInputs() {
      return !List.of("author-median", "last-value", "training-median").contains(name);
    }

    @Override
    public Model create(C config, ModelSpec spec) {
      throw new UnsupportedOperationException("a fake makes no models");
    }
  }
}
