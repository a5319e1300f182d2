package org.groundswell.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.groundswell.experiments.config.FeatureGroup;
import org.groundswell.experiments.config.TextConfig;
import org.groundswell.experiments.config.UsageException;
import org.groundswell.experiments.machine.Provenance;
import org.groundswell.feature.PostFeatures;
import org.groundswell.text.BundledEmbedding;
import org.groundswell.text.EncodedTextFeatures;
import org.groundswell.text.FeatureCache;
import org.groundswell.text.ModelFolder;
import org.groundswell.text.OnnxClassifier;
import org.groundswell.text.OnnxEmbedding;
import org.groundswell.text.PrincipalDirections;
import org.groundswell.text.TextClassifier;
import org.groundswell.text.TextEncoder;
import org.groundswell.text.TextInput;
import org.groundswell.text.TextModelException;
import org.groundswell.text.label.LabelledTexts;
import org.groundswell.text.label.PrototypeClassifier;
import org.groundswell.text.label.TrainedHead;
import org.groundswell.text.language.LanguageFeatures;
import org.groundswell.text.prepare.Normalisation;
import org.groundswell.text.sentiment.SentimentFeatures;

/** What reads the texts of posts for the feature groups of an experiment. */
final class TextReaders implements AutoCloseable {
  private static final long SEED = 1;

  private final TextConfig config;
  private final int threads;
  private final List<TextEncoder> open = new ArrayList<>();
  private final Map<FeatureGroup, PostFeatures> features = new LinkedHashMap<>();
  private final List<Provenance.Encoder> encoders = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<FeatureCache> cache = Optional.empty();
  private Optional<TextEncoder> embedding = Optional.empty();

  private TextReaders(TextConfig config, int threads) {
    this.config = config;
    this.threads = threads;
  }

  /**
   * Opens what the groups need, which may take seconds, or nothing.
   *
   * @param threads of a language model
   * @throws UsageException if a model can't be used, naming its key
   */
  static TextReaders open(TextConfig config, List<FeatureGroup> groups, int threads) {
    TextReaders readers = new TextReaders(config, threads);
    try {
      for (FeatureGroup group : groups) {
        if (group.readsTexts()) {
          readers.add(group);
        }
      }
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

  /** What there is to say of them. */
  List<String> notes() {
    return List.copyOf(notes);
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
    } catch (TextModelException | IllegalArgumentException e) {
      throw new UsageException(
          group == FeatureGroup.LANGUAGE
              ? e.getMessage()
              : "text.%s %s: %s".formatted(group.key(), config.of(group), e.getMessage()),
          e);
    }
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
      notes.add("%s: %s".formatted(head.name(), head.evaluation().summary()));
      return head;
    }
    TextClassifier classifier =
        OnnxClassifier.open(
            new ModelFolder(Path.of(of)),
            OnnxClassifier.Reading.OF_CONFIG,
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
      TextInput input = input(Normalisation.DESCRIBED).withPrefix(config.prefix());
      TextEncoder opened =
          switch (config.embedding()) {
            case TextConfig.BGE -> BundledEmbedding.BGE_SMALL.open(config.cacheFolder(), input);
            case TextConfig.MINILM -> BundledEmbedding.MINILM.open(config.cacheFolder(), input);
            default ->
                OnnxEmbedding.open(
                    new ModelFolder(Path.of(config.embedding())),
                    config.pooling().orElseThrow(),
                    input);
          };
      open.add(opened);
      TextEncoder kept = cache().map(vectors -> (TextEncoder) vectors.over(opened)).orElse(opened);
      embedding = Optional.of(new LatestTexts(kept));
    }
    return embedding.get();
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

  /** Remembers the vectors of the texts asked for last, since groups ask for the same in turn. */
  private static final class LatestTexts implements TextEncoder {
    private final TextEncoder encoder;
    private List<String> texts = List.of();
    private float[][] vectors = {};

    LatestTexts(TextEncoder encoder) {
      this.encoder = encoder;
    }

    @Override
    public String name() {
      return encoder.name();
    }

    @Override
    public String fingerprint() {
      return encoder.fingerprint();
    }

    @Override
    public String normalised(String text) {
      return encoder.normalised(text);
    }

    @Override
    public int dimensions() {
      return encoder.dimensions();
    }

    /** Whoever asks must not write to the vectors. */
    @Override
    public float[][] encode(List<String> asked) {
      if (!asked.equals(texts)) {
        vectors = encoder.encode(asked);
        texts = List.copyOf(asked);
      }
      return vectors;
    }

    @Override
    public void close() {
      encoder.close();
    }
  }
}
