package org.groundswell.models.baseline;

import java.util.List;
import java.util.ServiceLoader;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;

/** Makes the baselines as everybody does: by name, through the service loader. */
final class Baselines {
  static final List<String> NAMES =
      List.of(
          "last-value", "seasonal-naive", "author-median", "ridge", "zero-inflated", "lightgbm");

  private Baselines() {}

  /** Trees that grow in a moment. */
  static final LightGbmConfig SMALL = new LightGbmConfig(60, 0.1, 8, 10, 0.9, 0.9, 1, 20);

  static Model create(String name, ModelSpec spec) {
    for (ModelFactory<?> factory : ServiceLoader.load(ModelFactory.class)) {
      if (factory.name().equals(name)) {
        return factory instanceof LightGbmFactory trees
            ? trees.create(SMALL, spec)
            : withDefaults(factory, spec);
      }
    }
    throw new IllegalArgumentException("no model '" + name + "'");
  }

  private static <C extends Record> Model withDefaults(ModelFactory<C> factory, ModelSpec spec) {
    return factory.create(factory.defaults(), spec);
  }
}
