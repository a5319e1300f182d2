package org.groundswell.experiments.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.groundswell.scale.TargetTransform;

/**
 * Finds and reads experiments: the bundled ones by name, others by file.
 *
 * <p>A file says only in what it differs from its base, which is {@code base: NAME or FILE}, and
 * {@value #DEFAULTS} where it says nothing: keys are merged, lists replaced, and an item {@code
 * base} in the list of models stands for the models of the base. Name and question are never
 * inherited.
 */
public final class Experiments {
  private static final String DEFAULTS = "defaults";
  private static final List<String> BUNDLED =
      List.of(
          "smoke",
          "baselines",
          "mlp-mae",
          "mlp-mse",
          "mlp-huber",
          "mlp-quantile",
          "lstm-mae",
          "lstm-mse",
          "lstm-huber",
          "lstm-quantile",
          "transformer-mae",
          "transformer-mse",
          "transformer-huber",
          "transformer-quantile",
          "compare",
          "compare-scaling",
          "ablation",
          "dunes",
          "hourly-lstm",
          "hourly-compare");

  private final Caller caller;
  private final ModelCatalog catalog;
  private final ConfigMapper mapper;

  public Experiments(ModelCatalog catalog) {
    this(catalog, Caller.MAVEN);
  }

  /**
   * @param caller who is told what to type where something is wrong
   */
  public Experiments(ModelCatalog catalog, Caller caller) {
    this.caller = caller;
    this.catalog = catalog;
    this.mapper = new ConfigMapper(catalog);
  }

  /** A bundled experiment. */
  public record Summary(String name, String question) {}

  /**
   * A configuration as it was read.
   *
   * @param notes what was changed of what was asked for, a sentence each, to be shown
   */
  public record Resolved(ExperimentConfig config, List<String> notes) {
    public Resolved {
      notes = List.copyOf(notes);
    }
  }

  /** The names of the bundled experiments, simplest first. */
  public static List<String> names() {
    return BUNDLED;
  }

  /** The bundled experiments, simplest first. */
  public List<Summary> list() {
    return BUNDLED.stream()
        .map(name -> new Summary(name, bundled(name).root().path("question").asText()))
        .toList();
  }

  /**
   * Reads an experiment.
   *
   * @param nameOrFile the name of a bundled one, or a path that ends in {@code .yaml} or {@code
   *     .yml}
   * @throws UsageException if there is no such experiment, or something in it can't be
   */
  public Resolved read(String nameOrFile, Overrides overrides) {
    return resolved(overrides.applyTo(withBase(nameOrFile, new LinkedHashSet<>())));
  }

  /**
   * Reads a configuration that has every value, as {@link ExperimentConfig#toYaml} writes it.
   *
   * @param source where the text stands, for messages
   * @throws UsageException if something in it can't be
   */
  public ExperimentConfig readWhole(String yaml, String source) {
    return resolved(SourceTree.parse(yaml, source).over(source(DEFAULTS))).config();
  }

  private Resolved resolved(SourceTree tree) {
    Keys.check(tree, catalog);
    ExperimentConfig config = mapper.bind(AblatedModels.expand(tree));
    return new Resolved(config, notes(tree, config));
  }

  private static List<String> notes(SourceTree tree, ExperimentConfig config) {
    List<String> notes = new ArrayList<>();
    int window = tree.root().path("window").asInt();
    if (window > 0 && config.window() == 0) {
      notes.add(
          "window is 0 and not %d: the features lack 'history', and whoever leaves history out leaves out both"
              .formatted(window));
    }
    for (FeatureGroup group : List.of(FeatureGroup.HISTORY, FeatureGroup.WINDOW)) {
      if (asks(tree, group) && !config.features().contains(group)) {
        notes.add(
            "feature group '%s' is left out: window is 0, and whoever leaves history out leaves out both"
                .formatted(group.key()));
      }
    }
    if (!config.data().testPaths().isEmpty()
        && tree.root().path("folds").path("count").asInt() > 1) {
      notes.add("one fold, cut where data.testFile begins; folds.count is of no meaning then");
    }
    if (config.window() == 0 && config.target().form() == TargetTransform.Form.DEVIATION) {
      notes.add(
          "forecasts still start from the author's median so far: set target.form to level to leave that out too");
    }
    return notes;
  }

  private static boolean asks(SourceTree tree, FeatureGroup group) {
    return tree.root()
        .path("features")
        .valueStream()
        .anyMatch(name -> name.asText().equalsIgnoreCase(group.key()));
  }

  private SourceTree withBase(String nameOrFile, Set<String> seen) {
    if (!seen.add(nameOrFile)) {
      throw new UsageException(
          "'%s' is its own base: %s".formatted(nameOrFile, String.join(" → ", seen)));
    }
    SourceTree own = source(nameOrFile);
    if (nameOrFile.equals(DEFAULTS)) {
      return own;
    }
    String base = own.root().path(SourceTree.BASE).asText(DEFAULTS);
    SourceTree under = withBase(base, seen).without("name").without("question");
    SourceTree merged = own.without(SourceTree.BASE).over(under);
    return merged.root().has("name")
        ? merged
        : merged.with("name", TextNode.valueOf(stem(nameOrFile)), own.source());
  }

  private SourceTree source(String nameOrFile) {
    if (isFile(nameOrFile)) {
      Path path = Path.of(nameOrFile);
      if (!Files.exists(path)) {
        throw new UsageException(
            "there is no experiment file '%s' in %s"
                .formatted(nameOrFile, Path.of("").toAbsolutePath()));
      }
      try {
        return SourceTree.parse(Files.readString(path), nameOrFile);
      } catch (IOException e) {
        throw new UsageException(
            "can't read experiment file '%s' in %s: %s"
                .formatted(nameOrFile, Path.of("").toAbsolutePath(), e),
            e);
      }
    }
    return bundled(nameOrFile);
  }

  /** Whether an experiment is named by its file. */
  public static boolean isFile(String nameOrFile) {
    return nameOrFile.endsWith(".yaml") || nameOrFile.endsWith(".yml");
  }

  private static String stem(String nameOrFile) {
    return isFile(nameOrFile)
        ? Path.of(nameOrFile).getFileName().toString().replaceFirst("\\.ya?ml$", "")
        : nameOrFile;
  }

  private SourceTree bundled(String name) {
    if (!BUNDLED.contains(name) && !name.equals(DEFAULTS)) {
      throw new UsageException(
          "there is no experiment '%s'%s. All of them: %s. A file of your own ends in .yaml."
              .formatted(name, NearMisses.hint(name, BUNDLED), caller.listing()));
    }
    try (InputStream in = Experiments.class.getResourceAsStream("/experiments/" + name + ".yaml")) {
      return SourceTree.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), "experiments/" + name + ".yaml");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
