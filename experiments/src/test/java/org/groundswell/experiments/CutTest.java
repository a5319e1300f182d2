package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.model.Fit;
import org.groundswell.model.FitListener;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
import org.groundswell.model.ModelSpec;
import org.groundswell.model.Stopping;
import org.groundswell.window.Batch;
import org.groundswell.window.ScaledFrame;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The two proofs of the cut, from the input file on: (a) what is unknown at the cut changes nothing
 * that is settled at it; (b) what is unknown at a post's instant, its own counts included, doesn't
 * change its forecast. Each is shown to find a planted leak.
 */
class CutTest {
  private static final String SAMPLE = "generated sample";

  @TempDir Path scratch;

  static Stream<String> sets() {
    return Stream.of(SAMPLE, "musk/posts_2010_2021.csv", "facebook-pages/posts_2016.csv");
  }

  private Path file(String set) throws IOException {
    if (set.equals(SAMPLE)) {
      Path file = scratch.resolve("sample.csv");
      SampleGenerator.write(file, SampleConfig.defaults());
      return file;
    }
    String folder = System.getProperty("groundswell.data", "");
    Assumptions.assumeFalse(
        folder.isEmpty(),
        "skipped: the property groundswell.data does not name the folder of " + set);
    return Path.of(folder).resolve(set);
  }

  private static List<ModelFactory<?>> factories(String... names) {
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
  private static Instant cut(Frame frame) {
    return frame.instant(frame.rows() * 2 / 3);
  }

  private static Instant end(Frame frame) {
    return frame.instant(frame.rows() - 1).plusMillis(1);
  }

  private CutPipeline honest(Path file) {
    Frame frame = CutPipeline.read(file, List.of(), CutPipeline.LABEL_DELAY);
    return new CutPipeline(cut(frame), end(frame));
  }

  private void proveA(CutPipeline pipeline, Path file, List<ModelFactory<?>> factories) {
    Path mutated = scratch.resolve("mutated-at-cut.csv");
    MutatedPosts.write(file, mutated, pipeline.cut(), CutPipeline.LABEL_DELAY, id -> false);
    Map<String, Integer> settled = pipeline.settledAtCut(file, factories, scratch);
    assertThat(pipeline.settledAtCut(mutated, factories, scratch)).isEqualTo(settled);
  }

  private void proveB(CutPipeline pipeline, Path file, List<ModelFactory<?>> factories) {
    ScaledFrame original = pipeline.atCut(file);
    Frame frame = original.frame();
    int[] test = pipeline.fold(frame).test();
    List<Model> models =
        factories.stream().map(factory -> pipeline.fitted(factory, original)).toList();
    for (int k : new int[] {0, test.length / 3, test.length - 1}) {
      String id = frame.id(test[k]);
      Path mutated = scratch.resolve("mutated-at-post.csv");
      MutatedPosts.write(
          file, mutated, frame.instant(test[k]), CutPipeline.LABEL_DELAY, id::equals);
      ScaledFrame other = pipeline.atCut(mutated);
      for (int m = 0; m < models.size(); m++) {
        assertThat(CutPipeline.forecast(models.get(m), other, id))
            .as("%s forecasts post %s", factories.get(m).name(), id)
            .isEqualTo(CutPipeline.forecast(models.get(m), original, id));
      }
    }
    models.forEach(Model::close);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void whatIsSettledAtTheCut_withOtherDataAfterIt_staysBitForBit(String set) throws IOException {
    Path file = file(set);
    proveA(honest(file), file, factories());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void forecast_withOtherDataUnknownAtItsInstant_staysBitForBit(String set) throws IOException {
    Path file = file(set);
    proveB(honest(file), file, factories());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void scalerFittedOnAllRows_isFound(String set) throws IOException {
    Path file = file(set);
    CutPipeline leaking =
        new CutPipeline(honest(file)) {
          @Override
          ScaledFrame scaled(Backtest data, int[] rows) {
            return data.scaledBy(IntStream.range(0, data.frame().rows()).toArray());
          }
        };
    assertThatThrownBy(() -> proveA(leaking, file, List.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("encodings of training rows");
  }

  @ParameterizedTest
  @MethodSource("sets")
  void authorHistoryWithoutLabelDelay_isFound(String set) throws IOException {
    Path file = file(set);
    CutPipeline leaking =
        new CutPipeline(honest(file)) {
          @Override
          Frame frame(Path posts) {
            Frame bare = read(posts, List.of(), LABEL_DELAY);
            Frame early = read(posts, List.of("history"), Duration.ofMillis(1));
            List<Column> columns = early.schema().known();
            float[] values = new float[early.rows() * columns.size()];
            for (int k = 0; k < values.length; k++) {
              values[k] = early.known(k / columns.size(), k % columns.size());
            }
            return bare.withKnown(columns, values);
          }
        };
    assertThatThrownBy(() -> proveB(leaking, file, factories("ridge")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ridge forecasts post");
  }

  @ParameterizedTest
  @MethodSource("sets")
  void windowThatShowsItsOwnTarget_isFound(String set) throws IOException {
    Path file = file(set);
    CutPipeline leaking =
        new CutPipeline(honest(file)) {
          @Override
          Model model(ModelFactory<?> factory, ScaledFrame data) {
            return new Peeking((GradientModel) create(factory, data));
          }
        };
    assertThatThrownBy(() -> proveB(leaking, file, factories("transformer")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("transformer forecasts post");
  }

  @ParameterizedTest
  @MethodSource("sets")
  void validationLabelsThatMatureAfterTheCut_areFound(String set) throws IOException {
    Path file = file(set);
    CutPipeline leaking =
        new CutPipeline(honest(file)) {
          @Override
          Fold fold(Frame frame) {
            Fold fold = super.fold(frame);
            int[] validation =
                IntStream.range(
                        frame.firstRowAt(fold.validationStart()), frame.firstRowAt(fold.cut()))
                    .toArray();
            return new Fold(
                fold.number(),
                fold.trainFrom(),
                fold.validationStart(),
                fold.cut(),
                fold.testEnd(),
                fold.train(),
                validation,
                fold.refit(),
                fold.test());
          }
        };
    assertThatThrownBy(() -> proveA(leaking, file, factories("ridge")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("encodings of validation rows");
  }

  /** Puts the row to be forecast into its own window as if it were history. */
  private static final class Peeking implements GradientModel {
    private final GradientModel model;
    private ScaledFrame data;

    Peeking(GradientModel model) {
      this.model = model;
    }

    @Override
    public Fit fit(ScaledFrame data, int[] rows, Stopping stopping, FitListener listener) {
      this.data = data;
      return GradientModel.super.fit(data, rows, stopping, listener);
    }

    @Override
    public float[] forecast(ScaledFrame data, int[] rows) {
      this.data = data;
      return GradientModel.super.forecast(data, rows);
    }

    private Batch shown(Batch batch) {
      int width = batch.features();
      float[] encodings =
          Arrays.copyOf(batch.encodings(), batch.encodings().length + batch.size() * width);
      int[] index = batch.index().clone();
      for (int b = 0; b < batch.size(); b++) {
        int place = batch.distinct() + b;
        data.writeHistory(batch.rows()[b], encodings, place * width);
        index[(b + 1) * batch.time() - 1] = place;
      }
      return new Batch(
          batch.rows(), batch.time(), width, encodings, index, batch.targets(), batch.weights());
    }

    @Override
    public ModelSpec spec() {
      return model.spec();
    }

    @Override
    public float[] initialParameters() {
      return model.initialParameters();
    }

    @Override
    public float[] parameters() {
      return model.parameters();
    }

    @Override
    public void setParameters(float[] parameters) {
      model.setParameters(parameters);
    }

    @Override
    public boolean[] decayed() {
      return model.decayed();
    }

    @Override
    public double gradient(Batch batch, long dropoutSeed, float[] gradient) {
      return model.gradient(shown(batch), dropoutSeed, gradient);
    }

    @Override
    public float[] forward(Batch batch) {
      return model.forward(shown(batch));
    }

    @Override
    public void save(Path folder) throws IOException {
      model.save(folder);
    }

    @Override
    public void load(Path folder) throws IOException {
      model.load(folder);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
