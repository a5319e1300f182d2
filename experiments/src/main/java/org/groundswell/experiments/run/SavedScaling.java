package org.groundswell.experiments.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.groundswell.feature.AuthorFeatures;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.scale.Scaling;
import org.groundswell.scale.TargetTransform;
import org.groundswell.window.ScaledFrame;

/**
 * The fitted scalers as {@code scaling.json} beside a saved model, without which its inputs can't
 * be made nor its forecasts read.
 *
 * <p>{@code features} are the inputs of an encoding in order. Each of {@code known} has its {@code
 * scaling}, steps to be taken one after the other and clipped to [−clip, clip], or its {@code
 * categories}, which have an input each in this order. {@code observed} has the same of the further
 * observed columns, whose inputs follow; it is left out if there are none. A forecast z of one of
 * {@code targets} is taken back through its {@code scaling}; where the form is {@code deviation}
 * the row's anchor is added, or {@code fallback} if it has none; where {@code log}, log1p is
 * undone; and the result is clipped to [0, ceiling].
 */
final class SavedScaling {
  static final String FILE = "scaling.json";
  private static final int FORMAT_VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SavedScaling() {}

  /** Writes the file into the folder of a model. */
  static void write(Path folder, ScaledFrame scaled) throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("formatVersion", FORMAT_VERSION);
    scaled.featureNames().forEach(root.putArray("features")::add);
    root.put("clip", scaled.inputs().clip());
    Frame frame = scaled.frame();
    writeColumns(
        root.putArray("known"),
        frame.schema().known(),
        frame.groups(),
        scaled::scaling,
        scaled::categories);
    if (!frame.schema().observed().isEmpty()) {
      writeColumns(
          root.putArray("observed"),
          frame.schema().observed(),
          frame.groups(),
          scaled::extraScaling,
          scaled::extraCategories);
    }
    ArrayNode targets = root.putArray("targets");
    for (int target = 0; target < scaled.target().targets(); target++) {
      writeTarget(targets.addObject(), scaled, target);
    }
    Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(root) + "\n");
  }

  private static void writeColumns(
      ArrayNode nodes,
      List<Column> columns,
      List<String> groups,
      IntFunction<Scaling> scalings,
      IntFunction<List<Integer>> categories) {
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      ObjectNode node = nodes.addObject();
      node.put("name", column.name());
      node.put("kind", lowerCase(column.kind()));
      node.put("nullable", column.nullable());
      if (column.kind() == Column.Kind.CATEGORICAL) {
        ArrayNode codes = node.putArray("categories");
        for (int code : categories.apply(c)) {
          ObjectNode category = codes.addObject().put("code", code);
          // codes are those of this frame; an author's is that of the group
          if (column.group().equals(AuthorFeatures.GROUP)) {
            category.put("name", groups.get(code));
          }
        }
      } else {
        writeSteps(node.putArray("scaling"), scalings.apply(c));
      }
    }
  }

  private static void writeTarget(ObjectNode node, ScaledFrame scaled, int at) {
    TargetTransform transform = scaled.target();
    node.put("name", scaled.frame().schema().targets().get(at));
    node.put("form", lowerCase(transform.config().form()));
    node.put("log", transform.config().log());
    writeSteps(node.putArray("scaling"), transform.scaling(at));
    node.put("fallback", transform.fallback(at));
    node.put("ceiling", transform.ceiling(at));
  }

  private static void writeSteps(ArrayNode steps, Scaling scaling) {
    if (scaling instanceof Scaling.Chain chain) {
      chain.steps().forEach(step -> writeSteps(steps, step));
    } else if (scaling instanceof Scaling.Affine affine) {
      steps
          .addObject()
          .put("step", "affine")
          .put("centre", affine.centre())
          .put("scale", affine.scale());
    } else if (scaling instanceof Scaling.SignedLog1p) {
      steps.addObject().put("step", "log1p");
    } else {
      throw new IllegalStateException("no name to save by for the scaling " + scaling);
    }
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
