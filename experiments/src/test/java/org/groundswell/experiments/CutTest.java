package org.groundswell.experiments;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.groundswell.backtest.Backtest;
import org.groundswell.data.SampleConfig;
import org.groundswell.data.SampleGenerator;
import org.groundswell.evaluate.Fold;
import org.groundswell.frame.Column;
import org.groundswell.frame.Frame;
import org.groundswell.model.GradientModel;
import org.groundswell.model.Model;
import org.groundswell.model.ModelFactory;
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

  private CutPipeline honest(Path file) {
    Frame frame = CutPipeline.read(file, List.of(), CutPipeline.LABEL_DELAY);
    return new CutPipeline(CutProof.cut(frame), CutProof.end(frame));
  }

  private CutProof proof() {
    return new CutProof(
        scratch,
        (from, to, instant, spared) ->
            MutatedPosts.write(from, to, instant, CutPipeline.LABEL_DELAY, spared));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void whatIsSettledAtTheCut_withOtherDataAfterIt_staysBitForBit(String set) throws IOException {
    Path file = file(set);
    proof().proveA(honest(file), file, CutProof.factories());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void forecast_withOtherDataUnknownAtItsInstant_staysBitForBit(String set) throws IOException {
    Path file = file(set);
    proof().proveB(honest(file), file, CutProof.factories());
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
    assertThatThrownBy(() -> proof().proveA(leaking, file, List.of()))
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
    assertThatThrownBy(() -> proof().proveB(leaking, file, CutProof.factories("ridge")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ridge forecasts row");
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
    assertThatThrownBy(() -> proof().proveB(leaking, file, CutProof.factories("transformer")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("transformer forecasts row");
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
    assertThatThrownBy(() -> proof().proveA(leaking, file, CutProof.factories("ridge")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("encodings of validation rows");
  }
}
