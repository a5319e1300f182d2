package org.groundswell.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.data.PostFilter;
import org.groundswell.evaluate.Metric;
import org.groundswell.evaluate.WalkForward;
import org.groundswell.experiments.config.FakeModels.Dropout;
import org.groundswell.experiments.config.FakeModels.Position;
import org.groundswell.experiments.config.FakeModels.RidgeConfig;
import org.groundswell.experiments.config.FakeModels.TransformerConfig;
import org.groundswell.model.TrainingConfig;
import org.groundswell.scale.Scaler;
import org.groundswell.scale.TargetTransform;
import org.groundswell.text.Pooling;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ExperimentsTest {
  private static final Experiments EXPERIMENTS = new Experiments(FakeModels.CATALOG);

  @TempDir private Path folder;

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("mine.yaml"), yaml).toString();
  }

  private ExperimentConfig read(String yaml) throws IOException {
    return EXPERIMENTS.read(file(yaml), Overrides.NONE).config();
  }

  private static Stream<String> bundled() {
    return EXPERIMENTS.list().stream().map(Experiments.Summary::name);
  }

  /** A configuration with no value at its default. */
  private static ExperimentConfig unusual() {
    return new ExperimentConfig(
        "2021",
        "Is: this \"a question\", with #signs and … ?",
        new DataConfig(
            DataConfig.Format.POSTS,
            List.of("some/posts.csv"),
            List.of("none"),
            new TableConfig(
                "tab",
                Optional.of("at"),
                Optional.empty(),
                true,
                Optional.of("key"),
                Optional.of("kind"),
                Optional.of("words"),
                Map.of("heat", "numeric or missing"),
                Map.of("rain", "flag")),
            500,
            700,
            "true",
            "found: by \"search\"",
            "bought",
            Duration.ofMinutes(90),
            Duration.ofDays(7),
            List.of("comments"),
            PostFilter.Replies.ONLY,
            PostFilter.Reposts.INCLUDE),
        3,
        false,
        List.of(FeatureGroup.KIND, FeatureGroup.WINDOW),
        new TextConfig(
            "models/mine",
            Optional.of(Pooling.MEAN),
            "query: ",
            0,
            64,
            "head:moods.csv",
            "models/emotions",
            "prototypes:topics.csv",
            List.of("emotion"),
            Map.of("sentiment", "lab/model"),
            "none",
            10),
        new InputScaling(List.of(), List.of(Scaler.MIN_MAX), 2.5, 0),
        new TargetTransform.Config(
            false, List.of(Scaler.LOG1P, Scaler.STANDARD), TargetTransform.Form.LEVEL),
        new FoldConfig(
            WalkForward.Mode.ROLLING,
            2,
            0.25,
            List.of(
                Instant.parse("2016-07-01T00:00:00Z"), Instant.parse("2016-07-01T00:00:00.001Z")),
            Optional.of(Duration.ofDays(30)),
            Optional.of(Duration.ofDays(400)),
            0.3,
            Duration.ofHours(1),
            7),
        new TrainingConfig(3, 8, 1.5e-7, TrainingConfig.Schedule.COSINE, 0, 0, 0, 2, 1e-5),
        new LossConfig(0.75, List.of(0.05, 0.5)),
        List.of(
            new ModelEntry(
                "big",
                "transformer",
                LossKind.QUANTILE,
                new TransformerConfig(8, 1, 1, 9, Position.LEARNED, new Dropout(0.3, 0)),
                Optional.of(
                    new TargetTransform.Config(
                        false, List.of(Scaler.MIN_MAX), TargetTransform.Form.LEVEL)),
                List.of(),
                List.of(FeatureGroup.KIND)),
            new ModelEntry(
                "ridge",
                "ridge",
                LossKind.MAE,
                new RidgeConfig(List.of(1e-9, 12345678.9)),
                Optional.empty(),
                List.of(FeatureGroup.WINDOW),
                List.of())),
        List.of(new EnsembleEntry("both", List.of("ridge", "big"))),
        List.of(new OutsideEntry("elsewhere", "out/of.parquet")),
        List.of(7L, -3L, 1L << 40),
        Metric.SPEARMAN,
        2,
        false,
        new AuditConfig(AuditConfig.Mode.GEOMETRY, List.of("views"), 5_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: mix, members: [ridge, lightgbm-maee]}|ensemble 'mix' has a member 'lightgbm-maee' that is none of the models; maybe 'lightgbm-mae'",
        "{name: mix, members: [ridge]}|ensemble 'mix' needs two members or more to average and has [ridge]",
        "{name: mix, members: [ridge, ridge]}|members of ensemble 'mix' must differ but 'ridge' stands twice",
        "{name: ridge, members: [ridge, last-value]}|names of contestants must differ but 'ridge' stands twice",
        "{name: a/b, members: [ridge, last-value]}|name 'a/b' must be 1 to 64 letters",
        "{name: mix, of: [ridge, last-value]}|ensembles"
      })
  void read_anEnsembleThatCannotBe_saysWhy(String ensemble, String why) {
    assertThatThrownBy(
            () -> read("base: baselines\nquestion: Q?\nensembles: [%s]\n".formatted(ensemble)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(why);
  }

  @Test
  void read_ofOtherModelsThanTheBaseEnsemblesNeed_saysHowToLeaveThemOut() throws IOException {
    String yaml = "base: compare\nquestion: Q?\nmodels: [{model: ridge}]\n";

    assertThatThrownBy(() -> read(yaml)).hasMessageContaining("ensembles: []");
    assertThat(read(yaml + "ensembles: []\n").ensembles()).isEmpty();
  }

  @Test
  void read_whatToYamlWrote_givesTheSame() throws IOException {
    ExperimentConfig config = unusual();
    String yaml = config.toYaml();
    assertThat(read(yaml)).isEqualTo(config);
    assertThat(read(yaml).toYaml()).isEqualTo(yaml);
    assertThat(yaml)
        .contains("schedule: cosine", "learningRate: 0.00000015", "labelDelay: PT1H30M")
        .contains("name: \"2021\"", "- min-max", "primaryMetric: spearman");
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void read_bundled_roundTrips(String name) throws IOException {
    ExperimentConfig config = EXPERIMENTS.read(name, Overrides.NONE).config();
    assertThat(config.name()).isEqualTo(name);
    assertThat(read(config.toYaml())).isEqualTo(config);
    // ridge and trees have nothing to go by where rows have no columns
    String[] baselines =
        switch (name) {
          case "hourly-lstm" -> new String[] {"seasonal-naive", "last-value", "author-median"};
          case "ablation" -> new String[] {"training-median", "last-value", "author-median"};
          default -> new String[] {"last-value", "author-median", "ridge", "lightgbm-mae"};
        };
    assertThat(config.models()).extracting(ModelEntry::name).endsWith(baselines);
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void read_bundledWithRealModels_isAccepted(String name) {
    ModelCatalog catalog = ModelCatalog.found();
    assumeTrue(
        catalog
            .names()
            .containsAll(
                List.of("transformer", "ridge", "lightgbm", "author-median", "last-value")),
        () -> "skipped: the modules on the class path have the models " + catalog.names());
    assertThat(new Experiments(catalog).read(name, Overrides.NONE).notes()).isEmpty();
  }

  @Test
  void list_bundled_areTheFilesThatThereAre() throws Exception {
    Path resources =
        Path.of(Experiments.class.getResource("/experiments/defaults.yaml").toURI()).getParent();
    List<String> files = new ArrayList<>(bundled().map(name -> name + ".yaml").toList());
    files.add("defaults.yaml");
    try (Stream<Path> found = Files.list(resources)) {
      assertThat(found.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files);
    }
    assertThat(EXPERIMENTS.list()).allMatch(summary -> summary.question().endsWith("?"));
  }

  @Test
  void read_fileWithLittleInIt_takesTheRestFromItsBase() throws IOException {
    // given
    String yaml =
        """
        question: Is more better?
        base: baselines
        data: {labelDelay: 7d}
        models:
          - base
          - {model: Transformer, loss: Huber}
        """
            .replace("Transformer", "transformer");
    // when
    ExperimentConfig config = read(yaml);
    // then
    assertThat(config.name()).isEqualTo("mine");
    assertThat(config.data().labelDelay()).isEqualTo(Duration.ofDays(7));
    assertThat(config.data().contextDelay()).isEqualTo(Duration.ofHours(24));
    assertThat(config.training()).isEqualTo(TrainingConfig.defaults());
    assertThat(config.inputs()).isEqualTo(InputScaling.robust());
    assertThat(config.target())
        .isEqualTo(TargetTransform.Config.logRobust(TargetTransform.Form.DEVIATION));
    assertThat(config.models()).hasSize(5);
    assertThat(config.models().get(4))
        .isEqualTo(
            new ModelEntry(
                "transformer-huber",
                "transformer",
                LossKind.HUBER,
                FakeModels.TRANSFORMER_DEFAULTS,
                Optional.empty(),
                List.of(),
                List.of()));
  }

  @Test
  void read_modelWithFeaturesOfItsOwn_isNamedByThemAndForgetsWithHistory() throws IOException {
    ExperimentConfig config =
        read(
            """
            question: x?
            features: [calendar, text, history, window]
            models:
              - {model: lightgbm, loss: mae}
              - {model: lightgbm, loss: mae, without: history}
              - {model: ridge, features: [text, calendar]}
              - {model: ridge, without: [text]}
            """);
    assertThat(config.models())
        .extracting(ModelEntry::name)
        .containsExactly(
            "lightgbm-mae",
            "lightgbm-mae-without-history",
            "ridge-only-text-calendar",
            "ridge-without-text");
    assertThat(config.models())
        .extracting(config::shown)
        .containsExactly(
            config.features(),
            List.of(FeatureGroup.CALENDAR, FeatureGroup.TEXT),
            List.of(FeatureGroup.CALENDAR, FeatureGroup.TEXT),
            List.of(FeatureGroup.CALENDAR, FeatureGroup.HISTORY, FeatureGroup.WINDOW));
    assertThat(config.models())
        .extracting(model -> config.target(model).form())
        .containsExactly(
            TargetTransform.Form.DEVIATION,
            TargetTransform.Form.LEVEL,
            TargetTransform.Form.LEVEL,
            TargetTransform.Form.DEVIATION);
    assertThat(read(config.toYaml())).isEqualTo(config);
  }

  @Test
  void read_ablate_standsForTheModelWithoutEachGroupAndWithEachAlone() throws IOException {
    ExperimentConfig config =
        read(
            """
            question: x?
            data:
              format: table
              file: visits.csv
              table: {instant: day}
            features: [calendar, history]
            models:
              - {name: trees, model: lightgbm, loss: mse, ablate: on}
              - {model: author-median}
            """);
    assertThat(config.models())
        .extracting(ModelEntry::name)
        .containsExactly(
            "trees",
            "trees-without-calendar",
            "trees-without-history",
            "trees-without-table",
            "trees-only-calendar",
            "trees-only-history",
            "trees-only-table",
            "author-median");
    assertThat(config.models().subList(0, 7))
        .allMatch(model -> model.model().equals("lightgbm") && model.loss() == LossKind.MSE);
    assertThat(config.shown(config.models().get(2)))
        .containsExactly(FeatureGroup.CALENDAR, FeatureGroup.TABLE);
    assertThat(config.toYaml()).doesNotContain("ablate");
    assertThat(read(config.toYaml())).isEqualTo(config);
  }

  @Test
  void read_modelConfig_replacesOnlyWhatItNames() throws IOException {
    ExperimentConfig config =
        read(
            """
            question: x?
            models: [{model: transformer, config: {dModel: 32, position: sine-waves, dropout: {attention: 0.5}}}]
            """);
    assertThat(config.models().get(0).config())
        .isEqualTo(
            new TransformerConfig(32, 4, 2, 128, Position.SINE_WAVES, new Dropout(0.5, 0.1)));
    assertThat(config.models().get(0).name()).isEqualTo("transformer-mae");
  }

  @Test
  void read_withoutHistoryGroup_leavesTheWindowOutAndSaysSo() throws IOException {
    Experiments.Resolved resolved =
        EXPERIMENTS.read("baselines", Overrides.parse("features=[text, calendar]"));
    assertThat(resolved.config().window()).isZero();
    assertThat(resolved.notes())
        .hasSize(2)
        .anyMatch(note -> note.startsWith("window is 0 and not 16: the features lack 'history'"))
        .anyMatch(note -> note.contains("set target.form to level"));
    assertThat(resolved.config().toYaml()).contains("window: 0\n");
    assertThat(read(resolved.config().toYaml())).isEqualTo(resolved.config());
  }

  @Test
  void read_windowZero_leavesTheHistoryGroupOutAndSaysSo() {
    Experiments.Resolved resolved =
        EXPERIMENTS.read("baselines", Overrides.parse("window=0,target.form=level"));
    assertThat(resolved.config().features())
        .doesNotContain(FeatureGroup.HISTORY)
        .contains(FeatureGroup.AUTHOR);
    assertThat(resolved.notes())
        .containsExactly(
            "feature group 'history' is left out: window is 0, and whoever leaves history out leaves out both");
  }

  @Test
  void read_overrides_winInOrder() {
    ExperimentConfig config =
        EXPERIMENTS
            .read(
                "transformer-huber",
                Overrides.parse(
                    "window=5,training.epochs=2, training.epochs=3,folds.cuts=[2016-07-01, 2016-10-01T12:00:00Z],"
                        + "models.0.config.dModel=48,models.ridge.config.penalties=[2],seeds=[1,2],training.learningRate=1e-2"))
            .config();
    assertThat(config.window()).isEqualTo(5);
    assertThat(config.training().epochs()).isEqualTo(3);
    assertThat(config.training().learningRate()).isEqualTo(0.01);
    assertThat(config.folds().cuts())
        .containsExactly(
            Instant.parse("2016-07-01T00:00:00Z"), Instant.parse("2016-10-01T12:00:00Z"));
    assertThat(config.models().get(0).config()).hasFieldOrPropertyWithValue("dModel", 48);
    assertThat(config.models().get(3).config()).isEqualTo(new RidgeConfig(List.of(2.0)));
    assertThat(config.seeds()).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @CsvSource({"on,true", "off,false", "Off,false", "'\"off\"',false", "true,true", "false,false"})
  void read_switch_takesTheWordsOfYaml(String word, boolean on) throws IOException {
    assertThat(EXPERIMENTS.read("smoke", Overrides.parse("accelerate=" + word)).config())
        .isEqualTo(EXPERIMENTS.read("smoke", Overrides.parse("accelerate=" + on)).config())
        .returns(on, ExperimentConfig::accelerate);
    String yaml = "question: x?\nmodels: [{model: ridge}]\naccelerate: " + word;
    assertThat(read(yaml).accelerate()).isEqualTo(on);
  }

  @Test
  void read_configurationSavedBeforeThereWasTheSwitch_isOn() throws IOException {
    String yaml = EXPERIMENTS.read("smoke", Overrides.NONE).config().toYaml();
    assertThat(yaml).contains("accelerate: true\n");
    assertThat(read(yaml.replace("accelerate: true\n", "")).toYaml()).isEqualTo(yaml);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epoch=5 | -Dset: unknown key 'training.epoch'; maybe 'training.epochs'",
        "epochs=5 | -Dset: unknown key 'epochs'; maybe 'training.epochs'",
        "trainin.epochs=5 | -Dset: unknown key 'trainin'; maybe 'training'",
        "models.0.config.dmodell=5 | unknown key 'models.0.config.dmodell'; maybe 'models.0.config.dModel'",
        "models.0.config.dropout.atention=5 | maybe 'models.0.config.dropout.attention'",
        "models.9.config.dModel=5 | -Dset: 'models' has no single item '9'; name one by its position, 0 to 4",
        "models.lightgm.loss=mse | maybe 'lightgbm'",
        "models.0.model=transfomer | -Dset: there is no model 'transfomer'; maybe 'transformer'",
        "window.size=5 | -Dset: 'window' holds 16 and so has no key 'size'",
        "training.epochs=many | -Dset, training.epochs: Cannot deserialize value of type `int` from String \"many\"",
        "training.epochs=2.5 | -Dset, training.epochs: ",
        "training.epochs=0 | defaults.yaml line 56 with -Dset, training: epochs 0, batchSize 64",
        "training=5 | -Dset: 'training' must hold keys (epochs, batchSize",
        "training.epochs=~ | -Dset: key 'training.epochs' has no value",
        "queryRow=1 | -Dset, queryRow: '1' is none of true, on, false, off",
        "accelerate=of | -Dset, accelerate: 'of' is none of true, on, false, off",
        "accelerate= | -Dset: 'accelerate=' is not key=value",
        "data.labelDelay=tomorrow | -Dset, data.labelDelay: 'tomorrow' is not a duration such as PT24H, 24h or 7d",
        "folds.cuts=[july] | -Dset, folds.cuts.0: 'july' is not an instant such as 2016-07-01",
        "folds.mode=rolling | -Dset, folds: trainLength belongs to the rolling mode",
        "folds.testStart=1 | -Dset, folds: count 5 must be positive and testStart 1.0 between 0 and 1",
        "folds.cuts=[2016-07-02, 2016-07-01] | -Dset, folds: cuts must ascend",
        "folds.testLength=PT0S | -Dset, folds: testLength PT0S and trainLength none must be positive or none",
        "training.schedule=exponental | 'exponental' is none of constant, exponential, cosine; maybe 'exponential'",
        "losses.quantiles=[0.1] | -Dset, losses: quantile levels [0.1] lack 0.5",
        "losses.huberDelta=0 | -Dset, losses: Huber's delta must be positive but is 0.0",
        "models.0.config.dModel=5 | -Dset, models.0.config: dModel 5 must be even",
        "models.0.loss=hubber | -Dset, models.0.loss: 'hubber' is none of mae, mse, huber, quantile; maybe 'huber'",
        "models.0.name=a/b | -Dset, models.0: name 'a/b' must be 1 to 64 letters",
        "models=[] | -Dset: 'models' must list at least one",
        "models=[ridge] | -Dset: 'models.0' must hold keys (name, model, loss, config, target, features, without, ablate) but is \"ridge\"",
        "models=[{loss: mae}] | -Dset: 'models.0' does not say which 'model'",
        "'models=[{model: ridge},{model: ridge}]' | -Dset: names of models must differ but 'ridge' stands twice",
        "seeds=[1,0] | -Dset: models [transformer-huber, last-value, author-median, ridge, lightgbm-mae] and seeds [1, 0] must not be empty, and no seed 0",
        "features=[text,tekst] | -Dset, features.1: 'tekst' is none of calendar, text, history, community, author, kind, media, embedding, sentiment, emotion, topic, language, table, window; maybe 'text'",
        "features=[text,text] | -Dset: features must differ but 'TEXT' stands twice",
        "models.3.without=[tekst] | -Dset, models.3.without.0: 'tekst' is none of calendar, text, history, community, author, kind, media, embedding, sentiment, emotion, topic, language, table, window; maybe 'text'",
        "models.3.withuot=[text] | -Dset: unknown key 'models.3.withuot'; maybe 'models.3.without'",
        "'models.3.without=[text],models.3.features=[text]' | names both features [text], all it is shown, and without [text]",
        "models.2.without=[text] | -Dset, models.2: model 'author-median' reads outcomes of earlier rows and no features",
        "models.3.ablate=maybe | -Dset, models.3.ablate: 'maybe' is none of true, on, false, off",
        "'models.3.ablate=on,models.3.without=[text]' | 'ablate' leaves out each feature group of the experiment in turn",
        "'models.3.without=[history],queryRow=off' | model 'ridge-without-history' is shown no history, and without the query row",
        "'models.3.without=[history],models.3.target={log: true, scalers: [], form: deviation}' | model 'ridge-without-history' is shown no history, so its target.form can't be deviation",
        "text.embedding=bge-smal | -Dset, text: embedding 'bge-smal' is none of bge-small, minilm and no folder; maybe 'bge-small'",
        "text.embedding=models/mine | -Dset, text: the model in 'models/mine' needs pooling cls or mean",
        "text.pooling=mean | -Dset, text: pooling MEAN belongs to a folder's model; bge-small has its own",
        "text.sentiment=vadr | -Dset, text: sentiment 'vadr' is none of vader, prototypes:FILE.csv, head:FILE.csv and no folder; maybe 'vader'",
        "text.dimension=3 | -Dset: unknown key 'text.dimension'; maybe 'text.dimensions'",
        "text.several=[mood] | several names groups whose labels may hold together, of sentiment, emotion and topic; 'mood' is none of them",
        "'text.original={mood: a/b}' | original names the models of embedding, sentiment, emotion and topic; 'mood' is none of them",
        "primaryMetric=coverage | -Dset: primaryMetric coverage has no better or worse to rank by",
        "'window=0,queryRow=false' | -Dset: without history and without the query row a window holds nothing",
        "data.targets=[] | -Dset, data: targets [] must be one or more different names",
        "threads=-1 | -Dset: threads -1 must not be negative",
        "question=' ' | -Dset: question is blank",
      })
  void read_overrideThatCannotBe_isRefusedWithTheWayOut(String set, String message) {
    assertThatThrownBy(() -> EXPERIMENTS.read("transformer-huber", Overrides.parse(set)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "traning: {epochs: 5} | mine.yaml line 3: unknown key 'traning'; maybe 'training'",
        "training: {epochs: 5, epochs: 6} | mine.yaml line 3: key 'training.epochs' stands here a second time; first in ",
        "question: again? | mine.yaml line 3: key 'question' stands here a second time",
        "training: {epochs: 0} | mine.yaml line 3, training: epochs 0",
        "training: {epochs: [} | not valid YAML",
        "window: *x | mine.yaml line 3: aliases are not read",
        "--- | mine.yaml line ",
        "base: nobody | there is no experiment 'nobody'",
        "base: smoke.yaml | there is no experiment file 'smoke.yaml'",
      })
  void read_fileThatCannotBe_isRefusedWithItsLine(String line, String message) throws IOException {
    String file = file("question: x?\nmodels: [{model: ridge}]\n" + line + "\n");
    assertThatThrownBy(() -> EXPERIMENTS.read(file, Overrides.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void read_fileWithoutQuestion_isRefused() throws IOException {
    String file = file("base: baselines\nmodels: [base]\n");
    assertThatThrownBy(() -> EXPERIMENTS.read(file, Overrides.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("key 'question' has no value");
  }

  @Test
  void read_emptyFile_isRefused() throws IOException {
    String file = file("# nothing\n");
    assertThatThrownBy(() -> EXPERIMENTS.read(file, Overrides.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("should hold keys such as 'question'");
  }

  @Test
  void read_fileThatIsItsOwnBase_isRefused() throws IOException {
    String file = file("question: x?\nbase: " + folder.resolve("mine.yaml") + "\n");
    assertThatThrownBy(() -> EXPERIMENTS.read(file, Overrides.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is its own base");
  }

  @Test
  void read_valueFromTheBase_isBlamedOnTheBase() throws IOException {
    String base = folder.resolve("base.yaml").toString();
    Files.writeString(Path.of(base), "models: [{model: ridge}]\n\ntraining: {epochs: -1}\n");
    String file = file("question: x?\nbase: " + base + "\n");
    assertThatThrownBy(() -> EXPERIMENTS.read(file, Overrides.NONE))
        .hasMessageContaining("base.yaml line 3")
        .hasMessageContaining("epochs -1");
  }

  @Test
  void read_unknownName_isRefusedWithNearMissesAndTheListCommand() {
    assertThatThrownBy(() -> EXPERIMENTS.read("transformer-hubber", Overrides.NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "there is no experiment 'transformer-hubber'; maybe 'transformer-huber'")
        .hasMessageContaining("exec:java -Dexp=list");
  }

  @Test
  void metrics_keys_areWhatTheConfigurationWrites() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.key()).isEqualTo(metric.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
