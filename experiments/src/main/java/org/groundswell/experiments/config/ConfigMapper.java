package org.groundswell.experiments.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.groundswell.model.ModelFactory;
import org.groundswell.scale.TargetTransform;

/**
 * Binds a resolved tree to records and writes records as YAML. Nothing is guessed: unknown keys,
 * missing values and fractions where whole numbers belong are refused.
 */
final class ConfigMapper {
  private static final YAMLMapper PLAIN = mapper(new SimpleModule("configuration"));

  private final YAMLMapper mapper;

  /** A mapper that knows the configuration records of these models. */
  ConfigMapper(ModelCatalog catalog) {
    SimpleModule module = new SimpleModule("experiment");
    module.addDeserializer(ModelEntry.class, new ReadModelEntry(catalog));
    mapper = mapper(module);
  }

  private static YAMLMapper mapper(SimpleModule module) {
    module
        .addSerializer(Duration.class, ToStringSerializer.instance)
        .addSerializer(Instant.class, ToStringSerializer.instance)
        .addSerializer(new KebabEnum())
        .addSerializer(Double.class, new PlainDouble())
        .addSerializer(double.class, new PlainDouble())
        .addDeserializer(boolean.class, new ReadSwitch())
        .addDeserializer(Duration.class, new ReadDuration())
        .addDeserializer(Instant.class, new ReadInstant())
        .setDeserializerModifier(new ReadEnums());
    YAMLFactory yaml =
        YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    return YAMLMapper.builder(yaml)
        .addModule(new Jdk8Module())
        .addModule(module)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        // a model with nothing to configure has a record without components
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .build();
  }

  static String write(Record config) {
    try {
      return PLAIN.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Binds a tree whose keys have been checked.
   *
   * @throws UsageException naming the place and the key of a value that does not fit
   */
  ExperimentConfig bind(SourceTree tree) {
    try {
      return mapper.treeToValue(tree.root(), ExperimentConfig.class);
    } catch (JsonProcessingException e) {
      throw refusal(tree, e);
    }
  }

  private static UsageException refusal(SourceTree tree, JsonProcessingException e) {
    List<String> keys = new ArrayList<>();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        keys.add(
            step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName());
      }
    }
    String path = String.join(".", keys);
    Throwable cause = e.getCause();
    String reason =
        cause instanceof IllegalArgumentException || cause instanceof UsageException
            ? cause.getMessage()
            : e.getOriginalMessage();
    return new UsageException(
        "%s%s: %s".formatted(tree.origin(path), path.isEmpty() ? "" : ", " + path, reason), e);
  }

  /** Reads a contestant: what it does not say is its factory's default. */
  private static final class ReadModelEntry extends StdDeserializer<ModelEntry> {
    private final transient ModelCatalog catalog;

    ReadModelEntry(ModelCatalog catalog) {
      super(ModelEntry.class);
      this.catalog = catalog;
    }

    @Override
    public ModelEntry deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      YAMLMapper mapper = (YAMLMapper) parser.getCodec();
      ObjectNode node = parser.readValueAsTree();
      String model = node.path("model").asText();
      ModelFactory<?> factory = catalog.factory(model);
      boolean lossGiven = node.hasNonNull("loss");
      LossKind loss =
          lossGiven ? bind(mapper, node.get("loss"), LossKind.class, node, "loss") : LossKind.MAE;
      // ridge has one loss whatever is configured, so its name does not say it
      boolean named = lossGiven || factory.gradientTrained();
      List<FeatureGroup> features = groups(mapper, node, "features");
      List<FeatureGroup> without = groups(mapper, node, "without");
      String name =
          node.path("name")
              .asText(
                  (named ? model + "-" + loss.name().toLowerCase(Locale.ROOT) : model)
                      + suffix("-only", features)
                      + suffix("-without", without));
      ObjectNode config = mapper.valueToTree(factory.defaults());
      if (node.path("config") instanceof ObjectNode own) {
        lay(own, config);
      }
      Record bound = bind(mapper, config, factory.configuration(), node, "config");
      Optional<TargetTransform.Config> target = Optional.empty();
      if (node.hasNonNull("target")) {
        JsonNode own = node.get("target");
        target = Optional.of(bind(mapper, own, TargetTransform.Config.class, node, "target"));
      }
      try {
        ModelEntry entry = new ModelEntry(name, model, loss, bound, target, features, without);
        if (entry.ownFeatures() && !factory.readsInputs()) {
          throw new IllegalArgumentException(
              "model '%s' reads outcomes of earlier rows and no features, so it can't do with some of them only"
                  .formatted(model));
        }
        return entry;
      } catch (IllegalArgumentException e) {
        throw JsonMappingException.from(parser, e.getMessage(), e);
      }
    }

    private static List<FeatureGroup> groups(YAMLMapper mapper, ObjectNode node, String key)
        throws JsonProcessingException {
      return node.hasNonNull(key)
          ? List.of(bind(mapper, node.get(key), FeatureGroup[].class, node, key))
          : List.of();
    }

    private static String suffix(String word, List<FeatureGroup> groups) {
      return groups.isEmpty() ? "" : word + "-" + String.join("-", FeatureGroup.keys(groups));
    }

    private static <T> T bind(
        YAMLMapper mapper, JsonNode value, Class<T> type, JsonNode parent, String key)
        throws JsonProcessingException {
      try {
        return mapper.treeToValue(value, type);
      } catch (JsonMappingException e) {
        e.prependPath(parent, key);
        throw e;
      }
    }

    private static void lay(ObjectNode own, ObjectNode defaults) {
      for (Map.Entry<String, JsonNode> entry : own.properties()) {
        if (entry.getValue() instanceof ObjectNode upper
            && defaults.get(entry.getKey()) instanceof ObjectNode lower) {
          lay(upper, lower);
        } else {
          defaults.set(entry.getKey(), entry.getValue());
        }
      }
    }
  }

  /** {@code on} and {@code off} too, which YAML 1.1 takes for booleans and 1.2 for words. */
  private static final class ReadSwitch extends StdDeserializer<Boolean> {
    ReadSwitch() {
      super(boolean.class);
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "on" -> true;
        case "false", "off" -> false;
        default ->
            throw JsonMappingException.from(
                parser, "'%s' is none of true, on, false, off".formatted(text));
      };
    }
  }

  /** ISO-8601, or a whole number of days, hours, minutes or seconds such as {@code 24h}. */
  private static final class ReadDuration extends StdDeserializer<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*([dhms])");

    ReadDuration() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      Matcher matcher = SHORT.matcher(text);
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(amount);
          case "h" -> Duration.ofHours(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofSeconds(amount);
        };
      }
      try {
        return Duration.parse(text);
      } catch (DateTimeException e) {
        throw JsonMappingException.from(
            parser, "'%s' is not a duration such as PT24H, 24h or 7d".formatted(text), e);
      }
    }
  }

  /** ISO-8601, or a date for its start in UTC. */
  private static final class ReadInstant extends StdDeserializer<Instant> {
    ReadInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getText();
      try {
        return text.contains("T")
            ? Instant.parse(text)
            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      } catch (DateTimeException e) {
        throw JsonMappingException.from(
            parser,
            "'%s' is not an instant such as 2016-07-01 or 2016-07-01T12:00:00Z".formatted(text),
            e);
      }
    }
  }

  /** Reads constants in any case, with {@code -} or {@code _}. */
  private static final class ReadEnums extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(
        DeserializationConfig config,
        JavaType type,
        BeanDescription description,
        JsonDeserializer<?> standard) {
      return new JsonDeserializer<Object>() {
        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context)
            throws IOException {
          String text = parser.getText();
          List<String> known = new ArrayList<>();
          for (Object constant : type.getRawClass().getEnumConstants()) {
            String name = kebab((Enum<?>) constant);
            if (name.equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
              return constant;
            }
            known.add(name);
          }
          throw JsonMappingException.from(
              parser,
              "'%s' is none of %s%s"
                  .formatted(text, String.join(", ", known), NearMisses.hint(text, known)));
        }
      };
    }
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static final class KebabEnum extends StdSerializer<Enum<?>> {
    KebabEnum() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(kebab(value));
    }
  }

  /** {@code 0.0001} where Java writes {@code 1.0E-4}. */
  private static final class PlainDouble extends StdSerializer<Double> {
    PlainDouble() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        generator.writeNumber(
            new BigDecimal(value.toString()).stripTrailingZeros().toPlainString());
      } else {
        generator.writeNumber(value);
      }
    }
  }
}
