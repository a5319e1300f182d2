package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.groundswell.frame.Frame;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.window.ScaledFrame;

/**
 * The two proofs of the cut, from the input on: (a) what is unknown at the cut changes nothing that
 * is settled at it; (b) what is unknown at a row's instant, its own outcome included, doesn't
 * change its forecast.
 *
 * @param scratch where mutated input goes
 * @param mutation changes whatever is unknown at an instant
 */
record CutProof(Path scratch, Mutation mutation) {

  /** Copies a file, or a folder of files. */
  interface Mutation {
    /**
     * @param instant whatever is unknown then becomes another
     * @param spared ids of rows of which stays what is known at their own instant
     */
    void write(Path from, Path to, Instant instant, Predicate<String> spared);
  }

  /** The models of these names, of none all. */
  static List<ModelFactory<?>> factories(String... names) {
    List<ModelFactory<?>> found = new ArrayList<>();
    for (ModelFactory<?> factory : ServiceLoader.load(ModelFactory.class)) {
      if (names.length == 0 || Arrays.asList(names).contains(factory.name())) {
        found.add(factory);
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  /** A cut after two thirds of the rows. */
  static Instant cut(Frame frame) {
    return frame.instant(frame.rows() * 2 / 3);
  }

  static Instant end(Frame frame) {
    return frame.instant(frame.rows() - 1).plusMillis(1);
  }

  void proveA(CutPipeline pipeline, Path file, List<ModelFactory<?>> factories) {
    Path mutated = scratch.resolve("mutated-at-cut.csv");
    mutation.write(file, mutated, pipeline.cut(), id -> false);
    Map<String, Integer> settled = pipeline.settledAtCut(file, factories, scratch);
    Map<String, Integer> again = pipeline.settledAtCut(mutated, factories, scratch);
    assertThat(again.keySet()).isEqualTo(settled.keySet());
    assertThat(settled.keySet().stream().filter(what -> !again.get(what).equals(settled.get(what))))
        .as("settled at the cut, but no longer the same")
        .isEmpty();
  }

  void proveB(CutPipeline pipeline, Path file, List<ModelFactory<?>> factories) {
    ScaledFrame original = pipeline.atCut(file);
    Frame frame = original.frame();
    int[] test = pipeline.fold(frame).test();
    List<Model> models =
        factories.stream().map(factory -> pipeline.fitted(factory, original)).toList();
    for (int k : new int[] {0, test.length / 3, test.length - 1}) {
      String id = frame.id(test[k]);
      Path mutated = scratch.resolve("mutated-at-row.csv");
      mutation.write(file, mutated, frame.instant(test[k]), id::equals);
      ScaledFrame other = pipeline.atCut(mutated);
      for (int m = 0; m < models.size(); m++) {
        assertThat(CutPipeline.forecast(models.get(m), other, id))
            .as("%s forecasts row %s", factories.get(m).name(), id)
            .isEqualTo(CutPipeline.forecast(models.get(m), original, id));
      }
    }
    models.forEach(Model::close);
  }
}
