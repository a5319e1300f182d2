package org.groundswell.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.groundswell.feature.AuthorFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.frame.Schema;
import org.groundswell.scale.Anchors;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;
import org.groundswell.window.ScaledFrame.InputScaling;
import org.groundswell.window.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of {@code scaling.json} makes of a row is what the model saw and said. */
class SavedScalingTest {
  private static final int ROWS = 40;
  private static final List<String> AUTHORS = List.of("nasa", "esa", "noaa");

  @TempDir private Path folder;

  private static ScaledFrame scaled(TargetTransform.Form form) {
    return scaled(form, List.of());
  }

  /** Any further observed columns repeat the first known ones. */
  private static ScaledFrame scaled(TargetTransform.Form form, List<Column> observed) {
    Schema schema =
        new Schema(
            List.of(
                Column.flag("link", "text"),
                Column.numeric("mood", "text").orMissing(),
                Column.count("length", "text"),
                Column.categorical("author", AuthorFeatures.GROUP)),
            List.of("likes", "shares"),
            observed);
    Frame.Builder builder = Frame.builder(schema, Duration.ofHours(1));
    for (int row = 0; row < ROWS; row++) {
      int author = row < 3 ? row : row % 5 % 2;
      float[] known = {
        row % 2, row % 7 == 0 ? Float.NaN : row % 11 - 4, row == 39 ? 1e9f : row * row, author
      };
      builder.add(
          "p" + row,
          AUTHORS.get(author),
          Instant.parse("2024-01-01T00:00:00Z").plus(Duration.ofHours(row)),
          0,
          known,
          new double[] {row * 3 % 17, row * 5 % 23},
          Arrays.copyOf(known, observed.size()));
    }
    Frame frame = builder.build();
    TargetTransform.Config config = TargetTransform.Config.logRobust(form);
    return ScaledFrame.fit(
        new Windows(frame, 4, true),
        Anchors.of(frame, config.link()),
        new InputScaling(InputScaling.robust().numeric(), InputScaling.robust().count(), 3, 2),
        config,
        IntStream.range(0, 30).toArray());
  }

  private JsonNode saved(ScaledFrame scaled) throws Exception {
    SavedScaling.write(folder, scaled);
    return new ObjectMapper().readTree(folder.resolve("scaling.json").toFile());
  }

  @Test
  void write_scaledFrame_isEnoughToEncodeARow() throws Exception {
    ScaledFrame scaled = scaled(TargetTransform.Form.DEVIATION);

    JsonNode json = saved(scaled);

    assertThat(json.path("formatVersion").asInt()).isEqualTo(1);
    assertThat(json.path("features").valueStream().map(JsonNode::asText))
        .containsExactlyElementsOf(scaled.featureNames());
    for (int row = 0; row < ROWS; row++) {
      float[] encoding = new float[scaled.features()];
      scaled.writeQuery(row, encoding, 0);
      List<Float> inputs = new ArrayList<>();
      for (int c = 0; c < json.path("known").size(); c++) {
        encode(json, json.path("known").get(c), scaled.frame(), row, c, inputs);
      }
      for (int k = 0; k < inputs.size(); k++) {
        assertThat(encoding[k]).as("input %s of row %s", k, row).isEqualTo(inputs.get(k));
      }
      assertThat(inputs).hasSize(encoding.length - 2 * 2 - 1);
    }
  }

  private static void encode(
      JsonNode json, JsonNode column, Frame frame, int row, int at, List<Float> into) {
    float value = frame.known(row, at);
    if (column.has("categories")) {
      String author = frame.groups().get(frame.group(row));
      for (JsonNode category : column.path("categories")) {
        assertThat(category.path("code").asInt() == value)
            .isEqualTo(category.path("name").asText().equals(author));
        into.add(category.path("name").asText().equals(author) ? 1f : 0f);
      }
    } else {
      double x = Float.isNaN(value) ? 0 : value;
      for (JsonNode step : column.path("scaling")) {
        x =
            step.path("step").asText().equals("log1p")
                ? Math.copySign(Math.log1p(Math.abs(x)), x)
                : (x - step.path("centre").asDouble()) / step.path("scale").asDouble();
      }
      double clip = json.path("clip").asDouble();
      into.add(Float.isNaN(value) ? 0f : (float) Math.max(-clip, Math.min(clip, x)));
    }
    if (column.path("nullable").asBoolean()) {
      into.add(Float.isNaN(value) ? 1f : 0f);
    }
  }

  @Test
  void write_furtherObservedColumns_areScaledAsTheirTwinsAmongTheKnownOnes() throws Exception {
    List<Column> observed =
        List.of(
            Column.flag("pinned", "history"),
            Column.numeric("rain", "history").orMissing(),
            Column.count("views", "history"),
            Column.categorical("mix", "history"));

    JsonNode json = saved(scaled(TargetTransform.Form.LEVEL, observed));

    assertThat(json.path("observed")).hasSize(4);
    for (int c = 0; c < 4; c++) {
      JsonNode column = json.path("observed").get(c);
      JsonNode twin = json.path("known").get(c);
      assertThat(column.path("name").asText()).isEqualTo(observed.get(c).name());
      assertThat(column.path("kind")).isEqualTo(twin.path("kind"));
      assertThat(column.path("nullable")).isEqualTo(twin.path("nullable"));
      assertThat(column.path("scaling")).isEqualTo(twin.path("scaling"));
      assertThat(column.path("categories").findValuesAsText("code"))
          .isEqualTo(twin.path("categories").findValuesAsText("code"));
    }
    assertThat(saved(scaled(TargetTransform.Form.LEVEL)).has("observed")).isFalse();
  }

  @Test
  void write_scaledFrame_isEnoughToReadAForecast() throws Exception {
    for (TargetTransform.Form form : TargetTransform.Form.values()) {
      ScaledFrame scaled = scaled(form);

      JsonNode targets = saved(scaled).path("targets");

      for (int t = 0; t < 2; t++) {
        JsonNode target = targets.get(t);
        boolean deviation = target.path("form").asText().equals("deviation");
        assertThat(deviation).isEqualTo(form == TargetTransform.Form.DEVIATION);
        assertThat(target.path("log").asBoolean()).isTrue();
        JsonNode affine = target.path("scaling").get(0);
        // the first row has no history, so that its anchor is the fallback
        for (double z : new double[] {-9, -0.5, 0, 0.7, 50}) {
          double linked =
              z * affine.path("scale").asDouble()
                  + affine.path("centre").asDouble()
                  + (deviation ? target.path("fallback").asDouble() : 0);
          double value = Math.copySign(Math.expm1(Math.abs(linked)), linked);
          double clipped = Math.min(Math.max(value, 0), target.path("ceiling").asDouble());
          assertThat(scaled.target().invert(0, t, z)).isCloseTo(clipped, within(1e-9));
        }
      }
    }
  }
}
