package org.groundswell.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.data.DataException;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.config.TextConfig;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Provenance;
import org.groundswell.experiments.report.Head;
import org.groundswell.feature.PostFeatures;
import org.groundswell.text.BundledEmbedding;
import org.groundswell.text.EncodedTextFeatures;
import org.groundswell.text.FeatureCache;
import org.groundswell.text.ForwardingEncoder;
import org.groundswell.text.ModelFolder;
import org.groundswell.text.OnnxClassifier;
import org.groundswell.text.OnnxEmbedding;
import org.groundswell.text.PrincipalDirections;
import org.groundswell.text.TextClassifier;
import org.groundswell.text.TextEncoder;
import org.groundswell.text.TextInput;
import org.groundswell.text.TextModelException;
import org.groundswell.text.label.LabelledTexts;
import org.groundswell.text.label.LabelledTextsException;
import org.groundswell.text.label.PrototypeClassifier;
import org.groundswell.text.label.TrainedHead;
import org.groundswell.text.language.LanguageFeatures;
import org.groundswell.text.prepare.Normalisation;
import org.groundswell.text.sentiment.SentimentFeatures;

/** What reads the texts of posts for the feature groups of an experiment. */
final class TextReaders implements AutoCloseable {
  private static final long SEED = 1;
  private static final OnnxClassifier.Reading SEVERAL =
      new OnnxClassifier.Reading(Optional.of(true), List.of());

  private final TextConfig config;
  private final int threads;
  private final List<TextEncoder> open = new ArrayList<>();
  private final Map<FeatureGroup, PostFeatures> features = new LinkedHashMap<>();
  private final List<Provenance.Encoder> encoders = new ArrayList<>();
  private final List<Head> heads = new ArrayList<>();
  private Optional<FeatureCache> cache = Optional.empty();
  private Optional<TextEncoder> embedding = Optional.empty();
  private boolean opening = true;

  private TextReaders(TextConfig config, int threads) {
    this.config = config;
    this.threads = threads;
  }

  /**
   * Opens what the groups need, which may take seconds, or nothing.
   *
   * @param threads of a language model
   * @throws UsageException if a model can't be used, naming its key
   * @throws DataException if labelled texts can't be used, naming file and line
   */
  static TextReaders open(TextConfig config, List<FeatureGroup> groups, int threads) {
    TextReaders readers = new TextReaders(config, threads);
    try {
      for (FeatureGroup group : groups) {
        if (group.readsTexts()) {
          readers.add(group);
        }
      }
      readers.opening = false;
      return readers;
    } catch (RuntimeException | Error e) {
      readers.close();
      throw e;
    }
  }

  /** Reads nothing. */
  static TextReaders none(TextConfig config) {
    return new TextReaders(config, 1);
  }

  /** The extractors, in the order of the groups. */
  List<PostFeatures> features() {
    return List.copyOf(features.values());
  }

  /** The extractors of what is also told of a community: not languages. */
  List<PostFeatures> ofCommunity() {
    return features.entrySet().stream()
        .filter(each -> each.getKey() != FeatureGroup.LANGUAGE)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Who they are, for those who want to get the same bits. */
  List<Provenance.Encoder> encoders() {
    return List.copyOf(encoders);
  }

  /** Those of them that were trained on labelled texts. */
  List<Head> heads() {
    return List.copyOf(heads);
  }

  boolean isEmpty() {
    return features.isEmpty();
  }

  private void add(FeatureGroup group) {
    try {
      switch (group) {
        case EMBEDDING -> addEmbedding();
        case LANGUAGE -> add(group, new LanguageFeatures(), "OpenNLP", "");
        default -> {
          if (config.of(group).equals(TextConfig.VADER)) {
            add(group, new SentimentFeatures(), "VADER", "");
          } else {
            TextClassifier classifier = classifier(group);
            add(
                group,
                EncodedTextFeatures.labelled(classifier, group.key()),
                classifier.name(),
                classifier.fingerprint());
          }
        }
      }
    } catch (LabelledTextsException e) {
      throw new DataException(about(group, e), e);
    } catch (TextModelException | IllegalArgumentException e) {
      throw new UsageException(about(group, e), e);
    }
  }

  /** What is wrong, after the key that asks for it. */
  private String about(FeatureGroup group, RuntimeException e) {
    return group == FeatureGroup.LANGUAGE
        ? e.getMessage()
        : "text.%s %s: %s".formatted(group.key(), config.of(group), e.getMessage());
  }

  private void add(FeatureGroup group, PostFeatures of, String name, String fingerprint) {
    features.put(group, of);
    encoders.add(
        new Provenance.Encoder(
            group.key(), name, fingerprint, config.original().getOrDefault(group.key(), "")));
  }

  private void addEmbedding() {
    TextEncoder whole = embedding();
    TextEncoder kept =
        config.dimensions() == 0
            ? whole
            : new PrincipalDirections(
                whole,
                Stream.of(LabelledTexts.topics(), LabelledTexts.emotions())
                    .flatMap(texts -> texts.examples().stream())
                    .map(LabelledTexts.Example::text)
                    .toList(),
                config.dimensions());
    add(
        FeatureGroup.EMBEDDING,
        EncodedTextFeatures.numbered(kept, FeatureGroup.EMBEDDING.key()),
        kept.name(),
        kept.fingerprint());
  }

  private TextClassifier classifier(FeatureGroup group) {
    String of = config.of(group);
    if (of.equals(TextConfig.PROTOTYPES)) {
      LabelledTexts texts =
          group == FeatureGroup.TOPIC ? LabelledTexts.topics() : LabelledTexts.emotions();
      return new PrototypeClassifier(group.key(), embedding(), texts);
    }
    if (of.startsWith(TextConfig.PROTOTYPES + ":")) {
      return new PrototypeClassifier(group.key(), embedding(), LabelledTexts.read(file(of)));
    }
    if (of.startsWith(TextConfig.HEAD + ":")) {
      TrainedHead head =
          TrainedHead.train(group.key(), embedding(), LabelledTexts.read(file(of)), SEED);
      heads.add(new Head(group.key(), head.name(), head.evaluation()));
      return head;
    }
    TextClassifier classifier =
        OnnxClassifier.open(
            new ModelFolder(Path.of(of)),
            config.several().contains(group.key()) ? SEVERAL : OnnxClassifier.Reading.OF_CONFIG,
            input(Normalisation.MASKED));
    open.add(classifier);
    return cache().map(kept -> kept.over(classifier)).orElse(classifier);
  }

  private static Path file(String named) {
    return Path.of(named.substring(named.indexOf(':') + 1));
  }

  /** The embedding, which several groups may share. */
  private TextEncoder embedding() {
    if (embedding.isEmpty()) {
      try {
        TextEncoder opened = openEmbedding();
        open.add(opened);
        embedding =
            Optional.of(
                new LatestTexts(
                    cache().map(vectors -> (TextEncoder) vectors.over(opened)).orElse(opened)));
      } catch (TextModelException e) {
        // another group may have asked for it
        throw new UsageException(about(FeatureGroup.EMBEDDING, e), e);
      }
    }
    return embedding.get();
  }

  private TextEncoder openEmbedding() {
    TextInput input = input(Normalisation.DESCRIBED).withPrefix(config.prefix());
    return switch (config.embedding()) {
      case TextConfig.BGE -> BundledEmbedding.BGE_SMALL.open(config.cacheFolder(), input);
      case TextConfig.MINILM -> BundledEmbedding.MINILM.open(config.cacheFolder(), input);
      default ->
          OnnxEmbedding.open(
              new ModelFolder(Path.of(config.embedding())), config.pooling().orElseThrow(), input);
    };
  }

  private TextInput input(Normalisation normalisation) {
    return TextInput.OF_POSTS
        .withNormaliser(normalisation)
        .withMaxTokens(config.maxTokens())
        .withThreads(threads);
  }

  private Optional<FeatureCache> cache() {
    if (config.caches() && cache.isEmpty()) {
      cache =
          Optional.of(new FeatureCache(config.cacheFolder(), (long) config.cacheMegabytes() << 20));
    }
    return cache;
  }

  @Override
  public void close() {
    cache.ifPresent(FeatureCache::close);
    open.forEach(TextEncoder::close);
    open.clear();
  }

  /**
   * The embedding, which remembers the vectors of the texts asked for last, since groups ask for
   * the same in turn.
   */
  private final class LatestTexts extends ForwardingEncoder {
    private List<String> texts = List.of();
    private float[][] vectors = {};

    LatestTexts(TextEncoder encoder) {
      super(encoder);
    }

    /** Whoever asks must not write to the vectors. */
    @Override
    public float[][] encode(List<String> asked) {
      if (!asked.equals(texts)) {
        try {
          vectors = encoder.encode(asked);
        } catch (TextModelException e) {
          // while groups are opened these are texts of their own, and whoever asks is not to blame
          throw opening ? new UsageException(about(FeatureGroup.EMBEDDING, e), e) : e;
        }
        texts = List.copyOf(asked);
      }
      return vectors;
    }
  }
}
