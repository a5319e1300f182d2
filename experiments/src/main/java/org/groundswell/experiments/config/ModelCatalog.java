package org.groundswell.experiments.config;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.groundswell.model.ModelFactory;

/** The models that an experiment can name. */
public final class ModelCatalog {
  private final SortedMap<String, ModelFactory<?>> factories = new TreeMap<>();

  private ModelCatalog(Collection<? extends ModelFactory<?>> all) {
    for (ModelFactory<?> factory : all) {
      ModelFactory<?> other = factories.put(factory.name(), factory);
      if (other != null) {
        throw new IllegalArgumentException(
            "two models are named '%s': %s and %s"
                .formatted(
                    factory.name(), other.getClass().getName(), factory.getClass().getName()));
      }
    }
  }

  /** The models of all modules on the class path. */
  @SuppressWarnings("rawtypes") // a service is a raw class
  public static ModelCatalog found() {
    // not the context class loader, which is the caller's affair
    ServiceLoader<ModelFactory> loader =
        ServiceLoader.load(ModelFactory.class, ModelCatalog.class.getClassLoader());
    return new ModelCatalog(
        loader.stream().<ModelFactory<?>>map(provider -> provider.get()).toList());
  }

  /** The models of these factories. */
  public static ModelCatalog of(List<? extends ModelFactory<?>> factories) {
    return new ModelCatalog(factories);
  }

  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(factories.keySet()));
  }

  /**
   * The factory of a name.
   *
   * @throws UsageException if there is none
   */
  public ModelFactory<?> factory(String name) {
    ModelFactory<?> factory = factories.get(name);
    if (factory == null) {
      throw new UsageException(
          "there is no model '%s'%s. Known: %s"
              .formatted(
                  name,
                  NearMisses.hint(name, factories.keySet()),
                  String.join(", ", factories.keySet())));
    }
    return factory;
  }
}
