package org.groundswell.model;

/**
 * Makes models of one kind. Found through {@link java.util.ServiceLoader}: a new model is a class
 * that implements this and a line in {@code META-INF/services}.
 *
 * @param <C> the record that configures the model; its components are the keys of the configuration
 *     file
 */
public interface ModelFactory<C extends Record> {

  /** The name used in configurations and reports, such as {@code transformer}. */
  String name();

  /** The type of the configuration. */
  Class<C> configuration();

  /** The configuration where none is given. */
  C defaults();

  /**
   * Whether the model is trained by gradient steps in epochs, and so may be stopped by their limit.
   */
  boolean gradientTrained();

  /**
   * Whether what a model so configured learns depends on the seed. One without chance gives the
   * same bits for every seed, and an experiment runs it with its first seed only.
   */
  default boolean hasChance(C configuration) {
    return gradientTrained();
  }

  /**
   * Whether forecasts depend on the inputs a model is given: known columns and the rows of windows.
   * One that reads outcomes of earlier rows off the frame is the same whatever columns there are,
   * and an experiment refuses to leave some out for it.
   */
  default boolean readsInputs() {
    return true;
  }

  /** A fresh model, not fitted. */
  Model create(C configuration, ModelSpec spec);

  /** A fresh model as it is configured by default. */
  default Model create(ModelSpec spec) {
    return create(defaults(), spec);
  }
}
