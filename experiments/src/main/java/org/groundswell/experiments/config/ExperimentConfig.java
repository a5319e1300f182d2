package org.groundswell.experiments.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.groundswell.evaluate.Metric;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame.InputScaling;

/**
 * An experiment: which models are compared on which data, and how. Every value is resolved; {@link
 * #toYaml} writes them all, and {@link Experiments} reads the same configuration from it.
 *
 * <p>Whoever leaves history out leaves out both its columns and the observed rows of the window:
 * without the feature group {@code history} the window is 0, and without a window there is no such
 * group, whatever was given. The feature group {@code window} stands for the observed rows alone,
 * as in a classic sequence model of nothing but the series.
 *
 * @param name part of the run folder's name
 * @param question what the experiment is to answer, in one sentence
 * @param data which rows: posts, hourly counts or those of a table
 * @param window observed rows a window holds
 * @param queryRow whether the row to be forecast stands last in its window
 * @param features groups of known columns that models see
 * @param text how texts are read for the groups that need it
 * @param inputs how known columns are scaled
 * @param target how targets are transformed
 * @param folds how the frame is cut
 * @param training how gradient-trained models are trained
 * @param losses what losses are parameterised by
 * @param models the contestants
 * @param ensembles contestants that average forecasts of models
 * @param outside contestants whose forecasts another program made
 * @param seeds one cell a seed for models with chance in them; the rest take the first only
 * @param primaryMetric what models are ranked by, for the first target
 * @param threads cells that run at once; 0 stands for as many as there are cores
 * @param accelerate whether networks run by our faster runtime where they can, or by DL4J's own
 * @param audit how the run is searched for leaks
 */
public record ExperimentConfig(
    String name,
    String question,
    DataConfig data,
    int window,
    boolean queryRow,
    List<FeatureGroup> features,
    TextConfig text,
    InputScaling inputs,
    TargetTransform.Config target,
    FoldConfig folds,
    TrainingConfig training,
    LossConfig losses,
    List<ModelEntry> models,
    List<EnsembleEntry> ensembles,
    List<OutsideEntry> outside,
    List<Long> seeds,
    Metric primaryMetric,
    int threads,
    boolean accelerate,
    AuditConfig audit) {

  public ExperimentConfig {
    checkName(name);
    if (question.isBlank()) {
      throw new IllegalArgumentException(
          "question is blank; say in one sentence what the experiment is to answer");
    }
    if (window < 0) {
      throw new IllegalArgumentException("window %d must not be negative".formatted(window));
    }
    boolean shown = window > 0 && FeatureGroup.showWindow(features);
    window = shown ? window : 0;
    features = features.stream().filter(group -> shown || !group.showsWindow()).toList();
    if (window == 0 && !queryRow) {
      throw new IllegalArgumentException(
          "without history and without the query row a window holds nothing. Maybe set queryRow to true.");
    }
    checkDistinct("features", features);
    if (data.testPaths().size() > 0 && !folds.cuts().isEmpty()) {
      throw new IllegalArgumentException(
          "data.testFile %s begins the test period, and so does folds.cuts %s; leave one out"
              .formatted(data.testFile(), folds.cuts()));
    }
    models = List.copyOf(models);
    checkDistinct("names of models", models.stream().map(ModelEntry::name).toList());
    ensembles = List.copyOf(ensembles);
    checkEnsembles(ensembles, models.stream().map(ModelEntry::name).toList());
    for (ModelEntry model : models) {
      checkInputs(model, features, queryRow);
    }
    outside = List.copyOf(outside);
    checkDistinct("names of contestants", names(models, ensembles, outside));
    seeds = List.copyOf(seeds);
    checkDistinct("seeds", seeds);
    if (models.isEmpty() || seeds.isEmpty() || seeds.contains(0L)) {
      throw new IllegalArgumentException(
          "models %s and seeds %s must not be empty, and no seed 0, which means \"no seed\" to ND4J"
              .formatted(models.stream().map(ModelEntry::name).toList(), seeds));
    }
    if (primaryMetric.better() == Metric.Better.NEITHER) {
      throw new IllegalArgumentException(
          "primaryMetric %s has no better or worse to rank by".formatted(primaryMetric.key()));
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "threads %d must not be negative; 0 stands for as many as there are cores"
              .formatted(threads));
    }
  }

  private static void checkEnsembles(List<EnsembleEntry> ensembles, List<String> models) {
    for (EnsembleEntry ensemble : ensembles) {
      for (String member : ensemble.members()) {
        if (!models.contains(member)) {
          throw new IllegalArgumentException(
              "ensemble '%s' has a member '%s' that is none of the models%s. Models: %s. Maybe leave inherited ensembles out by ensembles: []"
                  .formatted(
                      ensemble.name(),
                      member,
                      NearMisses.hint(member, models),
                      String.join(", ", models)));
        }
      }
    }
  }

  /** What a contestant with feature groups of its own can't be. */
  private static void checkInputs(ModelEntry model, List<FeatureGroup> features, boolean queryRow) {
    boolean forgets =
        FeatureGroup.showWindow(features) && !FeatureGroup.showWindow(model.shown(features));
    if (forgets && !queryRow) {
      throw new IllegalArgumentException(
          "model '%s' is shown no history, and without the query row its windows hold nothing. Maybe set queryRow to true."
              .formatted(model.name()));
    }
    if (forgets
        && model.target().filter(own -> own.form() == TargetTransform.Form.DEVIATION).isPresent()) {
      throw new IllegalArgumentException(
          "model '%s' is shown no history, so its target.form can't be deviation, which is measured from the median of earlier rows. Say level, or leave its target out."
              .formatted(model.name()));
    }
  }

  /**
   * The feature groups that a contestant is shown. A table's own columns are a group of the
   * experiment, named or not.
   */
  public List<FeatureGroup> shown(ModelEntry model) {
    return model.shown(allFeatures());
  }

  /** All feature groups there may be columns of. */
  public List<FeatureGroup> allFeatures() {
    return Stream.concat(
            features.stream(),
            data.format() == DataConfig.Format.TABLE
                ? Stream.of(FeatureGroup.TABLE)
                : Stream.empty())
        .distinct()
        .toList();
  }

  /**
   * How targets are transformed for a contestant. One that leaves out the history its experiment
   * has learns levels: deviations are measured from medians of earlier rows, which are history too.
   */
  public TargetTransform.Config target(ModelEntry model) {
    TargetTransform.Config own = model.target().orElse(target);
    boolean forgets =
        FeatureGroup.showWindow(features) && !FeatureGroup.showWindow(model.shown(features));
    return forgets ? own.withForm(TargetTransform.Form.LEVEL) : own;
  }

  /** Names end up in file names. */
  static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "name '%s' must be 1 to 64 letters, digits, '.', '_' or '-', a letter or digit first"
              .formatted(name));
    }
  }

  static void checkDistinct(String what, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw new IllegalArgumentException(
            "%s must differ but '%s' stands twice in %s".formatted(what, value, values));
      }
    }
  }

  private static List<String> names(
      List<ModelEntry> models, List<EnsembleEntry> ensembles, List<OutsideEntry> outside) {
    List<String> names = new ArrayList<>();
    models.forEach(model -> names.add(model.name()));
    ensembles.forEach(ensemble -> names.add(ensemble.name()));
    outside.forEach(other -> names.add(other.name()));
    return names;
  }

  /** Cells that run at once. */
  public int workers(int cores) {
    return threads == 0 ? cores : threads;
  }

  /** The names of all contestants. */
  public List<String> names() {
    return names(models, ensembles, outside);
  }

  /**
   * A contestant with all it learns by, and nothing of where its data lie or what it is compared
   * with, as YAML; an ensemble with its members, and of one from outside no more than its file.
   *
   * @throws java.util.NoSuchElementException if there is no such contestant
   */
  public String toYaml(String name) {
    return Stream.of(
            models.stream().filter(model -> model.name().equals(name)).map(this::toYaml),
            ensembles.stream().filter(of -> of.name().equals(name)).map(this::toYaml),
            outside.stream().filter(of -> of.name().equals(name)).map(ConfigMapper::write))
        .flatMap(yaml -> yaml)
        .findFirst()
        .orElseThrow();
  }

  private String toYaml(ModelEntry model) {
    return ConfigMapper.write(
        new Contestant(
            model, window, queryRow, features, text, inputs, target, training, losses, seeds));
  }

  private String toYaml(EnsembleEntry ensemble) {
    return ensemble.members().stream()
        .map(this::toYaml)
        .collect(joining("---\n", ConfigMapper.write(ensemble) + "---\n", ""));
  }

  private record Contestant(
      ModelEntry model,
      int window,
      boolean queryRow,
      List<FeatureGroup> features,
      TextConfig text,
      InputScaling inputs,
      TargetTransform.Config target,
      TrainingConfig training,
      LossConfig losses,
      List<Long> seeds) {}

  /** Every value, as YAML that {@link Experiments} reads back to an equal configuration. */
  public String toYaml() {
    return ConfigMapper.write(this);
  }
}
