package org.groundswell.experiments.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.groundswell.experiments.config.EnsembleEntry;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.config.ModelEntry;
import org.groundswell.frame.Frame;

/**
 * Which entries see only some of the feature groups, and what each is to be held against, as it
 * stands in {@code ablation.json}.
 *
 * @param parts of the entries that run
 * @param notes what data have nothing of, and which entries were left out for that
 */
record Ablation(List<Part> parts, List<String> notes) {
  static final String FILE = "ablation.json";

  /** What knows nothing of a row, and so shows what groups alone are worth; the better first. */
  private static final List<String> KNOWING_NOTHING = List.of("training-median", "author-median");

  /** How an entry differs from one that sees all. */
  enum Change {
    /** Groups are left out; held against the same model with all of them. */
    WITHOUT,
    /** It sees nothing but these groups; held against a model that sees none. */
    ONLY
  }

  /**
   * An entry that sees only some of the groups.
   *
   * @param of the entry that sees all, or what it would be called
   * @param groups those left out, or the only ones
   * @param against the entry it is held against, empty if there is none
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Part(
      String entry, String of, Change change, List<String> groups, Optional<String> against) {}

  /** What the data have of each group of the experiment, and the entries that differ by it. */
  record Sorted(List<ModelEntry> models, Ablation ablation) {}

  /**
   * Leaves out entries that would see what the same model with all groups sees, or nothing, because
   * data have nothing of a group: no column, or only columns that are the same in all rows.
   */
  static Sorted of(ExperimentConfig config, Frame frame) {
    Map<FeatureGroup, String> empty = new LinkedHashMap<>();
    for (FeatureGroup group : config.allFeatures()) {
      lack(group, config, frame).ifPresent(lack -> empty.put(group, lack));
    }
    Predicate<FeatureGroup> tells = group -> !empty.containsKey(group);
    List<FeatureGroup> all = config.allFeatures().stream().filter(tells).toList();
    List<ModelEntry> models = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (ModelEntry model : config.models()) {
      List<FeatureGroup> shown = config.shown(model).stream().filter(tells).toList();
      if (model.ownFeatures() && (shown.isEmpty() || shown.equals(all))) {
        left.add(model.name());
      } else {
        models.add(model);
      }
    }
    config.ensembles().stream()
        .filter(ensemble -> ensemble.members().stream().anyMatch(left::contains))
        .map(EnsembleEntry::name)
        .forEach(left::add);
    List<String> notes = new ArrayList<>();
    if (!left.isEmpty()) {
      List<String> lacks = new ArrayList<>();
      empty.forEach((group, lack) -> lacks.add("%s %s".formatted(group.key(), lack)));
      notes.add(
          "Entries that would see what the whole model sees, or nothing, were left out%s: %s."
              .formatted(
                  lacks.isEmpty() ? "" : " (" + String.join("; ", lacks) + ")",
                  String.join(", ", left)));
    }
    List<Part> parts =
        models.stream().filter(ModelEntry::ownFeatures).map(model -> part(model, models)).toList();
    return new Sorted(models, new Ablation(parts, notes));
  }

  @JsonIgnore
  boolean isEmpty() {
    return parts.isEmpty() && notes.isEmpty();
  }

  private static Optional<String> lack(FeatureGroup group, ExperimentConfig config, Frame frame) {
    boolean observedRows = config.window() > 0 && FeatureGroup.showWindow(List.of(group));
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < frame.schema().known().size(); c++) {
      if (frame.schema().known().get(c).group().equals(group.key())) {
        columns.add(c);
      }
    }
    if (observedRows || columns.stream().anyMatch(column -> varies(frame, column))) {
      return Optional.empty();
    }
    return Optional.of(columns.isEmpty() ? "has no column here" : "is the same in all rows");
  }

  private static boolean varies(Frame frame, int column) {
    for (int row = 1; row < frame.rows(); row++) {
      if (Float.compare(frame.known(row, column), frame.known(0, column)) != 0) {
        return true;
      }
    }
    return false;
  }

  private static Part part(ModelEntry model, List<ModelEntry> models) {
    boolean without = !model.without().isEmpty();
    Optional<String> full =
        models.stream()
            .filter(other -> !other.ownFeatures() && alike(other, model))
            .map(ModelEntry::name)
            .findFirst();
    Optional<String> nothing =
        KNOWING_NOTHING.stream()
            .flatMap(name -> models.stream().filter(other -> other.model().equals(name)))
            .map(ModelEntry::name)
            .findFirst();
    return new Part(
        model.name(),
        full.orElse(model.model()),
        without ? Change.WITHOUT : Change.ONLY,
        FeatureGroup.keys(without ? model.without() : model.features()),
        without ? full : nothing);
  }

  private static boolean alike(ModelEntry one, ModelEntry other) {
    return one.model().equals(other.model())
        && one.loss() == other.loss()
        && one.config().equals(other.config())
        && one.target().equals(other.target());
  }
}
