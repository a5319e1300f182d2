package org.groundswell.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.data.HourlySampleGenerator;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.data.SampleTruth;
import org.groundswell.evaluate.Fold;
import org.groundswell.experiments.config.Caller;
import org.groundswell.experiments.config.DataConfig;
import org.groundswell.experiments.config.ExperimentConfig;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.report.Head;

/** The rows that a configuration asks for, and how they are cut. */
final class ConfiguredData {
  private static final String SAMPLE = "data/generated-sample.csv";

  /** The expected targets of the generated sample, beside it in the same folder. */
  static final String TRUTH = "data/generated-sample.truth.csv";

  private ConfiguredData() {}

  /**
   * Reads the files, or generates the sample first unless the folder has it.
   *
   * @param folder where quarantine files, the sample and {@value Head#FILE} go
   * @param now rows of a later time are quarantined
   * @param say is told how far texts are read, if a language model reads them
   * @throws DataException if a file can't be used
   */
  static FrameData read(ExperimentConfig config, Path folder, Instant now, Consumer<String> say)
      throws IOException {
    try (TextReaders texts = texts(config)) {
      for (Head head : texts.heads()) {
        say.accept("%s: %s".formatted(head.name(), head.evaluation().summary()));
      }
      if (!texts.heads().isEmpty()) {
        new RunFolder(folder).writeJson(Head.FILE, texts.heads());
      }
      return config.data().format() == DataConfig.Format.POSTS
          ? posts(config, folder, now, texts, say)
          : TableData.load(
              config.data(),
              config.features(),
              texts.features(),
              tables(config, folder),
              folder,
              now);
    }
  }

  /** What reads the texts, if there are any. */
  static TextReaders texts(ExperimentConfig config) {
    boolean texts =
        switch (config.data().format()) {
          case POSTS -> true;
          case TABLE -> config.data().table().text().isPresent();
          case HOURLY -> false;
        };
    int threads = config.workers(Runtime.getRuntime().availableProcessors());
    return texts
        ? TextReaders.open(config.text(), config.features(), threads)
        : TextReaders.none(config.text());
  }

  /**
   * Cuts a frame as configured.
   *
   * @throws DataException if it has too few rows or outcomes for such folds
   */
  static List<Fold> folds(ExperimentConfig config, FrameData read, Caller caller) {
    List<Fold> folds;
    try {
      folds =
          read.testFrom()
              .map(testFrom -> config.folds().toWalkForward(read.frame(), testFrom))
              .orElseGet(() -> config.folds().toWalkForward(read.frame()))
              .folds(read.frame());
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(config.data().files(), e.getMessage()), e);
    }
    FoldOutcomes.check(read.frame(), folds, config.data().files(), caller);
    return folds;
  }

  private static FrameData posts(
      ExperimentConfig config, Path folder, Instant now, TextReaders texts, Consumer<String> say)
      throws IOException {
    boolean generated = config.data().generated();
    if (generated) {
      generate(config, folder);
    }
    return PostData.load(
        new PostData.Source(
            config.data().posts().orElseGet(() -> folder.resolve(SAMPLE)),
            generated,
            config.data().contextFile(),
            config.data().filter(),
            config.data().targets(),
            config.features().stream()
                .filter(group -> group != FeatureGroup.WINDOW && group != FeatureGroup.TABLE)
                .filter(group -> !group.readsTexts())
                .map(FeatureGroup::key)
                .toList(),
            config.data().labelDelay(),
            config.data().contextDelay(),
            texts,
            say),
        folder,
        now);
  }

  /** Makes the sample and its truth unless both are there. */
  private static void generate(ExperimentConfig config, Path folder) throws IOException {
    if (Files.exists(folder.resolve(SAMPLE)) && Files.exists(folder.resolve(TRUTH))) {
      return;
    }
    // written beside and moved, so that a run killed now does not go on with half a sample
    Path sample = folder.resolve(SAMPLE + ".partial");
    Path truth = folder.resolve(TRUTH + ".partial");
    SampleGenerator.write(
        sample,
        SampleConfig.defaults().withPosts(config.data().generatedPosts()),
        truth,
        Stream.concat(SampleTruth.LEVELS.stream(), config.losses().quantiles().stream()).toList());
    Files.move(sample, folder.resolve(SAMPLE), StandardCopyOption.ATOMIC_MOVE);
    Files.move(truth, folder.resolve(TRUTH), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The files of a table or of hourly counts, which are generated first if they are to be. */
  private static List<Path> tables(ExperimentConfig config, Path folder) throws IOException {
    if (!config.data().generated()) {
      return DataFiles.of(config.data().paths());
    }
    Path sample = folder.resolve("data").resolve("generated-hourly");
    if (!Files.exists(sample)) {
      Path partial = sample.resolveSibling("generated-hourly.partial");
      HourlySampleGenerator.write(partial, config.data().generatedHours());
      Files.move(partial, sample, StandardCopyOption.ATOMIC_MOVE);
    }
    return DataFiles.of(List.of(sample));
  }
}
